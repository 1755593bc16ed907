from pathlib import Path

import pytest

from posecheck.batch.clips import Entry
from posecheck.batch.inputs import find_clips
from posecheck.errors import PosecheckError
from posecheck.stretches.load import FOLDER

CASES = Path(__file__).parents[3] / "shared" / "data" / "cases" / "manifests"


def manifest(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "clips.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_rows_of_one_clip_are_kept_together_and_columns_carried(tmp_path: Path) -> None:
    path = manifest(
        tmp_path,
        "path,stretch,side,person,session,clinic\n"
        "b.mp4,childs_pose,,Anna,1,north\n"
        "a.mp4,hip_flexion,left,Ben,2,south\n"
        "a.mp4,hip_flexion,right,Ben,2,south\n",
    )
    clips, _ = find_clips([path], Entry())
    assert [clip.path for clip in clips] == [tmp_path / "a.mp4", tmp_path / "b.mp4"]
    assert clips[0].entries == (
        Entry("hip_flexion", "left", "Ben", "2", (("clinic", "south"),)),
        Entry("hip_flexion", "right", "Ben", "2", (("clinic", "south"),)),
    )
    assert clips[1].entries == (Entry("childs_pose", "auto", "Anna", "1", (("clinic", "north"),)),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_spreadsheets_save_is_read(tmp_path: Path, delimiter: str) -> None:
    text = "path,person\r\na.mp4,\"Smith; Anna, 'Ann'\t\"\r\n\r\n".replace(",", delimiter)
    [clip], _ = find_clips([manifest(tmp_path, text, "utf-8-sig")], Entry("childs_pose"))
    assert clip.entries[0].person.startswith("Smith; Anna")
    assert clip.entries[0].stretch == "childs_pose"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Datei;Übung\na.mp4;x\n", r"no column 'path' \(found: 'Datei', 'Übung'\)"),
        ("Hips 2026\nwho,what\nAnna,a.mp4\n", r"found: 'who', 'what'"),
        ("", "no column 'path'"),
        ("path,score\na.mp4,5\n", "writes a column 'score' itself"),
        ("path,x,x\na.mp4,1,2\n", "two columns are called 'x'"),
        ("path,stretch\na.mp4,childs_pose\nb.mp4,childs_pse\n", "line 3: .*childs_pose"),
        ("path,side\na.mp4,lft\n", "line 2: .*left"),
        ("path,stretch\n,childs_pose\n", "line 2: there is no path"),
        ("path\na.mp4,b\n", "line 2: there are more cells than columns"),
        ("path,,\na.mp4,,b\n", "line 2: .*'b' is under none"),
        ("Path,path\na.mp4,b.mp4\n", "two columns are called 'path'"),
        ('path,note\na.mp4,"' + "x" * 200_000, "line 2: field larger than .* a quote that is never closed"),
        ("path\nC:\\Users\\Anna\\a.mp4\n", "line 2: .*Windows"),
        ("PK\3\4 and so on", "is a workbook"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PosecheckError, match=said):
        find_clips([manifest(tmp_path, text)], Entry())


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "mac-roman"])
def test_old_encodings_are_refused_with_the_line_and_the_fix(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(PosecheckError, match=r"line 3: .*save it as CSV in UTF-8"):
        find_clips([manifest(tmp_path, "path;person\r\nb.mp4;Ann\r\na.mp4;Zoë\r\n", encoding)], Entry())


@pytest.mark.parametrize("name", ["study.xlsx", "study.ods", "study.numbers"])
def test_a_workbook_is_no_table(tmp_path: Path, name: str) -> None:
    with pytest.raises(PosecheckError, match="is a workbook; export"):
        find_clips([tmp_path / name], Entry())


ROW = ("a.mp4", "hip_abduction")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param("path;stretch;;;\na.mp4;hip_abduction;;;\n", "utf-8", id="trailing empty columns"),
        pytest.param("path,stretch,\na.mp4,hip_abduction,\n,,\n", "utf-8", id="one empty column and line"),
        pytest.param("path,,stretch\na.mp4,,hip_abduction\n", "utf-8", id="an empty column in between"),
        pytest.param("path,stretch,,\na.mp4,hip_abduction\n", "utf-8", id="shorter lines"),
        pytest.param("sep=;\npath;stretch\na.mp4;hip_abduction\n", "utf-8", id="sep line"),
        pytest.param("sep=;\r\npath;stretch\r\na.mp4;hip_abduction\r\n", "utf-8-sig", id="sep line of Excel"),
        pytest.param('"sep=|"\npath|stretch\na.mp4|hip_abduction\n', "utf-8", id="sep line in quotes"),
        pytest.param("sep=,;\npath,stretch\na.mp4,hip_abduction\n", "utf-8", id="sep line with a rest"),
        pytest.param("sep=^\npath^stretch\na.mp4^hip_abduction\n", "utf-8", id="a separator of one's own"),
        pytest.param("Path,Stretch\na.mp4,hip_abduction\n", "utf-8", id="capitals"),
        pytest.param("PATH\tSTRETCH\na.mp4\tHip_Abduction\n", "utf-8", id="only capitals, tabs"),
        pytest.param("file,stretch\na.mp4,hip_abduction\n", "utf-8", id="file"),
        pytest.param(' "File name" ; "Stretch "\na.mp4;hip abduction\n', "utf-8", id="quotes and spaces"),
        pytest.param('"file_name","stretch"\n"a.mp4","hip-abduction"\n', "utf-8", id="quotes everywhere"),
        pytest.param("stretch,filename\nhip_abduction,a.mp4\n", "utf-8", id="another order"),
        pytest.param("path\tstretch\na.mp4\thip_abduction\n", "utf-16", id="Unicode text of Excel"),
        pytest.param("path\tstretch\na.mp4\thip_abduction\n", "utf-16-le", id="UTF-16 without a mark"),
        pytest.param("path,stretch\na.mp4,hip_abduction\n", "utf-16-be", id="UTF-16, high byte first"),
        pytest.param(
            "# made by hand; no, typed\npath,stretch\n# later\na.mp4,hip_abduction\n", "utf-8", id="#"
        ),
        pytest.param(
            "path,stretch\n#b.mp4,childs_pose\na.mp4,hip_abduction\n", "utf-8", id="a line put aside"
        ),
        pytest.param("Hips 2026\n\npath,stretch\na.mp4,hip_abduction\n", "utf-8", id="a title above"),
        pytest.param("Table 1,,\npath,stretch,\na.mp4,hip_abduction,\n", "utf-8", id="a title of Numbers"),
        pytest.param("\n\npath,stretch\n\n,\na.mp4,hip_abduction\n \n", "utf-8", id="blank lines"),
        pytest.param("path,stretch\ra.mp4,hip_abduction\r", "utf-8", id="line ends of old Macs"),
        pytest.param("path,stretch\na.mp4,hip_abduction\na.mp4,hip_abduction\n", "utf-8", id="twice"),
        pytest.param("path,stretch\n./a.mp4,hip_abduction\na.mp4,hip_abduction\n", "utf-8", id="twice, ./"),
        pytest.param('path,stretch\n"""a.mp4""",hip_abduction\n', "utf-8", id="copied as path"),
        pytest.param(".\\a.mp4,hip_abduction\n".join(["path,stretch\n", ""]), "utf-8", id="backslash"),
    ],
)
def test_habits_of_spreadsheets(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "a.mp4").touch()
    clips, problems = find_clips([manifest(tmp_path, text, encoding)], Entry("childs_pose"))
    assert problems == []
    assert [(clip.path, clip.entries) for clip in clips] == [
        (tmp_path / "a.mp4", (Entry("hip_abduction", "auto"),))
    ]


