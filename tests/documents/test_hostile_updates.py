"""Updates that are well formed and mean harm: whatever gets in, no two copies of the document may ever differ."""

import random
import time
from collections.abc import Iterator

import pytest
from pycrdt import Doc, Text

from signaling.documents.replica import Refused, Replica, ReplicaBroken
from signaling.documents.validator import RULES, parse_update
from signaling.documents.varint import Malformed, read_state_vector, write_uint
from tests.documents.updates import insert, string, update

CODE = RULES["code"]
ATTACKER = 15


def doc_of(client: int, state: bytes = b"\x00\x00") -> tuple["Doc[Text]", Text]:
    doc: Doc[Text] = Doc(client_id=client)
    text = doc.get("code", type=Text)
    doc.apply_update(state)
    return doc, text


def replica_of(state: bytes) -> Replica:
    replica = Replica("code")
    replica.take(state)
    return replica


def offer(replica: Replica, data: bytes, user: str) -> bytes:
    """As the lane and the writer do; the replica is not to be used after ReplicaBroken."""
    return replica.integrate(data, parse_update(data, CODE), user)


def edit(text: Text, chance: random.Random) -> None:
    now = str(text)
    if now and chance.random() < 0.3:
        start = chance.randrange(len(now))
        end = min(len(now), start + chance.randint(1, 3))
        del text[len(now[:start].encode()) : len(now[:end].encode())]
    else:
        text.insert(
            len(now[: chance.randint(0, len(now))].encode()), chance.choice(["x", "yz", "é", "😀", "\n"])
        )


def lively_document(chance: random.Random) -> tuple[list["Doc[Text]"], list[Text]]:
    """Three honest clients who have written and deleted at once for a while, and agree now."""
    docs, texts = map(list, zip(*(doc_of(client) for client in (10, 20, 30)), strict=True))
    for _ in range(4):
        updates = []
        for doc, text in zip(docs, texts, strict=True):
            known = doc.get_state()
            edit(text, chance)
            edit(text, chance)
            updates.append(doc.get_update(known))
        for doc in docs:
            for data in updates:
                doc.apply_update(data)
    return docs, texts


def corrupted(data: bytes, chance: random.Random) -> bytes:
    raw = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        match chance.randrange(4):
            case 0 if raw:
                raw[chance.randrange(len(raw))] = chance.randrange(256)
            case 1 if raw:
                raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
            case 2 if raw:
                del raw[chance.randrange(len(raw))]
            case _:
                raw.insert(chance.randint(0, len(raw)), chance.randrange(256))
    return bytes(raw)


def some_updates(chance: random.Random, state: bytes) -> Iterator[bytes]:
    while True:
        doc, text = doc_of(ATTACKER, state)
        known = doc.get_state()
        for _ in range(chance.randint(1, 3)):
            edit(text, chance)
        yield doc.get_update(known)


def test_of_sixty_thousand_corrupted_updates_none_crashes_or_parts_the_copies() -> None:
    """Each that is accepted is relayed to a client that has typed in the meantime; all must agree in the end."""
    chance = random.Random(60_000)
    accepted = refused = 0
    for _ in range(60):
        docs, _ = lively_document(chance)
        state = docs[0].get_update()
        source = some_updates(chance, state)
        replica = replica_of(state)
        reader, read = doc_of(40, state)
        busy, typed = doc_of(50, state)
        waiting: list[bytes] = []
        for number in range(1000):
            if number % 20 == 0:
                good = next(source)
            event = b""
            try:
                event = offer(replica, corrupted(good, chance), "attacker")
            except (Malformed, Refused):
                refused += 1
            except ReplicaBroken:
                replica = replica_of(reader.get_update())
            if not event:
                continue
            accepted += 1
            reader.apply_update(event)
            waiting.append(event)
            if chance.random() < 0.3:
                known = busy.get_state()
                edit(typed, chance)
                own = busy.get_update(known)
                for other in waiting:
                    busy.apply_update(other)
                waiting.clear()
                echo = offer(replica, own, "busy") if _is_new(replica, own) else b""
                if echo:
                    reader.apply_update(echo)
        for other in waiting:
            busy.apply_update(other)
        assert replica.text() == str(read) == str(typed)
        assert read_state_vector(reader.get_state()) == read_state_vector(busy.get_state()) == replica.clocks
    assert accepted > 50
    assert refused > 30_000


