"""A3 over the socket, beside tests/signaling/test_matrix.py: guests, turned switches, and those without a place."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from rooms.models import ChatMessage, Room
from rooms.policy import SWITCHES, Role, default_switches, newcomer_role
from signaling import registry
from signaling.models import JournalEvent
from tests.live import Live
from tests.security import cells
from tests.security.cast import ELSEWHERE, GUEST, KINDS, NON_MEMBER, REMOVED, VISITOR, Cast, abilities, gather
from tests.signaling.test_matrix import ADDRESSED, MEDIA, SAMPLES, TOLD_AS, sample_for, somebody_waiting
from tests.ws import Refused, RoomClient, SocketClosed

LAST = ("ping", "catch-up", "code-mode", "leave")  # nobody else hears these, or the socket is gone after them


def turned(kind: str) -> dict[str, bool]:
    """Every switch as it is not by default."""
    return {name: not default_switches(kind)[name] for name in SWITCHES - {"lobby"}}


def send(client: RoomClient, name: str, payload: dict[str, Any]) -> str | None:
    """The code of the refusal; None when it was taken."""
    try:
        client.send(name, **payload)
    except Refused as refused:
        return refused.code
    return None


@pytest.mark.parametrize("switches", ["as they are", "turned"])
@pytest.mark.parametrize("kind", KINDS)
def test_a3_a_guest_and_turned_switches_may_send_exactly_what_the_table_says(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any], kind: str, switches: str
) -> None:
    """Everybody by turns before one watcher; what is refused is heard by nobody and leaves no row."""
    changed = turned(kind) if switches == "turned" else {}
    cast = gather(make_user, make_room, kind, changed)
    who_all = [GUEST] if not changed else [*(role.value for role in Role if role is not Role.OWNER), GUEST]
    room_id = cast.room.room_id
    how: dict[str, Any] = {"media": True, "documents": "", "process": 1}
    with RoomClient.connect(live, room_id, token=cast.token("other_host"), **how) as watcher:
        for who in who_all:
            may = abilities(who, kind, default_switches(kind) | changed)
            with RoomClient.connect(live, room_id, token=cast.token(who), media=True) as client:
                assert set(client.welcome["abilities"]) == may
                try_every_event(client, watcher, cast, may)


def try_every_event(client: RoomClient, watcher: RoomClient, cast: Cast, may: frozenset[str]) -> None:
    watcher.drain(0.1)
    rows = JournalEvent.objects.filter(room=cast.room.pk)
    somebody_waiting(cast.room)  # for `admit-all`
    for name, sample in SAMPLES.items():
        if name in LAST:
            continue
        ability = registry.events[name].ability
        payload = sample_for(name, cast.room, cast.id("other_host"))
        if name == "whiteboard-action":  # drawn a second time it would be no news
            payload["data"] = sample["data"] | {"id": client.peer}
        if ability is None or ability in may:
            assert send(client, name, payload) is None, name
            watcher.expect(TOLD_AS.get(name, name))
        else:
            before = rows.count()
            assert send(client, name, payload) == "forbidden", name
            assert rows.count() == before, name
        cells.tried["socket"] += 1
    for kind, ability in MEDIA.items():
        code = send(client, "media-state", SAMPLES["media-state"] | {kind: True})
        assert code == (None if ability in may else "forbidden"), kind
        cells.tried["socket"] += 1
    client.send("reaction", emoji="🏁")  # what came before it has come, or never will
    watcher.expect("reaction", emoji="🏁")
    silent = {
        name for name in SAMPLES if name not in LAST and registry.events[name].ability not in {None, *may}
    }
    heard = {event["type"] for event in watcher.events}
    assert not silent & heard, "heard, though it was refused"
    watcher.events.clear()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("who", [NON_MEMBER, REMOVED, ELSEWHERE, VISITOR])
def test_a3_who_has_no_place_sends_nothing_to_anybody(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any], who: str, kind: str
) -> None:
    """Every event at once, sent before the refusal can arrive."""
    cast = gather(make_user, make_room, kind)
    room_id = cast.room.room_id
    with RoomClient.connect(live, room_id, token=cast.token("other_host"), process=1) as watcher:
        watcher.drain(0.1)
        before = JournalEvent.objects.filter(room=cast.room.pk).count()
        if who == VISITOR:
            with pytest.raises(InvalidStatus):
                RoomClient.connect(live, room_id)
        else:
            knocking(live, room_id, cast.token(who))
        watcher.send("ping")
        heard = {event["type"] for event in watcher.drain(0.3)}
        assert heard <= {"pong"}, heard
        assert JournalEvent.objects.filter(room=cast.room.pk).count() == before
        assert not ChatMessage.objects.filter(room=Room.objects.get(pk=cast.room.pk)).exists()
    cells.tried["socket"] += len(SAMPLES)


def knocking(live: Live, room_id: str, token: str) -> None:
    client = RoomClient.connect(live, room_id, token=token, welcome=False)
    try:
        for name, sample in SAMPLES.items():
            client.send_raw(
                json.dumps({"type": name, **sample, **({"to": "1"} if name in ADDRESSED else {})})
            )
    except SocketClosed:
        pass
    assert client.wait_closed() in {4403, 4404, 1006}
    assert [event["type"] for event in client.events] in (["error"], [])


def test_a3_newcomers_are_in_these_cells_too() -> None:
    assert {newcomer_role(kind) for kind in KINDS} == {Role.CANDIDATE, Role.STUDENT}
