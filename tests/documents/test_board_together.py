"""Honest people draw at once, in real Yjs and with pycrdt: everybody ends with the same board, and nothing is lost."""

import random
from collections.abc import Iterator

import pytest

from signaling.documents import roots
from signaling.documents.changes import BoardChange
from signaling.documents.replica import Replica
from tests.documents.boards import PAGES, VALUES, BoardDoc, board_of, keys_of, offer
from tests.documents.yjs_peer import YjsDoc, YjsPeer


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roots, "_page_ids", lambda room: frozenset(PAGES))


@pytest.fixture
def peer() -> Iterator[YjsPeer]:
    peer = YjsPeer()
    yield peer
    peer.close()


def test_one_moves_and_one_recolours_the_same_element_and_both_survive(peer: YjsPeer) -> None:
    replica = Replica("board")
    replica.set_board([])
    ada, cai = peer.open("ada", 11), BoardDoc(22)
    for data in ada.put("first", {"a/place": {"x": 1, "y": 1}, "a/style": {"strokeColor": "black"}}):
        cai.apply(offer(replica, data, "ada"))
    moved = ada.put("first", {"a/place": {"x": 50, "y": 60}})
    coloured = cai.put("first", {"a/style": {"strokeColor": "red"}})
    ada.apply(offer(replica, coloured, "cai"))
    for data in moved:
        cai.apply(offer(replica, data, "ada"))
    both = {"a/place": {"x": 50, "y": 60}, "a/style": {"strokeColor": "red"}}
    assert keys_of(replica)["first"] == cai.keys()["first"] == ada.pages("first")["first"] == both


@pytest.mark.parametrize("seed", range(5))
def test_people_who_draw_at_once_in_yjs_and_pycrdt_end_with_the_same_board(peer: YjsPeer, seed: int) -> None:
    """Each draws on before hearing what the others did meanwhile; one comes back after a time without a connection."""
    chance = random.Random(seed)
    replica = Replica("board")
    browsers = [peer.open(f"browser {number}", 10 + number) for number in range(2)]
    others = [BoardDoc(20 + number) for number in range(2)]
    offline = peer.open("offline", 30)
    heard: dict[int, int] = {}
    log: list[bytes] = []

    def say(user: str, updates: list[bytes]) -> None:
        log.extend(event for data in updates if (event := offer(replica, data, user)))

    def entries() -> dict[str, object]:
        groups = [chance.choice(list(VALUES)) for _ in range(chance.randint(1, 3))]
        return {f"{chance.choice('abc')}/{group}": chance.choice(VALUES[group]) for group in groups}

    for turn in range(30):
        if turn == 10:
            offline.apply(*log)
        if turn > 10:
            offline.put(chance.choice(PAGES), entries())
        people: list[YjsDoc | BoardDoc] = [*browsers, *others]
        for number, one in enumerate(people):
            made = one.put(chance.choice(PAGES), entries())
            say(f"user {number}", [made] if isinstance(made, bytes) else made)
            if chance.random() < 0.5:
                one.apply(*log[heard.get(number, 0) :])
                heard[number] = len(log)
    say("offline", [offline.state(since=replica.state_vector())])
    seen = keys_of(replica)
    for one in (*browsers, offline):
        one.apply(*log)
        assert one.pages(*PAGES) == seen
    for other in others:
        other.apply(*log)
        assert other.keys() == seen
    restored = Replica("board")
    restored.restore(replica.update_since(), replica.facts())
    assert keys_of(restored) == keys_of(board_of(*log)) == seen
    assert restored.clocks == replica.clocks


def test_what_a_browser_kept_for_its_undo_is_taken_when_it_comes_back(peer: YjsPeer) -> None:
    """Yjs keeps overwritten values for an undo manager, several in one struct; the server takes them as deleted."""
    replica = Replica("board")
    ada = peer.open("ada", 11)
    for data in ada.put("first", {"a/place": {"x": 0}}):
        offer(replica, data, "ada")
    ada.keep_deleted("first")
    for x in range(1, 6):
        ada.put("first", {"a/place": {"x": x}})
    offer(replica, ada.state(since=replica.state_vector()), "ada")
    assert keys_of(replica)["first"] == {"a/place": {"x": 5}}
    for data in ada.undo():
        offer(replica, data, "ada")
    assert keys_of(replica)["first"] == ada.pages("first")["first"] == {"a/place": {"x": 4}}
    assert offer(Replica("board"), ada.state(), "ada")


def test_a_page_is_emptied_while_somebody_draws_on_it(peer: YjsPeer) -> None:
    replica = Replica("board")
    ada = peer.open("ada", 11)
    for data in ada.put("p2", {"a/place": {"x": 1}, "b/place": {"x": 2}}):
        offer(replica, data, "ada")
    drawn = ada.put("p2", {"c/place": {"x": 3}})
    ada.apply(replica.set_board([BoardChange("p2", element, "place", None) for element in "ab"]))
    for data in drawn:
        offer(replica, data, "ada")
    assert keys_of(replica)["p2"] == ada.pages("p2")["p2"] == {"c/place": {"x": 3}}
