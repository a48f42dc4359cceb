"""The binary lane of one socket: its frames in, its answers out, and how much of its own is committed.

Whatever a frame holds, it can only ever be refused; who is refused again and again is closed.
"""

import time
from collections import deque

from fusemeet.errors import NotFound
from signaling.documents.engine import Engine
from signaling.documents.frames import MAX_FRAME_BYTES, read_frame
from signaling.documents.listening import Listening, ListeningSocket
from signaling.documents.log import DocumentGone
from signaling.documents.member import LaneMember, MemberSocket
from signaling.documents.serving import engine
from signaling.documents.validator import RULES
from signaling.documents.varint import Malformed
from signaling.frames import CLOSE_DENIED, CLOSE_NOT_FOUND, CLOSE_RESTARTING

MAX_REFUSALS = 20
REFUSAL_SECONDS = 10.0


class DocumentLane:
    """Created with each room socket; `receive` takes each binary frame in turn, `closed` is called once."""

    def __init__(self, socket: MemberSocket, *, engine: Engine = engine, echoes: bool = False) -> None:
        """With `echoes` the client's own awareness comes back to it."""
        self._echoes = echoes
        self._socket = socket
        self._engine = engine
        self._members: dict[str, LaneMember] = {}
        self._refusals: deque[float] = deque(maxlen=MAX_REFUSALS)
        self._listening: Listening | None = None

    async def listen(self, socket: ListeningSocket) -> None:
        """Have the socket hear of changes as JSON events, of each document until it speaks Yjs there.

        Nothing is said before `release`. Raises NotFound or TimeoutError.
        """
        self._listening = Listening(socket, self._engine)
        try:
            await self._listening.begin()
        except DocumentGone:
            raise NotFound from None

    def release(self) -> None:
        if self._listening is not None:
            self._listening.release()

    async def receive(self, data: bytes) -> None:
        """Handle one frame; returns when the next may come. Raises nothing for what a client sends."""
        try:
            frame = read_frame(data)
            if frame.document not in RULES:
                raise Malformed("unknown document")
        except Malformed:
            self.strike()
            return
        member = self._members.get(frame.document)
        if member is None:
            if self._listening is not None:
                self._listening.end(frame.document)
            member = self._members[frame.document] = LaneMember(
                self._socket, frame.document, strike=self.strike, echoes=self._echoes
            )
            member.opened = self._engine.join(self._socket.room, frame.document, member)
        try:
            await member.receive(frame, too_big=len(data) > MAX_FRAME_BYTES)
        except Malformed:
            self.strike()
        except DocumentGone:
            self._socket.close(CLOSE_NOT_FOUND)
        except TimeoutError:
            # The database is away. The client keeps what is not saved and offers it again when it comes back.
            self._socket.close(CLOSE_RESTARTING)

    def strike(self) -> None:
        """Count a refusal: the twentieth within ten seconds is the last."""
        now = time.monotonic()
        self._refusals.append(now)
        if len(self._refusals) == MAX_REFUSALS and now - self._refusals[0] < REFUSAL_SECONDS:
            self._socket.close(CLOSE_DENIED)

    def closed(self) -> None:
        """The socket is gone. What it sent stays in the queue."""
        for member in self._members.values():
            self._engine.leave(member.opened, member)
        self._members.clear()
        if self._listening is not None:
            self._listening.close()
