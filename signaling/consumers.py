"""The sockets: a room's, and a person's own. They know frames and no nouns."""

import logging
import re
from typing import Any

from fusemeet.errors import TooMany
from signaling import attendance, db, frames, presence, registry
from signaling.connection import SocketConsumer
from signaling.documents.lane import DocumentLane
from signaling.hooks import rooms
from signaling.hub import hub
from signaling.socket import Socket

log = logging.getLogger(__name__)

# Signals are addressed to peers and to people: nothing that could be a person's id (a number, a guest's `g12`).
PEER = re.compile(r"(?!g?\d+\Z)[A-Za-z0-9_-]{8,40}")


class RoomConsumer(SocketConsumer):
    """`/ws/rooms/{roomId}/`: JSON events as text, shared documents as binary."""

    lane: DocumentLane | None = None

    async def begin(self, identity: Any, query: dict[str, str]) -> None:
        peer = query.get("peer", "")
        if not PEER.fullmatch(peer):
            peer = frames.new_peer()
        room_id = self.scope["url_route"]["kwargs"]["room_id"]
        entry = await db.run(rooms().entry, room_id=room_id, person=identity.person)
        socket = self.socket = Socket(
            address=entry.room,
            identity=identity,
            send=self.base_send,
            give_up=self.give_up,
            entry=entry,
            peer=peer,
        )
        hub.add(socket)  # registered first, then the snapshot is read, then what came since is applied
        came_back, snapshot, present = await db.run(
            attendance.enter_and_read, socket, query.get("media") == "1"
        )
        socket.entered = True
        self.lane = DocumentLane(socket)
        if query.get("documents") != "yjs":
            await self.lane.listen(socket)
        await socket.write(
            frames.event_frame("welcome", {"seq": snapshot.seq, "peerId": peer, **snapshot.body})
        )
        hub.release(socket, snapshot.seq)
        self.lane.release()
        attendance.tell_arrival(socket, came_back, present)
        if socket.stale:  # something of its rights changed while it came in
            await attendance.look_again(socket)

    async def receive_bytes(self, socket: Socket, data: bytes) -> None:
        if self.lane is not None:
            await self.lane.receive(data)

    def ended(self) -> None:
        lane, self.lane = self.lane, None
        if lane is not None:
            lane.closed()
        super().ended()

    async def disconnected(self, code: int) -> None:
        self.ended()
        if self.socket is not None:
            try:
                await attendance.drop(self.socket)
            except Exception:  # its lease runs out by itself
                log.warning("a dropped connection could not be noted", exc_info=True)


class PersonConsumer(SocketConsumer):
    """`/ws/me/`: a person's own news, a snapshot first."""

    @property
    def catalogue(self) -> dict[str, registry.Event]:
        return {"ping": registry.events["ping"]}

    async def begin(self, identity: Any, query: dict[str, str]) -> None:
        if len(hub.sockets(f"person-{identity.person}")) >= presence.SOCKETS_PER_PERSON:
            raise TooMany("too_many_sockets", "You have this open in too many tabs. Close one and try again.")
        socket = self.socket = Socket(
            address=f"person-{identity.person}", identity=identity, send=self.base_send, give_up=self.give_up
        )
        hub.add(socket)
        snapshot = await db.run(rooms().personal_snapshot, person=identity.person)
        await socket.write(frames.event_frame("welcome", snapshot))
