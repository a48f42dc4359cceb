"""What every socket of ours does: the handshake, one frame after the other to its event, an answer to each."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer

from fusemeet.errors import CLOSE_CODES, NotSignedIn, Problem
from signaling import db, frames, knocking, registry
from signaling.decoding import decode
from signaling.handshake import ForeignOrigin, authenticate
from signaling.hub import hub
from signaling.socket import Socket

log = logging.getLogger(__name__)

# What only a broken or hostile client does; who goes on with it is closed.
STRIKING = {"rate_limited", "too_big", "bad_json", "bad_field", "unknown_type"}


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
        network = knocking.network(self.scope)
        try:
            if await db.run(knocking.is_worn_out, network):
                raise NotSignedIn
            identity, query = await authenticate(self.scope, room_id=room_id)
        except (ForeignOrigin, NotSignedIn):
            await db.run(knocking.count_failure, network)
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
            if not socket.limits.allows(event.rate):
                raise Problem("rate_limited", "That was too fast. Wait a moment.")
            if event.ability is not None and event.ability not in socket.abilities:
                raise Problem("forbidden", "You may not do this here.")
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
                client_id or getattr(problem, "client_id", None),
                problem.code,
                problem.message,
                getattr(problem, "details", None),
            )
        )
        if problem.code in STRIKING and socket.limits.strike():
            socket.close(frames.CLOSE_TOO_FAST if problem.code == "rate_limited" else frames.CLOSE_MALFORMED)

    @property
    def catalogue(self) -> dict[str, registry.Event]:
        return registry.events

    async def receive_bytes(self, socket: Socket, data: bytes) -> None:
        self.answer_problem(socket, None, Problem("bad_json", "Only text travels here."))

    async def disconnected(self, code: int) -> None:
        return
