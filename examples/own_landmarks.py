"""Measure points that another program found: here a stick figure seen from its right, which lifts a thigh."""

import numpy as np

import posecheck

time_s = np.arange(0, 12, 1 / 25)
lift = np.radians(100) * np.clip(
    2 - np.abs(time_s % 6 - 3), 0, 1
)  # up in 1 s, held for 2 s, down in 1 s; twice

HIP, SHOULDER, FOOT = (640, 360), (640, 160), (640, 660)
knee = np.stack([HIP[0] + 150 * np.sin(lift), HIP[1] + 150 * np.cos(lift)], axis=-1)
ankle = knee + [0, 150]  # the shank hangs down


def still(x: float, y: float) -> np.ndarray:
    """Return a point that does not move, [T, 2]."""
    return np.broadcast_to([float(x), float(y)], (len(time_s), 2))


points = {
    "RHip": still(*HIP), "RKnee": knee, "RAnkle": ankle, "RShoulder": still(*SHOULDER),
    "LHip": still(*HIP), "LKnee": still(HIP[0], 510), "LAnkle": still(*FOOT), "LShoulder": still(*SHOULDER),
    "REar": still(645, 100), "LEar": still(645, 100), "Nose": still(670, 100),
}  # fmt: skip
image_px = np.stack(list(points.values()), axis=1)

landmarks = posecheck.Landmarks.from_arrays(time_s, image_px, names=list(points), size=(1280, 720))
angles = posecheck.measure(landmarks)
print(f"right knee flexion: 0 to {np.nanmax(angles['knee_flexion_right']):.0f} degrees")
print(posecheck.score(angles, "hip_flexion", side="right"))
