"""The 33 MediaPipe Pose landmarks of one person over time: names, arrays, saving and loading."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import numpy as np
from numpy.typing import NDArray

from posecheck.arrays import Flags, Floats
from posecheck.errors import PosecheckError, as_path
from posecheck.files import require_own, write_atomically
from posecheck.pose.body import MIRRORED, Landmark
from posecheck.pose.given_points import array, origin, picture_size, require_metres, require_pixels, slow
from posecheck.pose.point_names import landmark_names, point_set
from posecheck.pose.scale import px_per_m

__all__ = ["FORMAT", "MIRRORED", "Landmark", "Landmarks"]

FORMAT = "posecheck.landmarks/1"

TOO_FAR = "Somebody is seen too far away to be followed"
"""How the note begins that says so."""

_ARRAYS = ("time_s", "image_px", "world_m", "visibility", "presence", "shot")


@dataclass(frozen=True)
class Landmarks:
    """Landmarks of one person in T frames. Missing is NaN.

    Attributes
    ----------
    time_s : ndarray, shape [T]
        Time of each frame in seconds from the start of the clip, strictly increasing.
    image_px : ndarray, shape [T, 33, 2]
        Pixels of the upright picture: x to the picture's right, y down, origin at the top left.
    world_m : ndarray, shape [T, 33, 3]
        Metres from the middle of the hips, in camera axes: x to the picture's right, y down, z away from
        the camera.
    visibility, presence : ndarray, shape [T, 33]
        The model's probability that the landmark is visible, and that it lies inside the picture.
    shot : ndarray of int, shape [T]
        Number of the camera shot; nothing is tracked, filtered or compared across a change of it.
    width_px, height_px : int
        Size of the upright picture.
    source : dict
        What the landmarks were made from: clip name and checksum, model name and checksum, versions.
    notes : tuple of str
        What a person should know of how they were read and found, each one plain sentence.

    Examples
    --------
    >>> empty = Landmarks.empty(time_s=[0.0, 0.1], width_px=640, height_px=480)
    >>> empty.world_m.shape, bool(empty.seen.any())
    ((2, 33, 3), False)
    """

    time_s: Floats
    image_px: Floats
    world_m: Floats
    visibility: Floats
    presence: Floats
    shot: NDArray[np.int64]
    width_px: int
    height_px: int
    source: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        span = f", {self.time_s[0]:.1f} to {self.time_s[-1]:.1f} s" if len(self) else ""
        return f"<Landmarks of {len(self)} frames{span}, {self.width_px} x {self.height_px} px>"

    def __len__(self) -> int:
        return len(self.time_s)

    def __getitem__(self, frames: slice | NDArray[Any]) -> Self:
        """Return the chosen frames."""
        return replace(
            self,
            time_s=self.time_s[frames],
            image_px=self.image_px[frames],
            world_m=self.world_m[frames],
            visibility=self.visibility[frames],
            presence=self.presence[frames],
            shot=self.shot[frames],
        )

    @property
    def seen(self) -> Flags:
        """Whether a person was found, shape [T]."""
        places = np.concatenate([self.image_px, self.world_m], axis=-1)
        return np.asarray(np.isfinite(places).any(axis=(1, 2)))

    @cached_property
    def px_per_m(self) -> Floats:
        """Pixels per metre at the person's distance in each frame, shape [T]; see `pose.scale`."""
        return px_per_m(self.image_px, self.world_m)

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Return recordings that follow each other as one, with the size, source and notes of the first.

        Examples
        --------
        >>> parts = [Landmarks.empty([time_s], 640, 480) for time_s in (0.0, 0.1)]
        >>> Landmarks.joined(parts).time_s.tolist()
        [0.0, 0.1]
        """
        arrays: dict[str, Any] = {
            name: np.concatenate([getattr(part, name) for part in parts]) for name in _ARRAYS
        }
        return replace(parts[0], **arrays)

    @classmethod
    def empty(cls, time_s: Any, width_px: int, height_px: int) -> Self:
        """Return landmarks in which nobody is seen.

        Parameters
        ----------
        time_s : array_like, shape [T]
            Time of each frame in seconds.
        width_px, height_px : int
            Size of the upright picture in pixels.
        """
        time = np.asarray(time_s, dtype=float)
        missing = np.full((len(time), 33, 3), np.nan)
        return cls(
            time_s=time,
            image_px=missing[:, :, :2].copy(),
            world_m=missing,
            visibility=missing[:, :, 0].copy(),
            presence=missing[:, :, 0].copy(),
            shot=np.zeros(len(time), dtype=np.int64),
            width_px=width_px,
            height_px=height_px,
        )

    @classmethod
    def from_arrays(
        cls,
        time_s: Any,
        image_px: Any,
        world_m: Any = None,
        names: str | Sequence[str] = "blazepose33",
        size: tuple[int, int] = (0, 0),
        *,
        visibility: Any = None,
        source: dict[str, Any] | None = None,
    ) -> Self:
        """Make landmarks of points that anything else has found; what is not given is missing.

        Parameters
        ----------
        time_s : array_like, shape [T]
            Time of each frame in seconds, strictly increasing.
        image_px : array_like, shape [T, N, 2]
            Pixels of the upright picture: x to the picture's right, y down. NaN where a point was not found.
        world_m : array_like, shape [T, N, 3], optional
            Metres in camera axes, x to the picture's right, y down, z away from the camera, from any origin; NaN
            where it is not known. Left out, only what the picture plane shows is judged.
        names : sequence of str, or str
            Which point each of the N is. Any subset of BlazePose 33, COCO 17, Halpe 26 and OpenPose 25 in their
            usual spellings; or the name of a whole set: "blazepose33", "coco17", "halpe26", "openpose25". Points
            between the sides (neck, middle of the hips, top of the head) are accepted and have no landmark.
        size : (int, int)
            Width and height of the upright picture in pixels.
        visibility : array_like, shape [T, N], optional
            Probability that each point is where it is said to be; 1 where left out.
        source : dict, optional
            What the points were made from.

        Raises
        ------
        PosecheckError
            If shapes do not fit together, times do not increase, a name is unknown, the size is missing, or the
            points are in another unit than pixels and metres.

        Examples
        --------
        >>> knees = [[[300.0, 400.0], [340.0, 400.0]], [[300.0, 410.0], [340.0, 410.0]]]
        >>> found = Landmarks.from_arrays([0.0, 0.1], knees, names=["LKnee", "RKnee"], size=(640, 480))
        >>> found.image_px[1, Landmark.LEFT_KNEE].tolist(), int(np.isfinite(found.visibility).sum())
        ([300.0, 410.0], 4)
        """
        labels = point_set(names) if isinstance(names, str) else list(names)
        time = array(time_s, "time_s", (None,))
        frames, points = len(time), len(labels)
        image = array(image_px, "image_px", (frames, points, 2))
        world = None if world_m is None else array(world_m, "world_m", (frames, points, 3))
        seen = None if visibility is None else array(visibility, "visibility", (frames, points))
        if not (np.isfinite(time).all() and (np.diff(time) > 0).all()):
            raise PosecheckError("time_s must be finite and increase from frame to frame; sort the frames.")
        width, height = picture_size(size)
        landmarks = cls.empty(time, width, height)
        known = [(point, Landmark[name]) for point, name in enumerate(landmark_names(labels)) if name]
        given, at = [point for point, _ in known], [landmark for _, landmark in known]
        # A place of which one coordinate is missing is none.
        found = np.asarray(np.isfinite(image[:, given]).all(axis=-1))
        landmarks.image_px[:, at] = np.where(found[..., None], image[:, given], np.nan)
        landmarks.visibility[:, at] = np.where(found, 1.0 if seen is None else seen[:, given], np.nan)
        landmarks.presence[:, at] = np.where(found, 1.0, np.nan)
        require_pixels(landmarks.image_px)
        if world is not None:
            require_metres(world)
            landmarks.world_m[:, at] = world[:, given]
            landmarks.world_m[:] -= origin(landmarks.world_m)
        from posecheck.pose.breaks import break_at_gaps

        return break_at_gaps(replace(landmarks, source=source or {})).noted(slow(time))  # type: ignore[return-value]

    def noted(self, *sentences: str | None) -> Self:
        """Return the same landmarks with more notes; None and what is noted already add nothing.

        Examples
        --------
        >>> one = Landmarks.empty([0.0], 640, 480).noted("2 people are seen.", None)
        >>> one.noted("2 people are seen.").notes
        ('2 people are seen.',)
        """
        notes = dict.fromkeys((*self.notes, *filter(None, sentences)))
        return self if len(notes) == len(self.notes) else replace(self, notes=tuple(notes))

    def nobody_in(self, frames: Flags) -> Self:
        """Return the landmarks with nobody seen in the chosen frames."""
        gone = frames[:, None]
        image_px = np.where(gone[..., None], np.nan, self.image_px)
        world_m = np.where(gone[..., None], np.nan, self.world_m)
        visibility, presence = (np.where(gone, np.nan, odds) for odds in (self.visibility, self.presence))
        return replace(self, image_px=image_px, world_m=world_m, visibility=visibility, presence=presence)

    def mirrored(self) -> Self:
        """Return the mirror image: the picture flipped left to right and the sides of the body exchanged.

        Examples
        --------
        >>> one = Landmarks.empty([0.0], 640, 480)
        >>> bool(one.mirrored().width_px == 640)
        True
        """
        image = self.image_px[:, MIRRORED] * [-1, 1] + [self.width_px, 0]
        return replace(
            self,
            image_px=image,
            world_m=self.world_m[:, MIRRORED] * [-1, 1, 1],
            visibility=self.visibility[:, MIRRORED],
            presence=self.presence[:, MIRRORED],
        )

    def save(self, path: str | Path) -> None:
        """Write to one `.npz` file; equal landmarks give equal bytes.

        Raises
        ------
        PosecheckError
            If it cannot be written, or what is there is no landmark file.
        """
        path = as_path(path)
        require_own([path])
        header = {
            "format": FORMAT,
            "width_px": self.width_px,
            "height_px": self.height_px,
            "source": self.source,
            "notes": self.notes,
        }
        arrays = {"header": np.array(json.dumps(header, sort_keys=True))}
        arrays |= {name: getattr(self, name) for name in _ARRAYS}
        # numpy's own savez_compressed takes five times as long for a file that is 6 % smaller.
        with (
            write_atomically(path) as temporary,
            ZipFile(temporary, "w", ZIP_DEFLATED, compresslevel=1) as archive,
        ):
            for name, values in arrays.items():
                with archive.open(f"{name}.npy", "w", force_zip64=True) as stream:
                    np.lib.format.write_array(stream, values, allow_pickle=False)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a file written by `save`.

        Raises
        ------
        PosecheckError
            If the file is missing or is not a landmark file.
        """
        path = as_path(path)
        try:
            with np.load(path, allow_pickle=False) as stored:
                header = json.loads(str(stored["header"]))
                if header.get("format") != FORMAT:
                    require_known(header.get("format"), path)
                return cls(
                    width_px=header["width_px"],
                    height_px=header["height_px"],
                    source=header["source"],
                    notes=tuple(header.get("notes", ())),
                    **{name: stored[name] for name in _ARRAYS},
                )
        except FileNotFoundError:
            raise PosecheckError(f"{path} does not exist; check the path.") from None
        except (OSError, ValueError, KeyError, TypeError, EOFError, AttributeError, BadZipFile):
            raise PosecheckError(
                f"{path} is not a landmark file of format {FORMAT}; make it again from the clip."
            ) from None


def require_known(said: object, path: Path) -> None:
    """Raise a PosecheckError where landmarks are of a newer version, and a KeyError where they are none."""
    kind, number = FORMAT.split("/")
    found = re.fullmatch(rf"{re.escape(kind)}/(\d+)", str(said))
    if found is None or int(found[1]) < int(number):
        raise KeyError("format")
    raise PosecheckError(
        f"{path} was written by a newer version of posecheck ({said}); install that version."
    )
