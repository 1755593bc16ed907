"""Joint angles with their uncertainty, from landmarks of any origin.

`compute_angles` takes the landmarks of a clip or of one live frame; `joint_angles` takes 3D points of anything
that has hips, shoulders, knees and ankles, such as optical motion capture. `CATALOG` says what each angle is.
"""

from posecheck.angles.angles import Angles, compute_angles, unwrap_deg
from posecheck.angles.camera import Camera
from posecheck.angles.catalog import ANGLE_IDS, CATALOG, AngleDefinition, index_of
from posecheck.angles.joints import joint_angles
from posecheck.angles.reference import Reference, estimate_reference
from posecheck.angles.view import View

__all__ = [
    "ANGLE_IDS",
    "CATALOG",
    "AngleDefinition",
    "Angles",
    "Camera",
    "Reference",
    "View",
    "compute_angles",
    "estimate_reference",
    "index_of",
    "joint_angles",
    "unwrap_deg",
]
