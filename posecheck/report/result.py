"""Everything that was found in one clip, and the ways out of it: files, tables, plots, a notebook's cell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posecheck.angles import Angles
from posecheck.errors import as_path
from posecheck.pose.landmarks import Landmarks
from posecheck.scoring.recognition import Recognition
from posecheck.scoring.results import Assessment

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Measured:
    """What was measured in one clip, whatever stretch it shows.

    Attributes
    ----------
    clip : str
        File name of the clip.
    landmarks : Landmarks
        The cleaned landmarks.
    angles : Angles
        Every angle and measure of the catalog with its uncertainty.

    Examples
    --------
    >>> from posecheck.angles import compute_angles
    >>> landmarks = Landmarks.empty([0.0, 0.1], 640, 480).noted("Nobody is seen.")
    >>> Measured("clip.mp4", landmarks, compute_angles(landmarks)).notes
    ('Nobody is seen.',)
    """

    clip: str
    landmarks: Landmarks
    angles: Angles

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of how the clip was read and the person found, in plain sentences."""
        return self.landmarks.notes


@dataclass(frozen=True, repr=False)
class Result(Measured):
    """Everything that was found in one clip.

    Attributes
    ----------
    clip : str
        File name of the clip.
    landmarks : Landmarks
        The cleaned landmarks.
    angles : Angles
        Every angle and measure of the catalog with its uncertainty.
    assessment : Assessment
        Score, repetitions, holds, points lost, faults and the first cue.
    recognition : Recognition or None
        How the stretch was recognised, where it was not named.
    video : Path or None
        The video it was found in, which `save` draws onto; None where landmarks were given.

    Examples
    --------
    >>> import posecheck
    >>> result = posecheck.check("sample_videos/childs_pose_good.mp4", "childs_pose")
    >>> result
    <Result of childs_pose_good.mp4: Child's pose with traction, score ..., 2 repetitions>
    """

    assessment: Assessment
    recognition: Recognition | None = None
    video: Path | None = None

    def __repr__(self) -> str:
        found = self.assessment
        score = "no score" if found.score is None else f"score {found.score:.0f}"
        reps = f"{found.complete_reps} repetition{'' if found.complete_reps == 1 else 's'}"
        return f"<Result of {self.clip}: {found.stretch.title}, {score}, {reps}>"

    def _repr_html_(self) -> str:
        from posecheck.report.notebook import html

        return html(self)

    def save(self, path: str | Path) -> None:
        """Write a file in the format that its suffix says.

        Parameters
        ----------
        path : str or Path
            `.json`: the whole result; `.csv`, `.parquet`: every angle in every frame; `.mp4`: the clip with what
            was measured drawn onto it; `.mot`, `.trc`, `.c3d`, `.nc`, `.rrd`: for OpenSim, motion capture,
            `movement` and Rerun. `docs/formats.md` describes each, with its signs and axes.

        Raises
        ------
        PosecheckError
            If there is no such format, the file cannot be written, what the format needs is not installed or not
            known of the clip, or an `.mp4` is asked for where landmarks and no video were given.

        Examples
        --------
        >>> import posecheck, tempfile
        >>> result = posecheck.check("sample_videos/childs_pose_good.mp4", "childs_pose")
        >>> folder = Path(tempfile.mkdtemp())
        >>> result.save(folder / "result.json"); result.save(folder / "angles.csv")
        >>> sorted(path.name for path in folder.iterdir())
        ['angles.csv', 'result.json']
        """
        from posecheck.report.writers import save

        save(self, as_path(path))

    def to_arrow(self) -> Any:
        """Return every angle in every frame as a `pyarrow.Table` whose columns say their unit and meaning.

        Returns
        -------
        pyarrow.Table
            T rows; the columns of `docs/formats.md`, "Angles over time". What was not seen is null.

        Examples
        --------
        >>> import posecheck
        >>> table = posecheck.check("sample_videos/childs_pose_good.mp4", "childs_pose").to_arrow()
        >>> table.schema.field("hip_flexion_left_deg").metadata[b"unit"]
        b'deg'
        """
        from posecheck.report.frame_table import arrow_table

        return arrow_table(self)

    def to_pandas(self) -> Any:
        """Return every angle in every frame as a `pandas.DataFrame`; needs pandas.

        Returns
        -------
        pandas.DataFrame
            T rows; the columns of `to_arrow`. What was not seen is NaN.

        Raises
        ------
        PosecheckError
            If pandas is not installed.

        Examples
        --------
        >>> import posecheck
        >>> frames = posecheck.check("sample_videos/childs_pose_good.mp4", "childs_pose").to_pandas()
        >>> bool(frames["hip_flexion_left_deg"].max() > 60)
        True
        """
        from posecheck.report.frame_table import pandas_frame

        return pandas_frame(self)

    def to_xarray(self) -> Any:
        """Return angles and landmarks as an `xarray.Dataset`; needs xarray (`pip install 'posecheck[xarray]'`).

        Returns
        -------
        xarray.Dataset
            `value` and `sigma` over `time` (s) and `angle`, `image_px` and `world_m` over `time`, `landmark` and
            `space`, and per frame `shot`, `rep`, `phase`, `progress`, `score` and `confidence`.

        Raises
        ------
        PosecheckError
            If xarray is not installed.
        """
        from posecheck.report.frame_table import xarray_dataset

        return xarray_dataset(self)

    def plot(self, angle_id: str, ax: Axes | None = None) -> Axes:
        """Plot one angle over time with its uncertainty, its target range and the repetitions; needs matplotlib.

        Parameters
        ----------
        angle_id : str
            Which angle or measure: `posecheck angles` lists them.
        ax : matplotlib Axes, optional
            Where to draw; a new figure if left out.

        Returns
        -------
        matplotlib.axes.Axes
            The plot, to be changed further; its figure is `ax.figure`.

        Raises
        ------
        PosecheckError
            If there is no such angle, or matplotlib is not installed.

        Examples
        --------
        >>> import matplotlib
        >>> matplotlib.use("Agg")
        >>> import posecheck
        >>> result = posecheck.check("sample_videos/childs_pose_good.mp4", "childs_pose")
        >>> result.plot("hip_flexion_left").get_ylabel().splitlines()
        ['left hip flexion (°)', 'positive: thigh forward, against the trunk']
        """
        from posecheck.report.angle_plot import plot_angle

        return plot_angle(self, angle_id, ax)
