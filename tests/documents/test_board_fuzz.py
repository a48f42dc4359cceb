"""Updates of a board that mean harm: whatever gets in, no two copies may differ, and real Yjs reads them all."""

import random
import time
from collections.abc import Iterator

import pytest

from signaling.documents import roots
from signaling.documents.replica import Refused, ReplicaBroken
from signaling.documents.structs import HAS_ORIGIN, HAS_PARENT_SUB
from signaling.documents.varint import Malformed, read_state_vector, write_bytes, write_uint
from tests.documents.boards import PAGES, VALUES, BoardDoc, board_of, keys_of, offer
from tests.documents.updates import Id, update
from tests.documents.yjs_peer import YjsPeer, encoded

ATTACKER = 15
ROUNDS, CORRUPTED, BUILT = 40, 300, 200


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roots, "_page_ids", lambda room: frozenset(PAGES))


@pytest.fixture
def peer() -> Iterator[YjsPeer]:
    peer = YjsPeer()
    yield peer
    peer.close()


def lively_board(chance: random.Random) -> bytes:
    """Three honest clients who have drawn on the same elements at once for a while."""
    clients = [BoardDoc(client) for client in (10, 20, 30)]
    for _ in range(4):
        updates = [client.draw(chance) for client in clients for _ in range(2)]
        for client in clients:
            client.apply(*updates)
    return clients[0].doc.get_update()


def corrupted(data: bytes, chance: random.Random) -> bytes:
    raw = bytearray(data)
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(len(raw))
        match chance.randrange(4):
            case 0:
                raw[at] = chance.randrange(256)
            case 1:
                raw[at] ^= 1 << chance.randrange(8)
            case 2 if len(raw) > 1:
                del raw[at]
            case _:
                raw.insert(at, chance.randrange(256))
    return bytes(raw)


def some_values(chance: random.Random, length: int) -> bytes:
    """Values as pycrdt writes them: cut out of a struct of a client's."""
    group = chance.choice(list(VALUES))
    parts = []
    for _ in range(length):
        data = BoardDoc(1).put("first", {"e/" + group: chance.choice(VALUES[group])})
        start = data.index(b"e/" + group.encode()) + len(group) + 2
        parts.append(data[start + 1 : -1])
    return write_uint(length) + b"".join(parts)


def built(chance: random.Random, clocks: dict[int, int], clock: int) -> bytes:
    """One to three structs with neighbours, keys, contents and deletions picked at random from what there is."""
    known: list[Id] = [(client, at) for client, end in clocks.items() for at in range(end)]
    structs, start = [], clock
    for _ in range(chance.randint(1, 3)):
        left = chance.choice(known) if known and chance.random() < 0.7 else None
        kind, length = chance.choice([(1, chance.randint(1, 4)), (8, 1), (8, 1), (8, chance.randint(1, 3))])
        head = bytes((kind | HAS_PARENT_SUB | (HAS_ORIGIN if left else 0),))
        if left:
            head += write_uint(left[0]) + write_uint(left[1])
        else:
            key = f"{chance.choice('abcd')}/{chance.choice(list(VALUES))}"
            head += b"\x01" + write_bytes(f"page:{chance.choice(PAGES)}".encode()) + write_bytes(key.encode())
        structs.append(head + (write_uint(length) if kind == 1 else some_values(chance, length)))
        known += [(ATTACKER, clock + offset) for offset in range(length)]
        clock += length
    deleted: list[tuple[int, list[tuple[int, int]]]] = []
    if chance.random() < 0.5:
        client, at = chance.choice(known)
        deleted.append((client, [(at, chance.randint(1, 3))]))
    if chance.random() < 0.5:
        deleted.append((ATTACKER, [(start, chance.randint(1, clock - start))]))
    return update([(ATTACKER, start, structs)], deleted)


class Copies:
    """A replica, a reader that follows it, and somebody who draws on while the replica's events wait."""

    def __init__(self, state: bytes) -> None:
        self.state = state
        self.replica = board_of(state)
        self.reader, self.busy = BoardDoc(40, state), BoardDoc(50, state)
        self.events: list[bytes] = []
        self.waiting: list[bytes] = []
        self.own: list[bytes] = []
        self.broken = 0

    def attack(self, data: bytes) -> bool:
        """Whether it got in."""
        try:
            event = offer(self.replica, data, "attacker")
        except (Malformed, Refused):
            return False
        except ReplicaBroken:
            self.broken += 1
            self.replica = board_of(self.state, *self.events)
            self.replica.owners[50] = "busy"
            return False
        if event:
            self.events.append(event)
            self.waiting.append(event)
            self.reader.apply(event)
        return bool(event)

    def draw(self, chance: random.Random) -> None:
        """The busy one draws before it hears what the others did, and hears it then."""
        own = self.busy.draw(chance)
        self.busy.apply(*self.waiting)
        self.waiting.clear()
        event = offer(self.replica, own, "busy")
        if event:
            self.events.append(event)
            self.reader.apply(event)

    def finish(self) -> None:
        self.busy.apply(*self.waiting)
        assert keys_of(self.replica) == self.reader.keys() == self.busy.keys()
        assert keys_of(board_of(self.replica.update_since())) == self.reader.keys()
        for copy in (self.reader, self.busy):
            assert read_state_vector(copy.doc.get_state()) == self.replica.clocks


def read_by_yjs(peer: YjsPeer, number: int, copies: Copies, chance: random.Random) -> None:
    """In the server's order, in any order, and as a newcomer gets it."""
    mixed = [copies.state, *copies.events]
    chance.shuffle(mixed)
    ways = [[copies.state, *copies.events], [copies.replica.update_since()], mixed]
    for way, updates in enumerate(ways):
        doc = peer.open(f"{number} {way}")
        peer.ask("apply", f"{number} {way}", updates=encoded(updates))
        doc.apply(b"\x00\x00")
        assert doc.pages(*PAGES) == copies.reader.keys()


def test_of_twenty_thousand_harmful_updates_none_crashes_or_parts_the_copies(peer: YjsPeer) -> None:
    chance = random.Random(20_000)
    accepted = refused = broken = 0
    began = time.thread_time()
    for number in range(ROUNDS):
        copies = Copies(lively_board(chance))
        honest = BoardDoc(ATTACKER, copies.state)
        for turn in range(CORRUPTED + BUILT):
            if turn % 20 == 0:
                honest.apply(*copies.events)
                good = honest.draw(chance)
                honest = BoardDoc(ATTACKER, copies.state, *copies.events)
            if turn < CORRUPTED:
                data = corrupted(good, chance)
            else:
                clocks = copies.replica.clocks
                data = built(chance, clocks, clocks.get(ATTACKER, 0))
            if copies.attack(data):
                accepted += 1
            else:
                refused += 1
            if chance.random() < 0.1:
                copies.draw(chance)
        copies.finish()
        broken += copies.broken
        read_by_yjs(peer, number, copies, chance)
    print(
        f"{accepted} accepted, {refused} refused, {broken} broke a replica, {time.thread_time() - began:.1f} s"
    )
    assert accepted > 1000
    assert refused > 5000
