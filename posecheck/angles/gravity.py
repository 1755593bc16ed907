"""Which way is up: from a person who stands still, or from the assumption that the camera is level."""

from __future__ import annotations

import numpy as np

from posecheck.angles.camera import LEVEL_CAMERA, Camera
from posecheck.angles.joints import joint_angles
from posecheck.angles.points import metric_points, px_per_metre
from posecheck.angles.segments import middle
from posecheck.angles.vectors import dot, norm, unit
from posecheck.arrays import Floats
from posecheck.pose.body import ANKLES, EARS, SHOULDERS
from posecheck.pose.landmarks import Landmarks

STILL_M_PER_S = 0.08
SHORTEST_STAND_S = 1.0
STRAIGHT_DEG = 15.0
FARTHEST_FROM_LEVEL_DEG = 35.0


def find_gravity(landmarks: Landmarks) -> Camera:
    """Return the camera with gravity from the still stands of a shot, or a level one where nobody stands still.

    Standing people hold the middle of ears and shoulders over the ankles within a few degrees; facing the camera
    and seen from the side both count, so that leaning averages out.

    Notes
    -----
    A stand is at least one second with straight knees and hips, in which that line moves less than 0.08 m/s and
    lies within 35 deg of the picture's vertical. It is weighed against the level camera by inverse variance.
    """
    points = metric_points(landmarks, px_per_metre(landmarks))
    body = 0.5 * (middle(points[:, EARS]) + middle(points[:, SHOULDERS])) - middle(points[:, ANKLES])
    standing = _stands(landmarks, points, body)
    if standing.sum() < 2 or np.ptp(landmarks.time_s[standing]) < SHORTEST_STAND_S:
        return LEVEL_CAMERA
    seen = unit(np.asarray(unit(body[standing]).mean(axis=0)))
    level = LEVEL_CAMERA.up
    # A standing body leans more than most cameras are rolled, and less than most are pitched.
    pitch, pitch_sigma = _weigh(float(np.arctan2(seen[2], -seen[1])), 6.0, LEVEL_CAMERA.pitch_sigma_deg)
    roll, roll_sigma = _weigh(float(np.arctan2(seen[0], -seen[1])), 5.0, LEVEL_CAMERA.roll_sigma_deg)
    up = unit(np.array([np.tan(roll), level[1], np.tan(pitch)]))
    return Camera(up, pitch_sigma_deg=pitch_sigma, roll_sigma_deg=roll_sigma, source="stand")


def _weigh(measured: float, sigma_deg: float, level_sigma_deg: float) -> tuple[float, float]:
    weight = level_sigma_deg**2 / (level_sigma_deg**2 + sigma_deg**2)
    return weight * measured, float(np.sqrt(weight) * sigma_deg)


def _stands(landmarks: Landmarks, points: Floats, body: Floats) -> Floats:
    angles = joint_angles(points, LEVEL_CAMERA.up)
    bends = ("hip_flexion_left", "hip_flexion_right", "knee_flexion_left", "knee_flexion_right")
    straight = np.all([np.abs(angles[name]) < STRAIGHT_DEG for name in bends], axis=0)
    upright = dot(unit(body), LEVEL_CAMERA.up) > np.cos(np.radians(FARTHEST_FROM_LEVEL_DEG))
    if len(landmarks) < 3:
        return np.zeros(len(landmarks), dtype=bool)
    speed = norm(np.gradient(body, landmarks.time_s, axis=0)[:, :2] @ np.eye(2, 3))
    still: Floats = straight & upright & (speed < STILL_M_PER_S)
    return still
