"""Starts the server and the browser, and says where the page is."""

from __future__ import annotations

import asyncio
import socket
import webbrowser
from collections.abc import Callable

import uvicorn

from posecheck.errors import PosecheckError
from posecheck.live.browser.access import Access
from posecheck.live.browser.page_session import PageSession
from posecheck.live.browser.server import LARGEST_MESSAGE, create_app
from posecheck.live.options import LiveOptions

STATS_EVERY_S = 5.0


def serve(
    options: LiveOptions,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    token: str | None = None,
    open_browser: bool = True,
    say: Callable[[str], None] = print,
) -> None:
    """Serve the page until interrupted.

    Parameters
    ----------
    options : LiveOptions
        What to do.
    host, port : str, int
        Where to listen; port 0 takes a free one.
    token : str, optional
        The secret that pages must know; needed for any host but this computer.
    open_browser : bool
        Whether to open the page.
    say : callable
        Given each line for the terminal.

    Raises
    ------
    PosecheckError
        If the address cannot be used, or an option is not usable.
    """
    access = Access.of(host, port, token)
    with _listening(host, port) as listener:
        access = Access.of(host, listener.getsockname()[1], token)
        page_session = PageSession(options)
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{access.port}/" + (f"#token={token}" if token else "")
        say(f"posecheck live: {address}")
        say("Pictures stay on this computer. Guidance, not diagnosis: stop on sharp pain. Ctrl-C ends it.")
        if open_browser:
            webbrowser.open(address)
        asyncio.run(_serve(page_session, access, listener, say if options.stats else None))


async def _serve(
    page_session: PageSession, access: Access, listener: socket.socket, say: Callable[[str], None] | None
) -> None:
    config = uvicorn.Config(
        create_app(page_session, access),
        log_level="warning",
        ws_max_size=LARGEST_MESSAGE,
        ws_per_message_deflate=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    reporting = asyncio.create_task(_report(page_session, say)) if say else None
    await server.serve(sockets=[listener])
    if reporting:
        reporting.cancel()


async def _report(page_session: PageSession, say: Callable[[str], None]) -> None:
    """Print the speed now and then."""
    while True:
        await asyncio.sleep(STATS_EVERY_S)
        engine = page_session.session.engine
        speed = engine.stats.speed(engine.frames.dropped)
        if speed.frames:
            say(
                f"{speed.fps:4.1f} frames/s, delay p50 {speed.delay_p50_ms:.0f} ms, "
                f"p95 {speed.delay_p95_ms:.0f} ms, pose {speed.pose_p50_ms:.0f} ms ({engine.model}), "
                f"{speed.dropped} dropped"
            )


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # From here on a browser that is quicker than the server waits instead of being refused.
        listener.listen()
    except OSError as error:
        listener.close()
        raise PosecheckError(
            f"{host} port {port} cannot be used ({error.strerror}); give another with --port."
        ) from None
    return listener