def _is_new(replica: Replica, own: bytes) -> bool:
    try:
        replica.check(parse_update(own, CODE), "busy")
    except Refused:
        return False
    return True


@pytest.mark.parametrize("seed", range(200))
def test_wrong_neighbours_never_part_the_copies(seed: int) -> None:
    """Pairs of neighbours picked at random, among people who type at the same time and see it in other orders."""
    chance = random.Random(seed)
    docs, texts = lively_document(chance)
    state = docs[0].get_update()
    known = [
        (client, clock)
        for client, end in read_state_vector(docs[0].get_state()).items()
        for clock in range(end)
    ]
    streams: list[list[bytes]] = [[]]
    for clock in range(3):
        left, right = chance.choice([*known, None]), chance.choice([*known, None])
        streams[0].append(insert(ATTACKER, clock, string("A"), left=left, right=right))
        known.append((ATTACKER, clock))
    for doc, text in list(zip(docs, texts, strict=True))[:2]:
        mine = []
        for _ in range(3):
            before = doc.get_state()
            edit(text, chance)
            mine.append(doc.get_update(before))
        streams.append(mine)
    replica, log = replica_of(state), [state]
    while any(streams):
        number = chance.choice([number for number, stream in enumerate(streams) if stream])
        try:
            log.append(offer(replica, streams[number].pop(0), f"user {number}"))
        except (Malformed, Refused):
            assert number == 0
        except ReplicaBroken:
            assert number == 0
            replica = Replica("code")
            for row in log:
                replica.take(row or b"\x00\x00")
    for doc in docs:
        for event in log[1:]:
            doc.apply_update(event or b"\x00\x00")
    _, fresh = doc_of(60, replica.update_since())
    assert {replica.text(), str(fresh), *map(str, texts)} == {replica.text()}


def base(content: str = "abcd") -> Replica:
    replica = Replica("code")
    offer(replica, insert(1, 0, string(content)), "ada")
    return replica


MISFITS = {
    "a clock ahead": (insert(2, 1, string("x")), "gap"),
    "an unknown left neighbour": (insert(2, 0, string("x"), left=(1, 9)), "gap"),
    "an unknown right neighbour": (insert(2, 0, string("x"), right=(3, 0)), "gap"),
    "an unknown deletion": (update([], [(1, [(2, 5)])]), "gap"),
    "another's client": (insert(1, 4, string("x")), "foreign_client"),
}


@pytest.mark.parametrize("why", MISFITS)
def test_what_does_not_fit_the_document_is_refused_and_changes_nothing(why: str) -> None:
    replica = base()
    data, code = MISFITS[why]
    with pytest.raises(Refused) as refused:
        offer(replica, data, "cai")
    assert refused.value.code == code
    assert (replica.text(), replica.clocks) == ("abcd", {1: 4})
    assert offer(replica, insert(2, 0, string("x"), left=(1, 3)), "cai")
    assert replica.text() == "abcdx"


def test_known_structs_of_others_in_an_update_are_harmless() -> None:
    replica = base()
    doc, text = doc_of(2, replica.update_since())
    text += "!"
    offer(replica, doc.get_update(), "cai")
    assert replica.text() == "abcd!"
    assert replica.owners == {1: "ada", 2: "cai"}


CUTS = {
    "after a first half": insert(2, 0, string("x"), left=(1, 1)),
    "before a second half": insert(2, 0, string("x"), right=(1, 2)),
    "deleting a first half": update([], [(1, [(1, 1)])]),
    "deleting a second half": update([], [(1, [(2, 1)])]),
    "deleting from a second half": update([], [(1, [(2, 2)])]),
}


@pytest.mark.parametrize("why", CUTS)
def test_nobody_may_cut_a_character_in_two(why: str) -> None:
    replica = base("a😀b")
    with pytest.raises(Refused) as refused:
        offer(replica, CUTS[why], "cai")
    assert refused.value.code == "invalid"
    loaded = replica_of(replica.update_since())
    with pytest.raises(Refused):
        offer(loaded, CUTS[why], "cai")


