"""The small parts: cues, placement, clock, picture checks, options, history."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import get_args

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import posecheck
from posecheck.errors import PosecheckError
from posecheck.live.browser.access import Access
from posecheck.live.browser.protocol import ProtocolError, read_frame, read_text
from posecheck.live.choices import choices, coach_for
from posecheck.live.coaching.cues import ANY_CUE_S, SAME_CUE_S, Cue, CueRules
from posecheck.live.coaching.feedback import SetResult, Tone
from posecheck.live.coaching.framing import Placement
from posecheck.live.history import History
from posecheck.live.options import live_options
from posecheck.live.pictures.camera_check import SENTENCES, PictureCheck
from posecheck.live.pictures.clock import SessionClock
from posecheck.live.window.tones import sound, tone_samples
from posecheck.pose.landmarks import Landmark, Landmarks
from posecheck.stretches.load import load_stretch

CUES = [
    Cue("a", "A", "form", 3.0),
    Cue("b", "B", "form", 9.0),
    Cue("c", "C", "setup"),
    Cue("d", "D", "safety"),
]


@given(st.lists(st.tuples(st.floats(0.01, 3.0), st.sets(st.sampled_from(CUES))), max_size=60))
def test_cues_keep_their_distance(steps: list[tuple[float, set[Cue]]]) -> None:
    rules, now_s = CueRules(), 0.0
    given_s: list[tuple[float, str]] = []
    for step_s, wanted in steps:
        now_s += step_s
        cue = rules.choose(now_s, wanted)
        if cue is not None:
            assert cue in wanted
            given_s.append((now_s, cue.id))
    for (early_s, first), (late_s, second) in pairwise(given_s):
        assert late_s - early_s >= ANY_CUE_S
        assert first != second or late_s - early_s >= SAME_CUE_S


def test_the_most_urgent_and_then_the_costliest_cue_comes_first() -> None:
    assert [CueRules().choose(0.0, CUES[:n]) for n in (1, 2, 3, 4)] == CUES


def standing() -> Landmarks:
    """Return a person who stands in the middle of a 640 x 480 picture."""
    points = np.full((33, 2), [320.0, 100.0])
    rows = {"SHOULDER": 140, "ELBOW": 190, "WRIST": 240, "HIP": 250, "KNEE": 340, "ANKLE": 420, "HEEL": 425}
    rows |= {"FOOT_INDEX": 430, "PINKY": 245, "INDEX": 245, "THUMB": 245}
    for landmark in Landmark:
        part = landmark.name.split("_", 1)[-1]
        if part in rows and landmark.name.startswith(("LEFT", "RIGHT")) and landmark >= 11:
            points[landmark] = [345 if landmark.name.startswith("LEFT") else 295, rows[part]]
    empty = Landmarks.empty([0.0], 640, 480)
    world = np.concatenate([points / 200, np.zeros((33, 1))], axis=1)
    return replace(
        empty,
        image_px=points[None],
        world_m=world[None],
        visibility=np.ones((1, 33)),
        presence=np.ones((1, 33)),
    )


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        (lambda points: points, None),
        (lambda points: points + [0, 100], "down"),
        (lambda points: points - [0, 150], "up"),
        (lambda points: points + [340, 0], "middle"),
        (lambda points: (points - [320, 100]) * 1.6 + [320, 60], "back"),
        (lambda points: points * 0.3 + [220, 150], "closer"),
    ],
)
def test_placement_says_what_to_change(change: object, advice: str | None) -> None:
    person = standing()
    moved = replace(person, image_px=change(person.image_px[0])[None])  # type: ignore[operator]
    found = Placement(load_stretch("hip_abduction"), "left").advice(moved, None)
    assert (found.id if found else None) == advice


def test_placement_names_what_it_cannot_see() -> None:
    person = standing()
    person.visibility[0, [Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE]] = 0.1
    found = Placement(load_stretch("hip_abduction"), "left").advice(person, None)
    assert found is not None
    assert found.text.startswith("I cannot see your ")


def test_pauses_take_no_session_time() -> None:
    clock = SessionClock()
    times = [clock(time_s) for time_s in (0.0, 0.5, 1.0, 500.0, 500.5, 20.0, 20.5)]
    assert times == pytest.approx([0.0, 0.5, 1.0, 1.1, 1.6, 1.7, 2.2])


def scene(shift: int = 0, light: float = 1.0) -> np.ndarray:
    random = np.random.default_rng(1)
    blocks = cv2.resize(
        random.integers(0, 255, (18, 32, 3), dtype=np.uint8), (640, 360), interpolation=cv2.INTER_NEAREST
    )
    return (np.roll(blocks, shift, axis=1) * light).astype(np.uint8)


@pytest.mark.parametrize(
    ("image", "trouble"),
    [
        (scene(), None),
        (np.zeros((360, 640, 3), dtype=np.uint8), "black"),
        (scene(light=0.12), "dark"),
        (scene(shift=60), "moved"),
        (scene(light=0.7), None),
    ],
)
def test_what_a_picture_shows_of_the_camera(image: np.ndarray, trouble: str | None) -> None:
    check = PictureCheck()
    assert check(scene(), 0.0, None) is None
    assert [check(image, float(n), None) for n in range(1, 5)][-1] == trouble


def test_a_person_who_moves_is_not_the_camera_moving() -> None:
    check, still, moved = PictureCheck(), scene(), scene()
    moved[100:340, 200:420] = 230
    person = np.array([200 / 640, 100 / 360, 420 / 640, 340 / 360])
    check(still, 0.0, person)
    assert [check(moved, float(n), person) for n in range(1, 6)] == [None] * 5


def test_every_trouble_has_one_sentence() -> None:
    assert set(SENTENCES) >= {
        "none",
        "busy",
        "refused",
        "unplugged",
        "black",
        "dark",
        "moved",
        "suspended",
        "hidden",
    }
    assert all(text.endswith(".") for text in SENTENCES.values())


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=200), st.binary(max_size=200)))
def test_no_message_gives_anything_but_a_protocol_error(message: str | bytes) -> None:
    with suppress(ProtocolError):
        if isinstance(message, str):
            read_text(message)
        else:
            read_frame(message, None)


def result(stopped: str | None) -> SetResult:
    return SetResult(
        stretch="childs_pose",
        title="Child's pose",
        side=None,
        score=None,
        confidence=0.0,
        reps=0,
        partial_reps=0,
        goal=3,
        holds_s=[],
        range_title="hip flexion",
        range_value=None,
        range_sigma=None,
        range_unit="deg",
        cue="",
        stopped=stopped,  # type: ignore[arg-type]
    )


def test_sharp_pain_locks_a_stretch_for_some_days(tmp_path: Path) -> None:
    history, day = History(tmp_path / "new" / "history.jsonl"), datetime(2030, 1, 10, 9)
    history.add(result("pain"), day)
    assert history.locked_until("childs_pose", 3, day.date()) is None
    history.add(result("sharp pain"), day)
    with history.path.open("a", encoding="utf-8") as stream:
        stream.write("half a li")
    history.add(result(None), day)
    assert history.path.read_text(encoding="utf-8").endswith("}\n")
    assert history.locked_until("childs_pose", 3, date(2030, 1, 12)) == date(2030, 1, 13)
    assert history.locked_until("childs_pose", 3, date(2030, 1, 13)) is None
    assert history.locked_until("childs_pose", 0, day.date()) == date(2030, 1, 11)
    assert history.locked_until("hip_abduction", 3, day.date()) is None


def test_a_later_answer_completes_its_own_line(tmp_path: Path) -> None:
    history, day = History(tmp_path / "history.jsonl"), datetime(2030, 1, 10, 9)
    for number, stopped in enumerate(("pain", "pain", "skipped")):
        history.add(result(stopped), day + timedelta(minutes=number))
    history.path.write_text(history.path.read_text(encoding="utf-8") + "[]\nhalf a li", encoding="utf-8")
    before = history.path.read_text(encoding="utf-8").splitlines()
    history.complete(result("sharp pain"), day + timedelta(hours=1))
    after = history.path.read_text(encoding="utf-8").splitlines()
    assert [after[n] for n in (0, 2, 3, 4)] == [before[n] for n in (0, 2, 3, 4)]
    assert json.loads(after[1]) == {**json.loads(before[1]), "stopped": "sharp pain"}
    history.path.unlink()
    history.complete(result("sharp pain"), day)
    assert history.sharp_pain() == {"childs_pose": day.date()}


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        ({"exercise": "childs_poes"}, "childs_pose"),
        ({"exercise": "low_back_decompresion"}, "low_back_decompression"),
        ({"side": "middle"}, "side"),
        ({"exercise": "childs_pose", "reps": 0}, "1 to 100"),
        ({"model": "fulll"}, "model"),
        ({"record": Path("video.avi")}, ".mp4"),
    ],
)
def test_a_mistake_is_one_sentence(mistake: dict[str, object], words: str) -> None:
    with pytest.raises(PosecheckError, match=words):
        live_options(**mistake)  # type: ignore[arg-type]


def test_other_computers_need_a_secret() -> None:
    with pytest.raises(PosecheckError, match="--token"):
        Access.of("0.0.0.0", 8000, None)
    with pytest.raises(PosecheckError, match="too short"):
        Access.of("0.0.0.0", 8000, "abc")
    access = Access.of("192.168.0.7", 8000, "a long enough secret")
    assert access.allows_origin("http://192.168.0.7:8000")
    assert not access.allows_origin("http://192.168.0.7:8001")
    assert not access.allows_origin(None)


def test_a_stretch_of_the_users_own_can_be_coached(tmp_path: Path) -> None:
    shipped = Path(posecheck.__file__).parent / "stretches" / "library" / "childs_pose.toml"
    shutil.copy(shipped, tmp_path / "my_rest.toml")
    options = live_options("my_rest", library=tmp_path)
    history = History(tmp_path / "history.jsonl")
    [choice] = choices(options, history, date(2030, 1, 1))
    assert choice.id == "my_rest"
    coach = coach_for(
        "my_rest",
        history,
        datetime(2030, 1, 1),
        acute_pain=False,
        kneeling_ok=True,
        library=options.library,
    )
    assert coach.present.stretch.id == "my_rest"
    with pytest.raises(PosecheckError, match="my_rest"):
        live_options("my_rst", library=tmp_path)


@pytest.mark.parametrize("tone", get_args(Tone))
def test_every_tone_has_its_sound(tone: Tone) -> None:
    samples = tone_samples(tone)
    assert 0.1 < np.abs(samples).max() <= 0.25
    assert samples[0] == samples[-1] == 0
    sound(tone)
