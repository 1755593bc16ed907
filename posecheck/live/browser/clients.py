"""Who is connected: one page is coached, others may watch or take over."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from pydantic import BaseModel
from starlette.websockets import WebSocket, WebSocketDisconnect

WAITING_MESSAGES = 8
"""A page that reads more slowly than this loses the oldest messages."""


class Client:
    """One connected page with its outgoing messages."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket = socket
        self._waiting: asyncio.Queue[str | bytes] = asyncio.Queue(WAITING_MESSAGES)

    def send(self, message: BaseModel | bytes) -> None:
        """Send soon; never waits."""
        if self._waiting.full():
            self._waiting.get_nowait()
        self._waiting.put_nowait(message if isinstance(message, bytes) else message.model_dump_json())

    async def pump(self) -> None:
        """Send what waits, until the connection ends."""
        try:
            while True:
                message = await self._waiting.get()
                if isinstance(message, bytes):
                    await self.socket.send_bytes(message)
                else:
                    await self.socket.send_text(message)
        except (WebSocketDisconnect, RuntimeError):
            return


class Clients:
    """The connected pages.

    Attributes
    ----------
    active : Client or None
        The page whose camera and buttons count.

    Examples
    --------
    >>> Clients().active is None
    True
    """

    def __init__(self) -> None:
        self.all: set[Client] = set()
        self.active: Client | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    def enter(self, client: Client) -> None:
        """Let a page in; it is the active one if there is none."""
        self.all.add(client)
        if self.active is None:
            self.active = client
        self._spawn(client.pump())

    def leave(self, client: Client) -> None:
        """Let a page go."""
        self.all.discard(client)
        if self.active is client:
            self.active = None

    def take_over(self, client: Client) -> None:
        """Make this page the active one."""
        self.active = client

    def role(self, client: Client) -> str:
        """Return "active" or "watching"."""
        return "active" if client is self.active else "watching"

    def send_all(self, message: BaseModel | bytes) -> None:
        """Send to every page."""
        for client in self.all:
            client.send(message)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
