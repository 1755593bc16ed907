"""Whatever is found, and in whichever clip: nothing is said that the numbers beside it do not bear."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from _pytest.mark import ParameterSet
from rich.console import Console

from benchmarks.truth import SAMPLES, load_truth
from posecheck.angles import ANGLE_IDS, compute_angles
from posecheck.live.coaching.frame_state import LeadAngle
from posecheck.overlay.arcs import GaugeReading, label_of
from posecheck.overlay.gauges import gauges_of
from posecheck.pipeline import measure
from posecheck.pose.landmarks import Landmarks
from posecheck.report.angle_csv import write_csv
from posecheck.report.result import Result
from posecheck.report.result_json import document, write_json
from posecheck.report.stretch_text import markdown
from posecheck.report.terminal_page import page
from posecheck.scoring.advice import repetitions
from posecheck.scoring.assessment import assess
from posecheck.scoring.first_cue import SURE_SIGMAS
from posecheck.scoring.quantities import columns_of
from posecheck.scoring.results import TargetResult
from posecheck.stretches.load import load_stretch, stretch_ids

DATA = Path(__file__).parents[3] / "shared" / "data"
REAL, EPISODES = DATA / "real_landmarks", DATA / "uiprmd"
CLIPS = sorted(path.name.removesuffix(".truth.json") for path in SAMPLES.glob("*.truth.json"))
Make = Callable[[str], Result]
NEGATIVE_NOTHING = re.compile(r"(?<![\w.,-])-0(?:\.0+)?(?![\w.])")


def as_seen(landmarks: Landmarks, seed: int) -> Landmarks:
    """Return exact landmarks as a pose model sees them: off by 1.5 cm, in depth by four times as much."""
    rng = np.random.default_rng(seed)
    scale = float(np.nanmedian(landmarks.px_per_m))
    off_m = rng.normal(0, 0.015, (1, 33, 3)) + rng.normal(0, 0.003, (len(landmarks), 33, 3))
    return replace(
        landmarks,
        image_px=landmarks.image_px + scale * off_m[..., :2],
        world_m=landmarks.world_m + off_m * [1.0, 1.0, 4.0],
        visibility=landmarks.visibility * rng.uniform(0.6, 1.0, (1, 33)),
    )


@cache
def sample(clip: str) -> Result:
    truth = load_truth(SAMPLES / f"{clip}.truth.json")
    camera = {"placement": truth.placement, "view": truth.view}
    seen = replace(as_seen(truth.landmarks, CLIPS.index(clip)), source=camera)
    angles = compute_angles(seen)
    return Result(clip, seen, angles, assess(angles, load_stretch(truth.stretch)))


@cache
def real(clip: str) -> Result:
    labels = json.loads((REAL / "labels.json").read_text(encoding="utf-8"))
    shown = labels[clip]["stretch"]
    landmarks, angles = measure(Landmarks.load(REAL / f"{clip}.npz"), clip)
    stretch = load_stretch(shown if shown in stretch_ids() else "hip_flexion")
    return Result(clip, landmarks, angles, assess(angles, stretch))


@cache
def episodes(clip: str) -> Result:
    """Return a recording of many repetitions, of which some are right and some are not."""
    name, stretch = clip.split(" ")
    landmarks, angles = measure(Landmarks.load(EPISODES / f"{name}.npz"), name)
    return Result(name, landmarks, angles, assess(angles, load_stretch(stretch)))


def results() -> Iterator[ParameterSet]:
    for clip in CLIPS:
        yield pytest.param(sample, clip, id=clip)
    real_clips = sorted(path.stem for path in REAL.glob("*.npz"))
    for clip in real_clips:
        yield pytest.param(real, clip, id=clip)
    if not real_clips:
        missing = pytest.mark.skip("the real landmarks of ../shared/data are not here")
        yield pytest.param(real, "", id="real", marks=missing)
    missing = pytest.mark.skipif(not EPISODES.exists(), reason="the episodes of ../shared/data are not here")
    for clip in (
        "m02_s03_incorrect hip_flexion",
        "m02_s04_incorrect hip_flexion",
        "m04_s01_incorrect ais_adductor",
    ):
        yield pytest.param(episodes, clip, id=clip, marks=missing)


def printed(result: Result) -> str:
    console = Console(width=400, record=True, file=StringIO())
    console.print(page(result))
    return console.export_text()


every = pytest.mark.parametrize(("made", "clip"), list(results()))


@every
def test_what_is_said_is_borne_by_the_numbers(made: Make, clip: str) -> None:
    found = made(clip).assessment
    judged = [target for target in found.targets if target.standing != "unseen"]
    assert (found.score is None) == (found.cue == "")
    assert (found.score is None) == (found.reason != "")
    if "in range" in found.cue:
        assert all(target.standing == "in" for target in judged)
        assert found.score == 100.0
        assert any(rep.complete for rep in found.reps)
        assert not found.faults
    if found.cue.startswith("Good"):
        assert found.confidence >= 0.5
    by_fault = [fault for fault in found.faults if found.cue.startswith(fault.cue)]
    named = [target for target in judged if target.advice and found.cue.endswith(target.advice)]
    for fault in by_fault[:1]:
        own = [rep.number for rep in found.reps if fault.side in (None, rep.side)]
        assert fault.sure
        assert (len(fault.reps) < len(own)) == (repetitions(fault.reps) in found.cue)
    if "no more than chance" in found.cue:
        assert found.targets[0].title in found.cue
    if "No repetition was seen to reach" in found.cue and found.stretch.leads[0].unit == "deg":
        lead = found.stretch.leads[0]
        sign, needed = -1.0 if lead.backward else 1.0, lead.start + 0.8 * (lead.end - lead.start)
        onward = 1.0 if (lead.end > lead.start) != lead.backward else -1.0
        for rep in found.reps:
            assert rep.reached is None or onward * (sign * needed - rep.reached) > (rep.reached_sigma or 0.0)
    if named and not by_fault:
        assert_explained(named[0], plainly=found.cue == named[0].advice)
    if found.wrong_view:
        assert found.reason.startswith(found.wrong_view) or found.score is not None
        said = printed(made(clip)).splitlines()
        assert next(line for line in said[2:] if line.strip()).startswith(found.wrong_view)


@pytest.mark.parametrize("clip", CLIPS)
def test_a_wrong_view_is_said_of_worse_cameras_alone(clip: str) -> None:
    result = sample(clip)
    found, camera = result.assessment, result.landmarks.source
    wanted = found.stretch.camera.view
    if camera["placement"] == "recommended":
        assert found.wrong_view == ""
    elif camera["view"] in ("front", "side", "back") and wanted not in ("any", camera["view"]):
        assert found.wrong_view.endswith(f"; this stretch needs the {wanted}.")


def assert_explained(target: TargetResult, *, plainly: bool) -> None:
    """The first cue is about an angle that is farther out of its range than its uncertainty explains."""
    assert target.sigma is not None
    if target.partly:
        assert target.points_lost > 0
        return
    assert abs(target.outside) > target.sigma * (target.forgiven_sigmas if plainly else SURE_SIGMAS)


@every
def test_what_costs_points_is_out_of_range_or_says_when_it_was(made: Make, clip: str) -> None:
    found = made(clip).assessment
    said = printed(made(clip))
    for target in found.targets if found.score is not None else ():
        assert (target.points_lost > 0) == (target.standing == "outside" or bool(target.partly)), target.title
        assert target.partly in said
        if target.partly:
            assert target.advice
            assert target.standing in ("in", "doubt")
    if len(found.reps) == 1:
        assert not any("repetition" in target.partly for target in found.targets)
    assert found.score is None or found.score == 100.0 - sum(target.points_lost for target in found.targets)
    if found.score_sigma is not None:
        assert found.score_sigma == pytest.approx(
            np.sqrt(sum(target.points_sigma**2 for target in found.targets))
        )


def test_the_pattern_finds_what_it_looks_for() -> None:
    assert NEGATIVE_NOTHING.findall('"a": -0.0, -0 -0.00 ±0.01') == ["-0.0", "-0", "-0.00"]
    assert NEGATIVE_NOTHING.findall("-0.05 -0.5 10-0 2026-01-02 -10 1.0-0.0e3") == []


@every
def test_nothing_is_never_negative(made: Make, clip: str, tmp_path: Path) -> None:
    result = made(clip)
    write_json(result, tmp_path / "result.json")
    write_csv(result, tmp_path / "angles.csv")
    texts = [printed(result), *((tmp_path / name).read_text() for name in ("result.json", "angles.csv"))]
    for text in texts:
        assert "nan" not in re.findall(r"[a-zé]+", text.lower())
        assert NEGATIVE_NOTHING.findall(text.replace(",", " ")) == []


@every
def test_table_picture_and_json_agree_in_sign_and_range(made: Make, clip: str) -> None:
    result = made(clip)
    found, said = result.assessment, printed(result)
    written = {(t.title, t.phase, t.side, t.unit): t for t in document(result).targets}
    for one in found.passes:
        side = one.side or found.stretch.sides[0]
        for role in ("rest", "out", "end", "back"):
            for gauge in gauges_of(found.stretch, side, role):
                target = written[gauge.column.title, gauge.target.phase, one.side, "deg"]
                assert gauge.bounds == target.bounds
                assert gauge.column.positive == target.positive
                # A value that differs to either side of its range differs alike in table and picture.
                column, raw = ANGLE_IDS.index(target.angle), 17.0
                told = gauge.told(raw)
                assert told == (raw if gauge.target.absolute else target.sign * raw)
                words = [line.words for line in label_of(GaugeReading(gauge, raw, 3.0, judged=True))]
                assert words[:2] == [target.title, f"{told:.0f}° ±3°"]
                assert words[2].endswith(f" target {target.range_text}")
                seen = result.angles.value[:, column]
                if target.value is not None and not gauge.target.absolute:
                    low, high = np.nanmin(target.sign * seen), np.nanmax(target.sign * seen)
                    assert low - 360 <= target.value <= high + 360
                if target.standing != "unseen" and found.score is not None:
                    assert target.range_text in said
    for target in found.targets:
        if target.standing != "unseen" and found.score is not None:
            assert target.measured_text in said


@pytest.mark.parametrize("stretch", stretch_ids())
def test_coach_and_page_of_a_stretch_use_the_same_sign_and_range(stretch: str) -> None:
    chosen = load_stretch(stretch)
    text = markdown(chosen)
    for target in chosen.targets:
        assert f"| {target.told_bounds.words(target.unit)} |" in text
        assert f"{target.label} " in text
    for side in chosen.sides if chosen.leads else ():
        lead = LeadAngle(chosen, side)
        told = chosen.told(chosen.leads[0])
        for target in chosen.targets:
            same = (target.angle, target.side, target.absolute) == (told.angle, told.side, told.absolute)
            if same and not (target.change or target.over) and chosen.role_of(target.phase) == "end":
                assert lead.bounds == target.told_bounds
                assert columns_of(target, side)[0].told_sign == columns_of(chosen.leads[0], side)[0].told_sign
                assert lead.title in (columns_of(target, side)[0].title, target.label)
                break


@every
def test_numbers_that_stand_side_by_side_agree(made: Make, clip: str) -> None:
    found = made(clip).assessment
    for target in found.targets:
        if target.value is None:
            continue
        for now, words in re.findall(r": (-?[\d.]+)° (?:now|then), aim for (.+)\.$", target.advice):
            # What is asked for is never shown as done already.
            assert target.bounds.outside(float(now)) or target.partly, (target.title, words)
        away = re.match(r"([\d.]+)° (short of|beyond)", target.bounds.away_words(target.value, target.unit))
        if away:
            end = target.low if away[2] == "short of" else target.high
            assert end is not None
            assert float(away[1]) == round(abs(round(target.value) - end))
    compared = found.asymmetry
    if compared is not None and compared.difference is not None:
        [line] = [line for line in printed(made(clip)).splitlines() if line.startswith("Left against right")]
        if compared.unit == "deg":
            left, right, apart = re.findall(r"(-?\d+)°", line)[:3]
            assert abs(int(left) - int(right)) == int(apart)


@every
def test_a_side_is_named_of_what_has_one(made: Make, clip: str) -> None:
    for target in made(clip).assessment.targets:
        assert not re.match(r"(left|right) (time|rhythm|range|change|share|gap|height|place)\b", target.title)
