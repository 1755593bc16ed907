"""The server of the page: static files and one socket, for this computer alone unless asked otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from posecheck.live.browser.access import Access, SecurityHeaders
from posecheck.live.browser.clients import Client
from posecheck.live.browser.page_session import PageSession
from posecheck.live.browser.protocol import (
    PROTOCOL,
    FrameMessage,
    Hello,
    ProtocolError,
    decode_picture,
    read_frame,
    read_text,
)

WEB = Path(__file__).parent / "web"
HELLO_S = 5.0
LARGEST_MESSAGE = 5_000_000
"""The socket library refuses what is larger before it is in memory; `read_frame` refuses what is over 4 MB."""


def create_app(page_session: PageSession, access: Access) -> FastAPI:
    """Return the application.

    Parameters
    ----------
    page_session : PageSession
        The session behind the page.
    access : Access
        Who may reach it.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with page_session:
            yield

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(SecurityHeaders, port=access.port)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=access.names)
    app.mount("/web", StaticFiles(directory=WEB), name="web")

    @app.get("/")
    async def page() -> FileResponse:
        return FileResponse(WEB / "index.html")

    @app.websocket("/live")
    async def live(socket: WebSocket) -> None:
        if not access.allows_origin(socket.headers.get("origin")):
            await socket.close(1008, "this origin may not connect")
            return
        await socket.accept()
        client = Client(socket)
        try:
            await _greet(socket, access)
            page_session.clients.enter(client)
            page_session.welcome(client)
            await _listen(socket, client, page_session)
        except ProtocolError as error:
            await _close(socket, error)
        except (WebSocketDisconnect, asyncio.CancelledError):
            pass
        finally:
            page_session.clients.leave(client)

    return app


async def _greet(socket: WebSocket, access: Access) -> None:
    """Wait for the first message, which must be a fitting hello."""
    try:
        first = await asyncio.wait_for(socket.receive(), HELLO_S)
    except TimeoutError:
        raise ProtocolError(1002, "no hello") from None
    if first["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(first.get("code", 1005))
    hello = read_text(first.get("text") or "")
    if not isinstance(hello, Hello):
        raise ProtocolError(1002, "no hello")
    if hello.protocol != PROTOCOL:
        raise ProtocolError(1002, "the page is of another version: load it again")
    if not access.allows_token(hello.token):
        raise ProtocolError(1008, "wrong token")


async def _listen(socket: WebSocket, client: Client, page_session: PageSession) -> None:
    previous: FrameMessage | None = None
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        if message.get("bytes") is not None:
            previous = read_frame(message["bytes"], previous)
            page_session.take_frame(client, previous, decode_picture(previous.jpeg))
        else:
            page_session.take(client, read_text(message.get("text") or ""))


async def _close(socket: WebSocket, error: ProtocolError) -> None:
    # The page may be quicker.
    with suppress(RuntimeError, WebSocketDisconnect):
        await socket.close(error.code, error.reason)
