"""What the wire asks of the rooms. The rooms app registers its answers when it is ready; nothing here knows a model."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from signaling.journal import Row


@dataclass(frozen=True)
class Person:
    """Who is on a socket: `id` is opaque (accounts and guests alike), `role` is the role in this room."""

    id: str
    username: str
    full_name: str
    role: str
    is_guest: bool = False


@dataclass(frozen=True)
class Identity:
    """What the handshake proved: a person's id, the session it rests on, and when the proof ends."""

    person: str
    session: str
    expires_at: datetime


@dataclass(frozen=True)
class Entry:
    """The answer to "may this person be in this room": as whom, with what abilities."""

    room: int
    room_id: str
    person: Person
    abilities: frozenset[str]
    is_host: bool
    # When one of the abilities ends or comes back by itself: then it is to be asked for again.
    good_until: datetime | None = None


@dataclass(frozen=True)
class Waiting:
    """Somebody a host has to let in: an entry with no abilities, and what they may be told of the room."""

    entry: Entry
    told: dict[str, Any]


@dataclass(frozen=True)
class Present:
    """A person with at least one live (or just dropped) connection, as the wire knows them."""

    person: str
    connected: bool
    peer: str | None = None
    audio: bool = False
    video: bool = False
    screen: bool = False
    hand_raised_at: datetime | None = None


@dataclass(frozen=True)
class Snapshot:
    """All that a newcomer needs, and the journal's head that it stands for."""

    seq: int
    body: dict[str, Any] = field(default_factory=dict)


class RoomHooks(Protocol):
    """Every method is synchronous ORM work and raises one of `fusemeet.errors`."""

    def identify(
        self, *, room_id: str | None, bearer: str = "", access: str = "", guest: str = ""
    ) -> Identity:
        """Who knocks at this room (None: at their own socket): by a Bearer token, or by the two cookies' values."""

    def still_signed_in(self, *, person: str, session: str) -> bool: ...

    def entry(self, *, room_id: str, person: str) -> Entry: ...

    def ask_to_enter(self, *, room_id: str, person: str) -> Waiting | None:
        """After `entry` raised Denied "waiting": hosts hear of it, once. None for somebody let in meanwhile."""

    def stop_waiting(self, *, room: int, person: str) -> None:
        """Their last tab outside has said good-bye."""

    def lock(self, *, room: int) -> None:
        """Inside a transaction: the room's row, which whoever changes its connections locks first."""

    def arrive(self, *, entry: Entry) -> None:
        """A socket of theirs has come: announce it unless they are there already."""

    def depart(self, *, room: int, person: str, reason: str) -> None:
        """Their last connection is gone: announce it, once."""

    def snapshot(self, *, entry: Entry, present: list[Present]) -> Snapshot: ...

    def personal_snapshot(self, *, person: str) -> dict[str, Any]: ...

    def text_saved(self, *, room: int, text: str, version: int) -> None: ...

    def tidy(self) -> None:
        """Periodic: seats that no socket came for."""


_hooks: RoomHooks | None = None


def register(hooks: RoomHooks) -> None:
    global _hooks
    _hooks = hooks


def rooms() -> RoomHooks:
    if _hooks is None:
        raise RuntimeError("no app has registered the rooms with signaling")
    return _hooks


HearOfSockets = Callable[[set[tuple[str, str]]], None]
_hear_of_sockets: list[HearOfSockets] = []


def hear_of_sockets(call: HearOfSockets) -> None:
    """Have `call` (synchronous) told the `(person, session)` of this process's open sockets, every half minute."""
    _hear_of_sockets.append(call)


def sockets_are_open(people: set[tuple[str, str]]) -> None:
    for call in _hear_of_sockets:
        call(people)


ReadOpened = Callable[[Entry], dict[str, Any]]
_opened: list[tuple[str, str, ReadOpened]] = []
_changing: list[tuple[str, str, ReadOpened]] = []


def tell_who_gains(ability: str, type: str, read: ReadOpened) -> None:
    """Have a socket that gets this ability while it is open told `read(entry)` (synchronous) as an event."""
    _opened.append((ability, type, read))


def tell_who_gains_or_loses(ability: str, type: str, read: ReadOpened) -> None:
    """The same, also for a socket that loses it: what is left to see replaces what its client has."""
    _changing.append((ability, type, read))


def opened_by(before: frozenset[str], now: frozenset[str]) -> list[tuple[str, ReadOpened]]:
    """The events, and what reads them, that the way from these abilities to those brings."""
    gained, changed = now - before, now ^ before
    return [(type, read) for ability, type, read in _opened if ability in gained] + [
        (type, read) for ability, type, read in _changing if ability in changed
    ]


JudgeAgain = Callable[[Entry, "list[Row]"], "list[Row]"]
_judges: dict[str, JudgeAgain] = {}


def judge_again(type: str, judge: JudgeAgain) -> None:
    """Have `judge(entry, rows)` (synchronous) pick those past events of this type that may be told to them still."""
    _judges[type] = judge


def still_for(entry: Entry, rows: "list[Row]") -> "list[Row]":
    """Of rows of the journal that were for them, those that nothing since then forbids; in the same order."""
    dropped: set[int] = set()
    for type, judge in _judges.items():
        asked = [row for row in rows if row.type == type]
        if asked:
            dropped |= {row.seq for row in asked} - {row.seq for row in judge(entry, asked)}
    return [row for row in rows if row.seq not in dropped]


Board = dict[str, dict[str, dict[str, dict[str, Any]]]]
HearOfBoard = Callable[[int, Board], None]
_hear_of_boards: list[HearOfBoard] = []


def hear_of_boards(call: HearOfBoard) -> None:
    """Have `call(room, board)` (synchronous) told what a board holds, by page, element and group, when it is saved."""
    _hear_of_boards.append(call)


def board_saved(room: int, board: Board) -> None:
    """The board moved on; called at most every eight seconds and when the room empties, inside a transaction."""
    for call in _hear_of_boards:
        call(room, board)


def text_saved(room: int, text: str, version: int) -> None:
    """The code document's text moved on; called at most every two seconds and when the room empties."""
    rooms().text_saved(room=room, text=text, version=version)
