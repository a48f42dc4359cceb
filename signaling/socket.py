"""One live connection as the rest of the process sees it: who it is, what it may do, how far it has heard."""

import secrets
from collections.abc import Callable

from signaling.frames import CLOSE_TOO_SLOW
from signaling.hooks import Entry, Identity, Person
from signaling.journal import Row
from signaling.limits import Limits
from signaling.outbox import MAX_FRAMES, Outbox, Send

Address = int | str  # a room's key, or "person-<id>" for somebody's own news
MAX_HELD_ROWS = 5000


class Socket:
    """One live connection of this process. Everything here happens on the event loop."""

    def __init__(
        self,
        *,
        address: Address,
        identity: Identity,
        send: Send,
        give_up: Callable[[], None],
        entry: Entry | None = None,
        peer: str = "",
        look: Callable[[], None] | None = None,
        outbox: Outbox | None = None,
    ) -> None:
        """`look` has it looked at again where that is not `attendance`'s; `outbox` is that of a socket it follows."""
        self.id = secrets.token_hex(12)
        self.address = address
        self.identity = identity
        self.entry = entry
        self.peer = peer
        self.limits = Limits()
        self.look = look
        self.outbox = outbox or Outbox(send, give_up)
        # Its row in the table of connections is there. Before that it cannot be looked at again, only told to be.
        self.entered = False
        self.stale = False
        # Rows up to here are in what the client has; None while its snapshot is being read, and rows wait.
        self.cursor: int | None = None
        self._held: list[Row] = []
        # What its client is told before it has the welcome, which is older; None from then on.
        self._early: list[str] | None = None
        # A JSON client that wants the whole text with each change of the code.
        self.wants_content = False

    @property
    def seated(self) -> Entry:
        if self.entry is None:
            raise RuntimeError("this socket is in no room")
        return self.entry

    @property
    def room(self) -> int:
        return self.seated.room

    @property
    def room_id(self) -> str:
        return self.seated.room_id

    @property
    def person(self) -> Person:
        return self.seated.person

    @property
    def abilities(self) -> frozenset[str]:
        return self.seated.abilities

    def send_text(self, frame: str, *, volatile: bool = False) -> None:
        if self._early is None:
            self.outbox.put(frame, volatile=volatile)
        elif not volatile:
            self._early.append(frame)
            if len(self._early) > MAX_FRAMES:  # a client that does not even take its welcome
                self._early.clear()
                self.close(CLOSE_TOO_SLOW)

    def await_welcome(self) -> None:
        """Keep back what is said to it until `welcomed`: presence has no numbers, and the welcome would undo it."""
        self._early = []

    def welcomed(self) -> None:
        early, self._early = self._early, None
        for frame in early or ():
            self.outbox.put(frame, volatile=False)

    def send_bytes(self, frame: bytes, *, volatile: bool = False) -> None:
        self.outbox.put(frame, volatile=volatile)

    async def write(self, frame: str | bytes) -> None:
        await self.outbox.write(frame)

    def close(self, code: int) -> None:
        self.welcomed()  # or it will never be; why it is closed may be among it
        self.outbox.close(code)

    def rights_changed(self) -> None:
        """What this socket's person may do is another thing than before."""

    def hold(self) -> None:
        """Keep rows back until `release`: what is being read for the client comes first."""
        self.cursor = None

    def release(self, seq: int) -> None:
        """The client has everything up to `seq`: go on from there."""
        self.cursor = seq
        held, self._held = self._held, []
        for row in held:
            self.deliver(row, row.frame())

    def deliver(self, row: Row, frame: str) -> None:
        if self.cursor is None:
            self._held.append(row)
            if len(self._held) > MAX_HELD_ROWS:
                self._held.clear()
                self.close(CLOSE_TOO_SLOW)
            return
        if row.seq <= self.cursor:
            return
        self.cursor = row.seq
        if row.is_for(self.person.id, self.seated.is_host):
            own = row.client_id is not None and row.actor == self.person.id
            self.send_text(row.frame(with_client_id=True) if own else frame)
