"""uvicorn's WebSocket protocol, with a way to cut a connection whose peer takes nothing any more."""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

ABORT_SECONDS = 5.0


class SocketProtocol(WebSocketsSansIOProtocol):
    """`transport.close()` waits for the write buffer, for ever where the peer does not read; these two do not."""

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope"):
            # An ASGI extension: the application may drop the connection without a word (signaling.outbox).
            self.scope["extensions"]["fusemeet.abort"] = self.transport.abort  # type: ignore[assignment]

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.loop.call_later(ABORT_SECONDS, self.transport.abort)
