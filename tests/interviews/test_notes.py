"""Who reads and writes interviewers' notes, and that nothing of them reaches anybody else."""

import json
from typing import Any

import httpx
import pytest

from fusemeet.errors import Denied
from interviews.models import Note
from interviews.notes import MOST_CHARACTERS, add_note
from tests.interviews.conftest import Cast
from tests.live import Live
from tests.ws import RoomClient, access_token

CANARY = "hesitates-when-asked-xyzzy"


def note(cast: Cast, who: Any, text: str = CANARY) -> dict[str, Any]:
    response = cast.client(who).post(cast.path("notes"), {"text": text})
    assert response.status_code == 201, response.content
    return dict(response.json())


def test_interviewers_read_each_others_notes_and_change_their_own(cast: Cast) -> None:
    first, second = note(cast, cast.ada, "Asks good questions"), note(cast, cast.ida, "Knows her sorting")
    seen = cast.client(cast.ida).get(cast.path("notes")).json()
    assert [(each["text"], each["authorName"], each["mine"]) for each in seen] == [
        ("Asks good questions", "Ada", False),
        ("Knows her sorting", "Ida", True),
    ]
    ida = cast.client(cast.ida)
    refused = ida.put(cast.path(f"notes/{first['id']}"), {"text": "Does not"})
    assert refused.status_code == 403 and Note.objects.get(pk=first["id"]).text == "Asks good questions"
    assert ida.delete(cast.path(f"notes/{first['id']}")).status_code == 403
    changed = ida.put(cast.path(f"notes/{second['id']}"), {"text": "Knows her sorting well"})
    assert changed.json()["text"] == "Knows her sorting well"
    assert ida.delete(cast.path(f"notes/{second['id']}")).status_code == 204
    assert ida.delete(cast.path(f"notes/{second['id']}")).status_code == 404


@pytest.mark.parametrize("who", ["cai", "tess", "gil"])
def test_nobody_else_in_the_room_reads_or_writes_them(cast: Cast, who: str) -> None:
    one = note(cast, cast.ada)
    client = cast.client("gil" if who == "gil" else getattr(cast, who))
    asked = [
        client.get(cast.path("notes")),
        client.post(cast.path("notes"), {"text": "mine"}),
        client.put(cast.path(f"notes/{one['id']}"), {"text": "mine"}),
        client.delete(cast.path(f"notes/{one['id']}")),
        client.get(cast.path("scorecards")),
        client.put(cast.path("scorecards/mine"), {"scores": []}),
    ]
    assert [response.status_code for response in asked] == [403] * 6
    assert not any(CANARY.encode() in response.content for response in asked)
    assert Note.objects.count() == 1


def test_who_lost_the_role_loses_the_notes(cast: Cast) -> None:
    member = cast.member(cast.ida)
    add_note(member=member, text="before")
    cast.room.access.filter(user=cast.ida).update(access_type="TEACHER")
    with pytest.raises(Denied):
        add_note(member=cast.member(cast.ida), text="after")


def test_two_windows_do_not_overwrite_each_other(cast: Cast) -> None:
    one = note(cast, cast.ada, "first words")
    path, ada = cast.path(f"notes/{one['id']}"), cast.client(cast.ada)
    newer = ada.put(path, {"text": "second words", "updatedAt": one["updatedAt"]})
    assert newer.status_code == 200
    late = ada.put(path, {"text": "third words", "updatedAt": one["updatedAt"]})
    assert (late.status_code, late.json()["code"]) == (409, "note_changed")
    assert Note.objects.get().text == "second words"
    again = ada.put(path, {"text": "third words", "updatedAt": newer.json()["updatedAt"]})
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("text", "field"), [("", "text"), ("  \n", "text"), ("x" * (MOST_CHARACTERS + 1), "text")]
)
def test_a_note_says_something_and_not_too_much(cast: Cast, text: str, field: str) -> None:
    refused = cast.client(cast.ada).post(cast.path("notes"), {"text": text})
    assert refused.status_code == 400 and field in refused.json()["errors"]
    assert not Note.objects.exists()
    assert note(cast, cast.ada, "x" * MOST_CHARACTERS)["text"]


def test_a_list_of_notes_takes_the_same_queries_for_one_and_for_many(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    client = cast.client(cast.ada)
    Note.objects.bulk_create(Note(room=cast.room, author=cast.ida, text=f"note {n}") for n in range(200))
    client.get(cast.path("notes"))
    with django_assert_num_queries(5):
        assert len(client.get(cast.path("notes")).json()) == 200


@pytest.mark.django_db(transaction=True)
def test_only_interviewers_hear_that_notes_changed_and_nobody_what(live: Live, cast: Cast) -> None:
    room = cast.room.room_id
    with (
        RoomClient.enter(live, room, cast.ida) as ida,
        RoomClient.enter(live, room, cast.cai) as cai,
        RoomClient.enter(live, room, cast.tess) as tess,
    ):
        answer = httpx.post(
            live.http() + cast.path("notes"),
            json={"text": CANARY},
            headers={"Authorization": f"Bearer {access_token(cast.ada)}"},
            timeout=20,
        )
        assert answer.status_code == 201
        heard = ida.expect("notes-changed")
        assert heard.keys() <= {"type", "timestamp"}
        others = cai.drain() + tess.drain()
        assert "notes-changed" not in {event["type"] for event in others}
        everything = json.dumps([*ida.events, *others, ida.welcome, cai.welcome, tess.welcome])
        assert CANARY not in everything
