"""One socket's share in one document: the author of its edits, a listener to everybody's."""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Protocol

from signaling.documents.awareness import Person, parse_awareness, stamp
from signaling.documents.clock import now_us
from signaling.documents.commit import Edit
from signaling.documents.engine import Opened
from signaling.documents.frames import (
    Frame,
    MessageKind,
    SyncKind,
    epoch_frame,
    refused_frame,
    saved_frame,
    sync_frame,
)
from signaling.documents.models import UpdateKind
from signaling.documents.replica import Replica
from signaling.documents.validator import RULES, GapInUpdate, Update, parse_update
from signaling.documents.varint import Malformed, read_state_vector
from signaling.documents.writer import Pending
from signaling.limits import POINTER, Limits, Rate

# The ability that each document asks for.
ABILITIES = {"code": "edit_code", "board": "draw"}
# The ability without which nothing of a document is shown; who is in the room sees the others.
SIGHT = {"board": "see_board"}
# A socket with this much that is not committed is read no further until some of it is.
MAX_UNSETTLED_FRAMES = 64
MAX_UNSETTLED_BYTES = 1024 * 1024
WAIT_SECONDS = 10.0
QUESTIONS = Rate("questions", per_second=4, burst=20)
# Above this an update is checked on a thread: 20,000 structs take a tenth of a second.
LARGE_UPDATE_BYTES = 32 * 1024


class MemberSocket(Protocol):
    """What is asked here of `signaling.hub.Socket`."""

    @property
    def room(self) -> int: ...
    @property
    def person(self) -> Person: ...
    @property
    def abilities(self) -> frozenset[str]: ...
    def send_bytes(self, frame: bytes, *, volatile: bool = False) -> None: ...
    async def write(self, frame: bytes, /) -> None: ...
    def close(self, code: int) -> None: ...


