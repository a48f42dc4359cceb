"""uvicorn's WebSocket protocol: cuts a connection whose peer takes nothing any more, refuses headers with controls."""

import logging
import re
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.datastructures import Headers
from websockets.http11 import Request

ABORT_SECONDS = 5.0
# uvicorn notes each handshake with its query, where a ticket may be: said only when something is wrong.
QUIET = logging.getLogger("fusemeet.sockets")
QUIET.setLevel(logging.WARNING)
# Some readers take these for the end of a line, and then one header's value becomes another header.
CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f]")


class SocketProtocol(WebSocketsSansIOProtocol):
    """`transport.close()` waits for the write buffer, for ever where the peer does not read; these two do not."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.logger = QUIET

    def handle_connect(self, event: Request) -> None:
        if not are_printable(event.headers):
            self._refuse(HTTPStatus.BAD_REQUEST)
            return
        super().handle_connect(event)
        if hasattr(self, "scope"):
            # An ASGI extension: the application may drop the connection without a word (signaling.outbox).
            self.scope["extensions"]["fusemeet.abort"] = self.transport.abort  # type: ignore[assignment]

    def _refuse(self, status: HTTPStatus) -> None:
        """As the base class does for what is no handshake: the application never hears of it."""
        self.handshake_initiated = self.handshake_complete = self.close_sent = True
        self.conn.send_response(self.conn.reject(status, ""))
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.close()

    def send_receive_event_to_app(self) -> None:
        """Text that is no UTF-8 ends its connection as it should, and fills nobody's log with our own tracebacks."""
        if self.curr_msg_data_type == "text" and not self.close_sent:
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.frames = []
                self.logger.info("a text frame was no UTF-8")
                self.conn.send_close(1007)
                self.handle_parser_exception()
                return
        super().send_receive_event_to_app()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.loop.call_later(ABORT_SECONDS, self.transport.abort)


def are_printable(headers: Headers) -> bool:
    """Whether no value has a control character, read as UTF-8 where it is that, else byte by byte.

    Of another site's cookie on the same host a letter may hold such a byte (Å is C3 85), and is no control for it.
    """
    for _, value in headers.raw_items():
        raw = value.encode("latin-1", "surrogateescape")
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("latin-1")
        if CONTROLS.search(text):
            return False
    return True
