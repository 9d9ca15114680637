"""Serves an application to this machine and to nobody else.

It listens on the machine's own address alone. A page of another site could still send a browser here under a name of
its own (DNS rebinding), so a request must name this machine. Other people who are logged in on it can ask too: nothing
of a patient is ever served without more than this.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handouts.errors import Problem, WrongUsage

HOST = "127.0.0.1"
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class OnlyHere:
    """Answers what is asked under this machine's own names, and adds to each answer what keeps it there."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        end = "" if port == 80 else f":{port}"  # a browser leaves out the port that is every site's
        self._hosts = {HOST + end, "localhost" + end}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if headers.get("Content-Type", "").startswith("text/html"):
                    headers["Content-Security-Policy"] = CSP
            await send(message)

        here = Headers(scope=scope).get("Host") in self._hosts
        app = self._app if here else PlainTextResponse("This answers on the machine that it runs on.\n", 400)
        await app(scope, receive, add)


class _Server(uvicorn.Server):
    """Says when it is about to end, so that answers without end can end first."""

    def __init__(self, config: uvicorn.Config, ends: Callable[[], None]) -> None:
        super().__init__(config)
        self._ends = ends

    def handle_exit(self, sig: int, frame: object) -> None:
        self._ends()
        super().handle_exit(sig, frame)  # type: ignore[arg-type]


def listen(port: int) -> socket.socket:
    """A socket that listens at a port of this machine, or at a free one for 0. Raises `WrongUsage` for a taken one."""
    listening = socket.socket()
    if os.name == "posix":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen()
    except OSError as error:
        listening.close()
        taken = error.errno == errno.EADDRINUSE
        why = "is taken" if taken else f"cannot be used ({error.strerror})"
        remedy = "Name another with --port, or leave --port out."
        raise WrongUsage(Problem("", 0, f"The port {port} {why}.", remedy)) from None
    return listening


def address(listening: socket.socket) -> str:
    """Where a browser finds it."""
    return f"http://{HOST}:{listening.getsockname()[1]}/"


def serve(app: Starlette, listening: socket.socket, ends: Callable[[], None]) -> None:
    """Answer until the program is interrupted; then `KeyboardInterrupt` is raised."""
    config = uvicorn.Config(
        OnlyHere(app, listening.getsockname()[1]),
        log_config=None,
        log_level="error",
        access_log=False,
        lifespan="on",
        loop="asyncio",
        http="h11",
        ws="none",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    _Server(config, ends).run(sockets=[listening])
