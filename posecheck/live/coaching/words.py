"""What the coach says and shows in its own words; what a stretch says of itself stands in its file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Marks = tuple[tuple[float, str], ...]

PLACE: Mapping[str, str] = MappingProxyType(
    {
        "nobody": "I cannot see you yet. Step into the picture, about three metres from the camera.",
        "closer": "Come a little closer to the camera.",
        "back": "Step back: I cannot see your {part}.",
        "down": "Tilt the screen down a little: I cannot see your {part}.",
        "up": "Tilt the screen up a little: I cannot see your {part}.",
        "middle": "Move toward the middle of the picture: I cannot see your {part}.",
        "hidden": "I cannot see your {part}. Clear what is in the way, or add light.",
        "face": "Turn to face the camera.",
        "side": "Turn {part} to the camera.",
    }
)
"""What to change about the place, by the id of the picture that goes with it; `{part}` is of the body."""

WELL_PLACED = "Stay there"
ALL_IS_SEEN = "I can see everything that this stretch needs."
CAMERA_MOVED = "The camera has moved. Stand in the picture as at the start; I go on where we were."

STAND_STILL = "Stand still and tall"
STAND_STILL_SAID = "Stand still and tall for two seconds."
WHY_STAND_STILL = "Two seconds, to learn which way is up. On the floor already? Stay as you are."

STARTING_POSITION = "Take the starting position"
OTHER_SIDE_NEXT = "The same on the {side} side."
GET_READY = "Get ready"
BEGIN, GO_ON = "Begin.", "Go on."

BEGIN_WHEN_READY = "Begin when you are ready"
AGAIN = "And again"
HOLD, HOLD_STILL, COME_BACK = "Hold", "Hold still", "Come back slowly"
HELD, HELD_SHORT = "Good. Come back slowly.", "And release."
HELD_TOO_LONG = "That is long enough. Come back slowly."
HELD_SHORT_TOO_LONG = "Let go now: this is a short hold."
LONG_COUNT: Marks = ((10.0, "Ten more seconds."), (5.0, "Five."))
LAST_COUNT: Marks = ((3.0, "Three."), (2.0, "Two."), (1.0, "One."))
"""Seconds that are left of a hold, and what is said then; the long count only of a long hold."""

WRONG_SIDE = "This is the {side} side. Move the {side} side."
UNSEEN = "I cannot see you just now. That costs no points."
PRAISE = "Good, that is it."
COUNT, LAST_REPETITION = "{count}.", "{count}. Well done."

REST, REST_AFTER_PAIN = "Rest", "Stopped. Rest"
STOPPED = "Stopped. Come out of it slowly and rest."
SHARP_PAIN = "Leave this stretch for today. If sharp pain stays, see a doctor or physiotherapist."
LEFT_OUT = "{title} is left out. {why}"
NEXT = "Next: {title}."

ENDED_WELL, ENDED = "That was the last one. Well done.", "That is all."
WELL_DONE = "Well done"
GUIDANCE = "Guidance, not diagnosis."
