"""Change a stretch that comes with posecheck, have it checked, and score with it."""

from pathlib import Path

import posecheck

CLIP = Path(__file__).parents[1] / "sample_videos" / "hip_extension_good.mp4"

library = posecheck.Library()
print(len(library.ids()), "stretches, such as", ", ".join(library.ids()[:3]))

fields = library.load("hip_extension").model_dump()
fields |= {"id": "my_hip_extension", "title": "My hip extension"}
fields["dose"]["reps"] = (1, 3)
stretch = posecheck.Stretch.make(**fields)  # a file of the same content: docs/schemas/stretch.schema.json
print(stretch.title, "-", stretch.dose.text)

try:
    posecheck.Stretch.make(**{**fields, "sidded": True})
except posecheck.PosecheckError as error:
    print(error)

print(posecheck.check(CLIP, stretch, model="lite"))
