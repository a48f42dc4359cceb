"""The sockets: a room's, and a person's own. They know frames and no nouns."""

import asyncio
import logging
import re
from typing import Any

from fusemeet.errors import CLOSE_CODES, Denied, Gone, NotFound, Problem, TooMany
from signaling import attendance, db, frames, presence, registry, waiting
from signaling.connection import SocketConsumer
from signaling.documents.lane import DocumentLane
from signaling.hooks import Entry, Waiting, rooms
from signaling.hub import hub
from signaling.socket import Socket

log = logging.getLogger(__name__)

# Signals are addressed to peers and to people: nothing that could be a person's id (a number, a guest's `g12`).
PEER = re.compile(r"(?!g?\d+\Z)[A-Za-z0-9_-]{8,40}")


class RoomConsumer(SocketConsumer):
    """`/ws/rooms/{roomId}/`: JSON events as text, shared documents as binary; first perhaps a wait in the lobby."""

    lane: DocumentLane | None = None
    outside: Socket | None = None  # the socket while it waits

    async def begin(self, identity: Any, query: dict[str, str]) -> None:
        peer = query.get("peer", "")
        if not PEER.fullmatch(peer):
            peer = frames.new_peer()
        self.query, self.peer = query, peer
        room_id = self.scope["url_route"]["kwargs"]["room_id"]
        try:
            entry = await db.run(rooms().entry, room_id=room_id, person=identity.person)
        except Denied as problem:
            if problem.code != "waiting":
                raise
            asked = await db.run(rooms().ask_to_enter, room_id=room_id, person=identity.person)
            if asked is not None:
                await self.wait_outside(identity, asked)
                return
            entry = await db.run(rooms().entry, room_id=room_id, person=identity.person)
        await self.come_in(identity, entry)

    async def come_in(self, identity: Any, entry: Entry, outside: Socket | None = None) -> None:
        socket = self.socket = Socket(
            address=entry.room,
            identity=identity,
            send=self.base_send,
            give_up=self.give_up,
            entry=entry,
            peer=self.peer,
            outbox=outside.outbox if outside else None,
        )
        socket.await_welcome()
        hub.add(socket)  # registered first, then the snapshot is read, then what came since is applied
        came_back, snapshot, present = await db.run(
            attendance.enter_and_read, socket, self.query.get("media") == "1"
        )
        socket.entered = True
        self.lane = lane = DocumentLane(socket)
        if self.query.get("documents") != "yjs":
            await lane.listen(socket)
        self.outside = None  # what its client sends once it has the welcome is heard
        await socket.write(
            frames.event_frame("welcome", {"seq": snapshot.seq, "peerId": self.peer, **snapshot.body})
        )
        socket.welcomed()
        hub.release(socket, snapshot.seq)
        lane.release()
        attendance.tell_arrival(socket, came_back, present)
        if socket.stale:  # something of its rights changed while it came in
            await attendance.look_again(socket)

    async def wait_outside(self, identity: Any, asked: Waiting) -> None:
        socket = self.outside = self.socket = Socket(
            address=waiting.address_outside(asked.entry.room),
            identity=identity,
            send=self.base_send,
            give_up=self.give_up,
            entry=asked.entry,
            peer=self.peer,
            look=self.look_soon,
        )
        self._deciding = asyncio.Lock()
        hub.add(socket)
        await db.run(waiting.register, socket)
        socket.entered = True
        await socket.write(frames.event_frame("waiting", asked.told))
        self.look_soon()  # what was decided before it stood in the hub

    def look_soon(self) -> None:
        """Not at once: who asks has many sockets to look at."""
        hub.spawn(self.look_from_outside())

    async def look_from_outside(self) -> None:
        """Has a host let them in, or is there another reason why they do not wait any more?"""
        async with self._deciding:
            socket = self.outside
            if socket is None or not socket.entered or socket.outbox.closing:
                return
            try:
                entry = await db.run(rooms().entry, room_id=socket.room_id, person=socket.person.id)
                hub.remove(socket)
                await db.run(presence.leave_document, connection=socket.id)
                await self.come_in(socket.identity, entry, socket)
            except Problem as problem:
                coming, self.outside = self.socket, socket
                if coming is not None and coming is not socket:  # on the way in
                    hub.remove(coming)
                if problem.code != "waiting":
                    self.turn_away(socket, problem)
                elif coming is not socket:
                    socket.close(frames.CLOSE_RESTARTING)
                elif not await db.run(presence.renewable, socket.id):
                    socket.close(frames.CLOSE_DONE)  # they said good-bye in another tab
            except Exception:
                log.exception("letting somebody in")
                socket.close(frames.CLOSE_RESTARTING)
            if socket.outbox.gone:  # in the middle of it
                await self.disconnected(frames.CLOSE_DONE)

    def turn_away(self, socket: Socket, problem: Problem) -> None:
        """Said as a room's own socket says it, or in words."""
        body = {"message": problem.message}
        if problem.code in {"removed", "refused"}:
            frame = frames.event_frame(problem.code, body)
        elif isinstance(problem, Gone) or problem.code == "room_not_found":
            reason = "ended" if isinstance(problem, Gone) else "deleted"
            frame = frames.event_frame("room-ended", {"reason": reason})
        else:
            frame = frames.error_frame(None, problem.code, problem.message)
        socket.send_text(frame)
        socket.close(CLOSE_CODES.get(type(problem), CLOSE_CODES[NotFound]))

    @property
    def catalogue(self) -> dict[str, registry.Event]:
        return registry.events if self.outside is None else waiting.catalogue_outside()

    async def receive_bytes(self, socket: Socket, data: bytes) -> None:
        if self.lane is not None and self.outside is None:
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
                if self.outside is not None:
                    await db.run(presence.leave_document, connection=self.outside.id)
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