def test_a_cut_in_the_same_update_is_seen() -> None:
    first = b"\x04\x01\x04code" + string("😀")
    second = b"\x84\x01\x00" + string("x")
    with pytest.raises(Refused):
        offer(Replica("code"), update([(1, 0, [first, second])]), "ada")


@pytest.mark.parametrize("at", range(4))
def test_edits_beside_an_emoji_are_taken(at: int) -> None:
    replica = base("é😀日")
    doc, text = doc_of(2, replica.update_since())
    known = doc.get_state()
    text.insert(len("é😀日"[:at].encode()), "🎉")
    offer(replica, doc.get_update(known), "cai")
    assert replica.text() == "é😀日"[:at] + "🎉" + "é😀日"[at:]
    if at < 3:
        known = doc.get_state()
        now = str(text)
        start = len(now[:at].encode())
        del text[start : start + len("🎉".encode())]
        offer(replica, doc.get_update(known), "cai")
        assert replica.text() == "é😀日"


WRONG_ORDER = {
    "far apart": insert(2, 0, string("x"), left=(1, 3), right=(1, 0)),
    "side by side": insert(2, 0, string("x"), left=(1, 2), right=(1, 1)),
    "already deleted": insert(2, 0, write_uint(1), left=(1, 2), right=(1, 1), reference=1),
}


@pytest.mark.parametrize("deleted", [[], [(0, 4)], [(0, 1)], [(1, 2)]])
@pytest.mark.parametrize("why", WRONG_ORDER)
def test_neighbours_in_the_wrong_order_break_the_replica_and_are_not_relayed(
    why: str, deleted: list[tuple[int, int]]
) -> None:
    replica = base()
    if deleted:
        offer(replica, update([], [(1, deleted)]), "ada")
    with pytest.raises(ReplicaBroken):
        offer(replica, WRONG_ORDER[why], "cai")


@pytest.mark.parametrize("deleted", [[], [(0, 4)], [(0, 1)], [(1, 2)], [(2, 1)]])
@pytest.mark.parametrize(("left", "right"), [(0, 1), (1, 2), (0, 3), (2, 3)])
def test_neighbours_in_the_right_order_are_taken_deleted_or_not(
    left: int, right: int, deleted: list[tuple[int, int]]
) -> None:
    replica = base()
    if deleted:
        offer(replica, update([], [(1, deleted)]), "ada")
    assert offer(replica, insert(2, 0, string("x"), left=(1, left), right=(1, right)), "cai")
    assert offer(replica, insert(2, 1, write_uint(2), left=(1, left), right=(1, right), reference=1), "cai")


def test_structs_that_wait_for_each_other_break_the_replica() -> None:
    data = update([(2, 0, [b"\x84\x03\x00" + string("x")]), (3, 0, [b"\x84\x02\x00" + string("y")])])
    with pytest.raises(ReplicaBroken):
        offer(base(), data, "cai")


def test_a_panic_of_the_library_breaks_the_replica_and_an_end_of_the_process_does_not_hide() -> None:
    class PanicException(BaseException):
        pass

    replica = base()
    for error, seen in ((PanicException, ReplicaBroken), (KeyboardInterrupt, KeyboardInterrupt)):
        replica._doc = Panicking(error)  # type: ignore[assignment]
        with pytest.raises(seen):
            offer(replica, insert(2, 0, string("x")), "cai")


class Panicking:
    def __init__(self, error: type[BaseException]) -> None:
        self.error = error

    def apply_update(self, data: bytes) -> None:
        raise self.error


def test_the_order_of_neighbours_is_checked_in_time() -> None:
    """The largest step 2 there can be, on a long document."""
    replica = Replica("code")
    doc, text = doc_of(1)
    for _ in range(2000):
        text.insert(0, "ab")
        text.insert(1, "c")
    offer(replica, doc.get_update(), "ada")
    doc2, text2 = doc_of(2, replica.update_since())
    known = doc2.get_state()
    for number in range(2000):
        text2.insert(number * 3 + 1, "x")
    data = doc2.get_update(known)
    start = time.thread_time()
    offer(replica, data, "cai")
    assert time.thread_time() - start < 5
