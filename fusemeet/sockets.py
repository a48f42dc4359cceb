"""The map of sockets."""

from typing import Any

from channels.routing import URLRouter
from django.urls import re_path

from signaling.consumers import PersonConsumer, RoomConsumer
from signaling.document_socket import DocumentConsumer

_router = URLRouter(
    [
        re_path(r"^ws/rooms/(?P<room_id>[A-Za-z0-9_-]{1,50})/$", RoomConsumer.as_asgi()),
        re_path(
            r"^ws/rooms/(?P<room_id>[A-Za-z0-9_-]{1,50})/documents/(?P<kind>code|board)$",
            DocumentConsumer.as_asgi(),
        ),
        re_path(r"^ws/me/$", PersonConsumer.as_asgi()),
    ]
)


async def sockets(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """An unknown path is refused in the handshake instead of ending in an exception."""
    try:
        await _router(scope, receive, send)
    except ValueError as error:
        if not str(error).startswith("No route found"):
            raise
        await receive()
        await send({"type": "websocket.close"})
