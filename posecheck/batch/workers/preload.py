"""Imports all that a worker needs, once for all workers; nothing else imports this."""

from contextlib import suppress

# A library that cannot be loaded is missed where it is used, in a worker, which can say so.
with suppress(Exception):
    import pyarrow

    import posecheck.batch.score_clip
    import posecheck.pose.cleaning.cleaning
    import posecheck.pose.tracking.tracker  # noqa: F401

    pyarrow.array([])  # which looks for pandas
