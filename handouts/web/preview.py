"""The preview: a page in the browser that shows a leaflet as it prints, and keeps up with the files it is made from."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from handouts.page.fonts import folder
from handouts.page.typeset import warm
from handouts.web.choice import Choice, read_choice
from handouts.web.live import Live, State
from handouts.web.local import address, serve
from handouts.web.look import Subject, look
from handouts.web.watch import folders, watch

STATIC = Path(__file__).parent / "static"
FACE = "Atkinson Hyperlegible"


def preview_address(listening: socket.socket, choice: Choice) -> str:
    """The page's address, with what was chosen in it."""
    return address(listening) + _query(choice)


def show(subject: Subject, choice: Choice, listening: socket.socket) -> None:
    """Show a handout until the program is interrupted; then `KeyboardInterrupt` is raised.

    Raises `SystemLibraryMissing` where nothing can be typeset.
    """
    warm()
    live = Live(partial(look, subject), choice)
    serve(application(subject, live), listening, live.end)


def application(subject: Subject, live: Live) -> Starlette:
    """The page, its pictures, the leaflet as a PDF, and a stream of what the page is to show."""

    @asynccontextmanager
    async def at_work(_app: Starlette) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(watch(partial(folders, subject.clinic_file), live.saved)),
            asyncio.create_task(live.work()),
        ]
        for task in tasks:
            task.add_done_callback(partial(_say_why, live))
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def page(_request: Request) -> Response:
        return FileResponse(STATIC / "preview.html")

    async def events(request: Request) -> Response:
        choice = read_choice(request.query_params)

        async def lines() -> AsyncIterator[str]:
            async for state in live.follow(choice):
                yield f"data: {json.dumps(as_json(subject, choice, state))}\n\n"

        return StreamingResponse(lines(), media_type="text/event-stream")

    async def picture(request: Request) -> Response:
        found = live.picture(request.path_params["key"])
        if found is None:
            return PlainTextResponse("There is a newer page.\n", 404)
        return Response(found.data, media_type="image/jpeg")

    async def leaflet(request: Request) -> Response:
        seen = await live.newest(read_choice(request.query_params))
        if seen.pages is None:
            lines = [f"{one.where}:{one.line}: {one.what} {one.remedy}\n" for one in seen.findings]
            return PlainTextResponse("".join(["The newest save cannot be printed.\n\n", *lines]), 409)
        return Response(seen.pages.pdf, media_type="application/pdf")

    routes = [
        Route("/", page),
        Route("/events", events),
        Route("/picture/{key}.jpg", picture),
        Route("/leaflet/{name}.pdf", leaflet),
        Mount("/static", StaticFiles(directory=STATIC)),
        Mount("/fonts", StaticFiles(directory=folder(FACE))),
    ]
    return Starlette(routes=routes, lifespan=at_work)


def _say_why(live: Live, task: asyncio.Task[None]) -> None:
    """A page must not look kept up with the files when it is not any more."""
    if not task.cancelled():
        logging.getLogger(__name__).error("The program has a fault.", exc_info=task.exception())
        live.end()


def as_json(subject: Subject, choice: Choice, state: State) -> dict[str, Any]:
    """What the page's script is told."""
    pages = state.pages
    return {
        "name": subject.name,
        "rendering": state.rendering,
        "title": pages.title if pages else None,
        "pdf": f"/leaflet/{pages.file_name}{_query(choice)}" if pages else None,
        "pagesAt": state.pages_at.strftime("%H:%M:%S") if state.pages_at else None,
        "pages": [
            {"src": f"/picture/{one.key}.jpg", "width": one.width, "height": one.height} for one in pages.pictures
        ]
        if pages
        else [],
        "findingsAt": state.findings_at.strftime("%H:%M:%S") if state.findings_at else None,
        "findings": [
            {
                "level": one.level,
                "place": f"{one.where}:{one.line}" if one.line else one.where,
                "what": one.what,
                "remedy": one.remedy,
            }
            for one in state.findings
        ],
        "switches": [
            {"name": one.name, "label": one.label, "value": one.value, "options": one.options} for one in state.switches
        ],
    }


def _query(choice: Choice) -> str:
    """What of an address carries a choice."""
    query = urlencode(choice.query())
    return f"?{query}" if query else ""
