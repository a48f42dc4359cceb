"""How large a request's body may be, held at the ASGI door: what is larger is neither kept nor written to disk.

Django writes every body to a file before a view is asked, so its own limits come too late for the disk.
"""

import asyncio
import contextlib
import json
import re
from typing import Any

from fusemeet.drf import envelope
from fusemeet.middleware import HEADERS

BODY_BYTES = 1024 * 1024
# People's pictures and images on boards: 5 MB and what a form has around it (deploy/nginx.conf says the same).
PICTURE_BYTES = 6 * 1024 * 1024
PICTURE_PATHS = re.compile(
    r"/profile/picture/|/api/auth/profile/picture|/api/rooms/[^/]+/whiteboard/images", re.ASCII
)
# Who is still sending has this long, and this much, to hear of it before the connection is cut.
LINGER_SECONDS = 2.0
LINGER_BYTES = 16 * 1024 * 1024


class BoundedBodies:
    """Answers 413 in the envelope for a body past the limit of its path, by its stated length or once it is there."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        limit = PICTURE_BYTES if PICTURE_PATHS.fullmatch(scope["path"]) else BODY_BYTES
        if _stated_length(scope) > limit:
            await _refuse(receive, send)
            return
        received = 0

        async def receive_bounded() -> Any:
            nonlocal received
            if received > limit:
                return {"type": "http.disconnect"}
            message = await receive()
            received += len(message.get("body", b""))
            # To Django it looks as if the client had gone: it throws away what it has, and answers nothing.
            return {"type": "http.disconnect"} if received > limit else message

        await self.app(scope, receive_bounded, send)
        if received > limit:
            await _refuse(receive, send)


def _stated_length(scope: dict[str, Any]) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def _refuse(receive: Any, send: Any) -> None:
    body = json.dumps(envelope("too_large", "That is too large.")).encode()
    headers = HEADERS | {
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Connection": "close",
    }
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": 413, "headers": raw})
    await send({"type": "http.response.body", "body": body, "more_body": True})
    # A connection that is cut while data comes in would take the answer with it.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            await _read_on(receive)
    await send({"type": "http.response.body", "body": b""})


async def _read_on(receive: Any) -> None:
    read = 0
    while read <= LINGER_BYTES:
        message = await receive()
        read += len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return
