"""Errors a person can act on: one sentence that says what is wrong and what to do."""


class PosecheckError(Exception):
    """A problem with what the user gave, never with the program.

    The message is one clear sentence naming the file (and the frame or key where it applies) and the fix. The
    command line prints it without a traceback and exits with code 2.

    Examples
    --------
    >>> raise PosecheckError("clip.mp4 is empty; record it again or copy it again.")
    Traceback (most recent call last):
    posecheck.errors.PosecheckError: clip.mp4 is empty; record it again or copy it again.
    """
