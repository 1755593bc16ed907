"""Who may reach the server, and what a page may load."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from posecheck.errors import PosecheckError

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Access:
    """Where the server listens and who is let in.

    Examples
    --------
    >>> access = Access.of("127.0.0.1", 8000, token=None)
    >>> access.allows_origin("http://localhost:8000"), access.allows_origin("http://example.org")
    (True, False)
    """

    host: str
    port: int
    token: str | None

    @classmethod
    def of(cls, host: str, port: int, token: str | None) -> Access:
        """Check that nothing but this machine is served without a token.

        Raises
        ------
        PosecheckError
            If the host is not loopback and there is no token, or a weak one.
        """
        if host not in LOOPBACK and token is None:
            raise PosecheckError(
                f"Serving {host} would let others on the network in; add --token with a secret of your own, "
                "or leave --host out to serve this computer alone."
            )
        if token is not None and len(token) < 8:
            raise PosecheckError("The token is too short to be a secret; give at least 8 characters.")
        return cls(host, port, token)

    @property
    def names(self) -> list[str]:
        """The names by which a browser may call this server; others are forged."""
        return sorted({*LOOPBACK, "[::1]", self.host})

    def allows_origin(self, origin: str | None) -> bool:
        """Return whether a page of this origin may open the socket; browsers always send one."""
        return origin in {f"http://{_bracketed(name)}:{self.port}" for name in (*LOOPBACK, self.host)}

    def allows_token(self, token: str) -> bool:
        """Return whether the page knows the secret, where there is one."""
        return self.token is None or secrets.compare_digest(self.token.encode(), token.encode())


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name


class SecurityHeaders:
    """Adds the headers that keep a page from loading or being loaded by anything else."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app = app
        # Older browsers do not count a socket of the same address as 'self'; a policy cannot name an IPv6 address.
        sockets = " ".join(f"ws://{name}:{port}" for name in LOOPBACK if ":" not in name)
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
            f"media-src 'self' blob:; connect-src 'self' {sockets}; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'"
        )
        self._headers = [
            (b"content-security-policy", policy.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"cross-origin-resource-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(self), microphone=(), geolocation=()"),
            (b"cache-control", b"no-store"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, with the headers added to each response."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self._headers]
            await send(message)

        await self.app(scope, receive, with_headers)
