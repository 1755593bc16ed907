"""Bones of the renderer: names, parents, and which MakeHuman bones each one gathers."""

from __future__ import annotations

FINGERS = (1, 2, 3, 4, 5)
SIDES = ("left", "right")


def _build() -> tuple[tuple[str, ...], dict[str, str]]:
    parents: dict[str, str] = {
        "pelvis": "",
        "spine05": "pelvis",
        "spine04": "spine05",
        "spine03": "spine04",
        "spine02": "spine03",
        "spine01": "spine02",
        "neck01": "spine01",
        "neck02": "neck01",
        "neck03": "neck02",
        "head": "neck03",
    }
    for side in SIDES:
        chains = [
            ("clavicle", "spine01"),
            ("scapula", "clavicle"),
            ("upperarm01", "clavicle"),
            ("upperarm02", "upperarm01"),
            ("lowerarm01", "upperarm02"),
            ("lowerarm02", "lowerarm01"),
            ("hand", "lowerarm02"),
        ]
        for finger in FINGERS:
            chains += [(f"finger{finger}-1", "hand")]
            chains += [(f"finger{finger}-{j}", f"finger{finger}-{j - 1}") for j in (2, 3)]
        chains += [
            ("upperleg01", "pelvis"),
            ("upperleg02", "upperleg01"),
            ("lowerleg01", "upperleg02"),
            ("lowerleg02", "lowerleg01"),
            ("foot", "lowerleg02"),
            ("toes", "foot"),
        ]
        for bone, parent in chains:
            parents[f"{bone}_{side}"] = parent if parent in ("spine01", "pelvis") else f"{parent}_{side}"
    return tuple(parents), parents


BONES, PARENTS = _build()
BONE_INDEX = {name: i for i, name in enumerate(BONES)}


def gathered_bone(makehuman: str) -> str:
    """Bone of this renderer that takes over the skin weights of a MakeHuman bone.

    Parameters
    ----------
    makehuman
        Bone name of MakeHuman's default rig, such as ``upperleg01.L``.

    Returns
    -------
    str
        Name in `BONES`.

    Examples
    --------
    >>> gathered_bone("shoulder01.R")
    'scapula_right'
    """
    stem, _, suffix = makehuman.partition(".")
    side = {"L": "left", "R": "right"}.get(suffix, "")
    if stem in ("root", "pelvis"):
        return "pelvis"
    if stem == "breast":
        return "spine02"
    if stem == "shoulder01":
        return f"scapula_{side}"
    if stem.startswith(("wrist", "metacarpal")):
        return f"hand_{side}"
    if stem.startswith("toe"):
        return f"toes_{side}"
    name = f"{stem}_{side}" if side else stem
    return name if name in BONE_INDEX else "head"