class LaneMember:
    """`opened` is the document, from the moment the member has joined it; `strike` counts a refusal.

    With `echoes` its own awareness comes back to it.
    """

    opened: Opened

    def __init__(
        self, socket: MemberSocket, kind: str, *, strike: Callable[[], None], echoes: bool = False
    ) -> None:
        self.echoes = echoes
        self._strike = strike
        self._socket = socket
        self._kind = kind
        self._awareness_client: int | None = None
        self._edits = 0
        self._unsettled: deque[tuple[int, int]] = deque()
        self._unsettled_bytes = 0
        self._settled = asyncio.Event()
        self._limits = Limits()

    async def receive(self, frame: Frame, *, too_big: bool) -> None:
        if not self.may_see():
            self._hide(frame)
        elif frame.is_edit:
            await self._edit(frame, too_big=too_big)
        elif too_big:
            raise Malformed("too big")
        elif frame.sync is SyncKind.STEP_1:
            await self._slow_down()
            await self._sync(frame.data)
        elif frame.kind is MessageKind.QUERY_AWARENESS:
            await self._slow_down()
            await self._show_awareness()
        elif frame.kind is MessageKind.AWARENESS and self._limits.allows(POINTER):
            self._take_awareness(frame.data)

    def may_see(self) -> bool:
        """Asked before anything is told, so that a right that has gone takes effect with the next frame."""
        return self._kind not in SIGHT or SIGHT[self._kind] in self._socket.abilities

    def _hide(self, frame: Frame) -> None:
        """Who may not see learns no more than that: not even whether an edit would be anything new."""
        self._forget_awareness()
        if frame.is_edit:
            self._edits += 1
            self.refused(self._edits, "read_only")
        elif frame.sync is SyncKind.STEP_1:
            self._socket.send_bytes(refused_frame(self._kind, 0, "forbidden"))

    async def _slow_down(self) -> None:
        """Questions that cost a whole document each are not refused when they come fast, but answered later."""
        if not self._limits.allows(QUESTIONS):
            await asyncio.sleep(1 / QUESTIONS.per_second)

    # --- edits -----------------------------------------------------------------------------------------------------
    async def _edit(self, frame: Frame, *, too_big: bool) -> None:
        self._edits += 1
        number = self._edits
        if too_big:
            return self.refused(number, "too_big")
        # A right is a matter of the frame's kind. A step 2 alone may say nothing new, and every joiner sends one.
        if not self.may_edit() and frame.sync is SyncKind.UPDATE:
            return self.refused(number, "read_only")
        try:
            update = await self._parse(frame.data)
        except GapInUpdate:
            async with asyncio.timeout(WAIT_SECONDS):
                _, _, state_vector = await self.opened.document.answer_sync(b"\x00")
            return self.refused(number, "gap", state_vector)
        except Malformed:
            return self.refused(number, "invalid")
        if not self.may_edit():
            await self._slow_down()
            async with asyncio.timeout(WAIT_SECONDS):
                if not await self.opened.document.holds(update):
                    self.refused(number, "read_only")
            return None
        async with asyncio.timeout(WAIT_SECONDS):
            await self._wait_for_room()
        self._submit(number, frame.data, update)
        return None

    async def _parse(self, data: bytes) -> Update:
        if len(data) > LARGE_UPDATE_BYTES:
            return await asyncio.to_thread(parse_update, data, RULES[self._kind])
        return parse_update(data, RULES[self._kind])

    async def _wait_for_room(self) -> None:
        while len(self._unsettled) >= MAX_UNSETTLED_FRAMES or self._unsettled_bytes > MAX_UNSETTLED_BYTES:
            self._settled.clear()
            await self._settled.wait()

    def _submit(self, number: int, data: bytes, update: Update) -> None:
        user = self._socket.person.id
        edit = Edit(
            make=partial(Replica.integrate, data=data, update=update, user=user),
            user=user,
            kind=UpdateKind.YJS,
            time=now_us(),
            clients=tuple(client for client, _, _ in update.inserts),
        )
        self._unsettled.append((number, len(data)))
        self._unsettled_bytes += len(data)
        self.opened.writer.submit(Pending(edit, self, number, len(data)))

    def _settle(self, number: int) -> None:
        while self._unsettled and self._unsettled[0][0] <= number:
            self._unsettled_bytes -= self._unsettled.popleft()[1]
        self._settled.set()

    # --- what the writer says --------------------------------------------------------------------------------------
    def may_edit(self) -> bool:
        return ABILITIES[self._kind] in self._socket.abilities

    def saved(self, number: int, seq: int) -> None:
        self._settle(number)
        self._socket.send_bytes(saved_frame(self._kind, number, seq))

    def refused(self, number: int, code: str, state_vector: bytes | None = None) -> None:
        """Say so, and after a gap ask for what is missing."""
        self._settle_one(number)
        self._socket.send_bytes(refused_frame(self._kind, number, code))
        if state_vector is not None:
            self.send(sync_frame(self._kind, SyncKind.STEP_1, state_vector))
        self._strike()

    def _settle_one(self, number: int) -> None:
        for place, (unsettled, size) in enumerate(self._unsettled):
            if unsettled == number:
                del self._unsettled[place]
                self._unsettled_bytes -= size
                break
        self._settled.set()

    def send(self, frame: bytes) -> None:
        if self.may_see():
            self._socket.send_bytes(frame)
        else:
            self._forget_awareness()

    def send_volatile(self, frame: bytes) -> None:
        if self.may_see():
            self._socket.send_bytes(frame, volatile=True)
        else:
            self._forget_awareness()

    async def _write(self, frame: bytes) -> None:
        """An answer, which waits for the socket. The right may have gone since the question."""
        if self.may_see():
            await self._socket.write(frame)

    # --- joining ---------------------------------------------------------------------------------------------------
    async def _sync(self, state_vector: bytes) -> None:
        """The answer to a step 1: the epoch, what the client lacks, what is here, and who else has it open."""
        read_state_vector(state_vector)
        async with asyncio.timeout(WAIT_SECONDS):
            epoch, missing, known = await self.opened.document.answer_sync(state_vector)
        await self._write(epoch_frame(self._kind, epoch))
        await self._write(sync_frame(self._kind, SyncKind.STEP_2, missing))
        await self._write(sync_frame(self._kind, SyncKind.STEP_1, known))
        await self._show_awareness()

    # --- awareness -------------------------------------------------------------------------------------------------
    async def _show_awareness(self) -> None:
        everything = self.opened.document.awareness.everything()
        if everything is not None:
            await self._write(everything)

    def _forget_awareness(self) -> None:
        """Who no longer sees the document is no longer shown in it either."""
        if self._awareness_client is not None:
            self._awareness_client = None
            self.opened.document.awareness.leave(self)

    def _take_awareness(self, data: bytes) -> None:
        """Take this connection's own state. Stock clients repeat what they heard of others: that is passed over."""
        person = self._socket.person
        awareness = self.opened.document.awareness
        for client, clock, state in parse_awareness(data):
            if client != (self._awareness_client or client) or (state is None and not self._awareness_client):
                continue
            stamped = None if state is None else stamp(state, person, may_edit=self.may_edit())
            if awareness.take(self, person.id, client, clock, stamped):
                self._awareness_client = client
