"""The room socket: authenticate, accept, decode, dispatch, close. It knows frames and no nouns."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer

from fusemeet.errors import CLOSE_CODES, NotSignedIn, Problem
from signaling import attendance, db, frames, registry
from signaling.documents.lane import DocumentLane
from signaling.handshake import ForeignOrigin, authenticate
from signaling.hooks import rooms
from signaling.hub import Socket, hub

log = logging.getLogger(__name__)

PEER = re.compile(r"[A-Za-z0-9_-]{8,40}")
CLIENT_ID = re.compile(r"[\x21-\x7e]{1,64}")


class SocketConsumer(AsyncConsumer):  # type: ignore[misc]
    """What both sockets share: no channel of its own, no thread hop, and no exception that ends the socket."""

    socket: Socket | None = None

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        self.scope = scope
        self.base_send = send
        task = asyncio.current_task()
        # Where the server cannot cut a connection, ending the application is all that can be done.
        cancel = task.cancel if task is not None else lambda: None
        self.give_up: Callable[[], Any] = scope.get("extensions", {}).get("fusemeet.abort", cancel)
        try:
            while True:
                await self.dispatch(await receive())
        except StopConsumer:
            return
        finally:
            self.ended()

    def ended(self) -> None:
        """Whatever the reason: nothing of this socket stays behind in this process."""
        if self.socket is not None:
            hub.remove(self.socket)
            self.socket.outbox.cancel()

    async def dispatch(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "websocket.connect":
                await self.connect()
            case "websocket.receive" if self.socket is not None and not self.socket.outbox.closing:
                text, data = message.get("text"), message.get("bytes")
                if text is not None:
                    await self.receive_text(self.socket, text)
                elif data is not None:
                    await self.receive_bytes(self.socket, data)
            case "websocket.disconnect":
                await self.disconnected(message.get("code", 1006))
                raise StopConsumer

    async def connect(self) -> None:
        hub.ensure_started()
        room_id = self.scope["url_route"]["kwargs"].get("room_id")
        try:
            identity, query = await authenticate(self.scope, room_id=room_id)
        except (ForeignOrigin, NotSignedIn):
            await self.base_send({"type": "websocket.close"})
            raise StopConsumer from None
        await self.base_send({"type": "websocket.accept"})
        try:
            await self.begin(identity, query)
        except Problem as problem:
            await self.refuse(problem)
        except Exception:
            log.exception("opening a socket")
            await self.base_send({"type": "websocket.close", "code": frames.CLOSE_RESTARTING})
            await self.disconnected(frames.CLOSE_RESTARTING)
            raise StopConsumer from None

    async def refuse(self, problem: Problem) -> None:
        """A room's own reasons: said in words and by code, because a browser cannot read a refused handshake."""
        self.ended()
        self.socket = None  # what its client sent without waiting is not heard
        await self.base_send(
            {"type": "websocket.send", "text": frames.error_frame(None, problem.code, problem.message)}
        )
        await self.base_send(
            {"type": "websocket.close", "code": CLOSE_CODES.get(type(problem), frames.CLOSE_DENIED)}
        )

    async def begin(self, identity: Any, query: dict[str, str]) -> None:
        raise NotImplementedError

    async def receive_text(self, socket: Socket, text: str) -> None:
        client_id: str | None = None
        try:
            if len(text.encode("utf-8", "replace")) > frames.MAX_TEXT_BYTES:
                raise Problem("too_big", "This message is too large.")
            client_id, event, payload = decode(text, self.catalogue)
            if event.ability is not None and event.ability not in socket.abilities:
                raise Problem("forbidden", "You may not do this here.")
            if not socket.limits.allows(event.rate):
                raise Problem("rate_limited", "That was too fast. Wait a moment.")
            seq = await event.handler(socket, payload, client_id)
        except Problem as problem:
            self.answer_problem(socket, client_id, problem)
        except Exception:
            log.exception("handling a frame")
            socket.send_text(
                frames.error_frame(client_id, "unavailable", "That was not saved. Please try again.")
            )
        else:
            if client_id is not None:
                ack: dict[str, Any] = {"id": client_id}
                socket.send_text(frames.event_frame("ack", ack if seq is None else ack | {"seq": seq}))

    def answer_problem(self, socket: Socket, client_id: str | None, problem: Problem) -> None:
        """One error for the sender alone; who breaks limits again and again is closed."""
        socket.send_text(
            frames.error_frame(
                client_id or getattr(problem, "client_id", None), problem.code, problem.message
            )
        )
        if (
            problem.code in {"rate_limited", "too_big", "bad_json", "bad_field", "unknown_type"}
            and socket.limits.strike()
        ):
            socket.close(frames.CLOSE_TOO_FAST if problem.code == "rate_limited" else frames.CLOSE_MALFORMED)

    @property
    def catalogue(self) -> dict[str, registry.Event]:
        return registry.events

    async def receive_bytes(self, socket: Socket, data: bytes) -> None:
        self.answer_problem(socket, None, Problem("bad_json", "Only text travels here."))

    async def disconnected(self, code: int) -> None:
        return


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
        await socket.write(
            frames.event_frame("welcome", {"seq": snapshot.seq, "peerId": peer, **snapshot.body})
        )
        hub.release(socket, snapshot.seq)
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
        socket = self.socket = Socket(
            address=f"person-{identity.person}", identity=identity, send=self.base_send, give_up=self.give_up
        )
        hub.add(socket)
        snapshot = await db.run(rooms().personal_snapshot, person=identity.person)
        await socket.write(frames.event_frame("welcome", snapshot))


class _Undecodable(Problem):
    """A frame whose id could still be read, so that the error names it."""

    def __init__(self, code: str, message: str, client_id: str | None = None) -> None:
        super().__init__(code, message)
        self.client_id = client_id


def decode(text: str, catalogue: dict[str, registry.Event]) -> tuple[str | None, registry.Event, Any]:
    """`(client id, event, payload)` of a text frame. Raises Problem bad_json, unknown_type, too_big or bad_field."""
    try:
        frame = frames.parse_json(text)
    except frames.BadFrame as error:
        raise _Undecodable("bad_json", f"This is no frame: {error}.") from None
    if not isinstance(frame, dict):
        raise _Undecodable("bad_json", "A frame is a JSON object.")
    client_id = frame.pop("id", None)
    if client_id is not None and not (isinstance(client_id, str) and CLIENT_ID.fullmatch(client_id)):
        raise _Undecodable("bad_field", "id is a string of 1 to 64 printable ASCII characters.")
    name = frame.pop("type", None)
    event = catalogue.get(name) if isinstance(name, str) else None
    if event is None:
        raise _Undecodable("unknown_type", "There is no such event.", client_id)
    if len(text) > event.max_bytes or (not text.isascii() and len(text.encode()) > event.max_bytes):
        raise _Undecodable("too_big", "This message is too large.", client_id)
    for name in registry.IDENTITY_FIELDS - set(event.payload.__struct_encode_fields__):
        frame.pop(name, None)
    try:
        return client_id, event, msgspec.convert(frame, event.payload)
    except msgspec.ValidationError as error:
        raise _Undecodable("bad_field", str(error), client_id) from None
