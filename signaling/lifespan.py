"""The ASGI application as a whole: sockets to the consumers, the rest to Django, and an orderly end."""

import asyncio
from typing import Any

from signaling import db
from signaling.frames import CLOSE_RESTARTING, event_frame
from signaling.hub import hub


class SocketsAndPages:
    """Routes by scope. Before the process goes, the server calls `say_goodbye`, and `drain` once all are closed."""

    def __init__(self, *, pages: Any, sockets: Any) -> None:
        self.pages = pages
        self.sockets = sockets

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await self.sockets(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self.lifespan(receive, send)
        else:
            await self.pages(scope, receive, send)

    async def lifespan(self, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await drain()
                await send({"type": "lifespan.shutdown.complete"})
                return


async def say_goodbye(seconds: float) -> None:
    """Tell every socket to come back elsewhere, close it, and wait until all took that, at most `seconds`."""
    leaving = hub.all_sockets()
    for socket in leaving:
        socket.send_text(event_frame("reconnect", {"message": "The server is restarting."}))
        socket.close(CLOSE_RESTARTING)
    if leaving:
        await asyncio.wait([socket.outbox.writer for socket in leaving], timeout=seconds)


async def drain() -> None:
    """Finish what is being saved. The server has closed every socket by then."""
    if hub.loop is None:
        return
    await hub.stop()
    db.close_pool()