@pytest.mark.parametrize("suffix", [".csv", ".CSV", ".tsv", ".txt"])
def test_tables_by_any_name(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"clips{suffix}"
    path.write_text("path\tside\na.mp4\tLeft\n")
    [clip], _ = find_clips([path], Entry())
    assert clip.entries[0].side == "left"


def test_text_with_line_ends_and_quotes_is_carried(tmp_path: Path) -> None:
    text = 'path,note\n"a.mp4","said ""ouch"", then\n#stopped"\n'
    [clip], _ = find_clips([manifest(tmp_path, text)], Entry())
    assert clip.entries[0].columns == (("note", 'said "ouch", then\n#stopped'),)


def test_a_file_that_begins_like_a_comment_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "#1.mp4").touch()
    clips, _ = find_clips([manifest(tmp_path, "path,note\n#1.mp4,\n#2.mp4,\n")], Entry())
    assert [clip.path.name for clip in clips] == ["#1.mp4"]


@pytest.mark.parametrize(
    ("on_disk", "written"),
    [
        ("Zoe\u0308/Muller\u0308.mp4", "Zo\u00eb/Mull\u0065r\u0308.mp4"),
        ("Zo\u00eb/Mu\u0308ller.mp4", "Zoe\u0308/M\u00fcller.mp4"),
        ("Zo\u00eb/1.mp4", "Zoe\u0308\\1.mp4"),
        ("monday/Anna 1.mp4", "monday\\Anna 1.mp4"),
        ("a\\b.mp4", "a\\b.mp4"),
        (" a .mp4", '" a .mp4"'),
    ],
)
def test_names_are_found_as_another_system_spells_them(tmp_path: Path, on_disk: str, written: str) -> None:
    (tmp_path / on_disk).parent.mkdir(exist_ok=True)
    (tmp_path / on_disk).touch()
    clips, _ = find_clips([manifest(tmp_path, f"path\n{written}\n")], Entry())
    assert [clip.path.exists() for clip in clips] == [True]


def test_a_table_may_name_stretches_of_the_users_own_folder(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.toml").write_text((FOLDER / "hip_abduction.toml").read_text("utf-8"), "utf-8")
    table = manifest(tmp_path, "path,stretch\na.mp4,mine\n")
    assert find_clips([table], Entry(), own)[0][0].entries[0].stretch == "mine"
    with pytest.raises(PosecheckError, match="line 2: There is no stretch 'mine'"):
        find_clips([table], Entry())


@pytest.mark.skipif(not CASES.is_dir(), reason="evaluation data ../shared/data is not there")
def test_the_manifests_that_were_collected(tmp_path: Path) -> None:
    for given in CASES.glob("*.csv"):
        path = tmp_path / given.name
        path.write_bytes(given.read_bytes())
        [clip], _ = find_clips([path], Entry())
        assert (clip.path.name, clip.entries[0].stretch) == ("plain.mp4", "hip_abduction")
