"""The ASGI application as a whole: sockets to the consumers, the rest to Django, and an orderly end."""

from typing import Any

from signaling import db
from signaling.frames import CLOSE_RESTARTING, event_frame
from signaling.hub import hub


class SocketsAndPages:
    """Routes by scope. At shutdown every socket is told to come back elsewhere before the process goes."""

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


async def drain() -> None:
    """Tell everyone, finish what is being saved, close."""
    if hub.loop is None:
        return
    for socket in hub.all_sockets():
        socket.send_text(event_frame("reconnect", {"message": "The server is restarting."}))
        socket.close(CLOSE_RESTARTING)
    await hub.stop()
    db.close_pool()
