"""`/ws/rooms/{roomId}/documents/{code|board}`: one document for stock Yjs clients, and nothing else.

The frames are the room socket's without their first byte. What stock clients do not know is kept from them: kinds 4 to
6 would only fill their logs. A refusal they could never recover from (their copy holds what the document does not), so
it ends the socket, with the reason in y-protocols' own message of denied permission. Source: y-protocols (auth.js),
y-websocket 3.1 (which does not come back after 4400 to 4499), pycrdt 0.14 (`Provider`, which reads kind 0 only).
"""

import logging
from typing import Any

from fusemeet.errors import CLOSE_CODES, Denied, NotSignedIn, Problem
from signaling import attendance, db, presence
from signaling.connection import SocketConsumer
from signaling.documents.frames import DOCUMENT_KINDS, MessageKind
from signaling.documents.lane import DocumentLane
from signaling.documents.member import SIGHT
from signaling.documents.varint import read_bytes, read_uint, write_bytes
from signaling.frames import CLOSE_DENIED, CLOSE_MALFORMED, CLOSE_NOT_FOUND
from signaling.hooks import rooms
from signaling.hub import hub
from signaling.journal import Row
from signaling.socket import Socket

log = logging.getLogger(__name__)

AUTH, PERMISSION_DENIED = 2, 0
# What a client of ours would be told by a frame, and recovers from by the sync that follows.
RECOVERABLE = {"gap"}


def denied_frame(reason: str) -> bytes:
    return bytes((AUTH, PERMISSION_DENIED)) + write_bytes(reason.encode())


class DocumentSocket(Socket):
    """In the hub like the room's other sockets, so that it ends with its person's rights; it hears no events."""

    def __init__(self, kind: str, **how: Any) -> None:
        super().__init__(**how)
        self._kind = kind
        self._epoch: int | None = None

    def send_text(self, frame: str, *, volatile: bool = False) -> None:
        return

    def deliver(self, row: Row, frame: str) -> None:
        return

    def send_bytes(self, frame: bytes, *, volatile: bool = False) -> None:
        if self._is_for_clients(frame):
            super().send_bytes(frame[1:], volatile=volatile)

    async def write(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes) and self._is_for_clients(frame):
            await super().write(frame[1:])

    def _is_for_clients(self, frame: bytes) -> bool:
        kind, at = read_uint(frame, 1)
        if kind == MessageKind.REFUSED:
            code = read_bytes(frame, read_uint(frame, at)[1])[0].decode()
            if code not in RECOVERABLE:
                self.deny(code)
        elif kind == MessageKind.EPOCH:
            epoch, _ = read_uint(frame, at)
            if self._epoch not in (None, epoch):  # the document it holds is no more
                self.close(CLOSE_NOT_FOUND)
            self._epoch = epoch
        return kind < MessageKind.SAVED

    def rights_changed(self) -> None:
        if not may_see(self._kind, self.abilities):
            self.deny("forbidden")

    def deny(self, reason: str) -> None:
        super().send_bytes(denied_frame(reason))
        self.close(CLOSE_DENIED)


def may_see(kind: str, abilities: frozenset[str]) -> bool:
    return kind not in SIGHT or SIGHT[kind] in abilities


class DocumentConsumer(SocketConsumer):
    lane: DocumentLane | None = None
    prefix = b""

    async def begin(self, identity: Any, query: dict[str, str]) -> None:
        route = self.scope["url_route"]["kwargs"]
        kind = route["kind"]
        self.prefix = bytes((DOCUMENT_KINDS.index(kind),))
        entry = await db.run(rooms().entry, room_id=route["room_id"], person=identity.person)
        if not may_see(kind, entry.abilities):
            raise Denied
        socket = self.socket = DocumentSocket(
            kind,
            address=entry.room,
            identity=identity,
            send=self.base_send,
            give_up=self.give_up,
            entry=entry,
        )
        hub.add(socket)  # registered first, then asked once more: what was revoked in between finds it
        await db.run(_enter, socket)
        socket.entered = True
        self.lane = DocumentLane(socket, echoes=True)
        if socket.stale:
            await attendance.look_again(socket)
        socket.rights_changed()

    async def refuse(self, problem: Problem) -> None:
        """As on the room socket, in the one message that a stock client has for it."""
        self.ended()
        self.socket = None
        await self.base_send({"type": "websocket.send", "bytes": denied_frame(problem.code)})
        await self.base_send(
            {"type": "websocket.close", "code": CLOSE_CODES.get(type(problem), CLOSE_DENIED)}
        )

    async def receive_text(self, socket: Socket, text: str) -> None:
        socket.close(CLOSE_MALFORMED)

    async def receive_bytes(self, socket: Socket, data: bytes) -> None:
        if self.lane is not None:
            await self.lane.receive(self.prefix + data)

    def ended(self) -> None:
        lane, self.lane = self.lane, None
        if lane is not None:
            lane.closed()
        super().ended()

    async def disconnected(self, code: int) -> None:
        self.ended()
        if self.socket is not None:
            try:
                await db.run(presence.leave_document, connection=self.socket.id)
            except Exception:  # its lease runs out by itself
                log.warning("a dropped connection could not be noted", exc_info=True)


def _enter(socket: Socket) -> None:
    """Synchronous. Raises NotSignedIn, TooMany and whatever `entry` raises."""
    identity = socket.identity
    if not rooms().still_signed_in(person=identity.person, session=identity.session):
        raise NotSignedIn("session_ended", "You were signed out. Please sign in again.")
    entry = socket.entry = rooms().entry(room_id=socket.room_id, person=identity.person)
    presence.enter_document(entry=entry, connection=socket.id, process=hub.process)
