"""What a page may send."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.live.browser.protocol import ProtocolError, read_frame, read_text


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=200), st.binary(max_size=200)))
def test_no_message_gives_anything_but_a_protocol_error(message: str | bytes) -> None:
    with suppress(ProtocolError):
        if isinstance(message, str):
            read_text(message)
        else:
            read_frame(message, None)
