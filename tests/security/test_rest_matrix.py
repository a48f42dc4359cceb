"""A3 over REST: every address of a room asked by every role in both kinds of room, as the table of rights says."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import connection, transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.security import cells
from tests.security.asks import ASKS, LEFT_OUT, Ask, door_of
from tests.security.cast import ELSEWHERE, GUEST, KINDS, NON_MEMBER, REMOVED, VISITOR, WHO, Cast, gather
from tests.security.doors import doors

pytestmark = pytest.mark.django_db
OURS = {
    "accounts",
    "rooms",
    "signaling",
    "mailing",
    "questions",
    "scheduling",
    "whiteboard",
    "playback",
    "groups",
    "interviews",
}
ROOM_DOORS = doors("api/rooms/<str:room_id>")


class Undo(Exception):
    """Takes one cell back, so that the next finds the room as it was."""


Rows = dict[str, list[tuple[Any, ...]]]


def everything() -> Rows:
    """All rows of all our tables."""
    tables = [model._meta.db_table for model in apps.get_models() if model._meta.app_label in OURS]
    rows = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")  # noqa: S608  (our own names)
            rows[table] = list(cursor.fetchall())
    return rows


def expected(ask: Ask, who: str, kind: str) -> tuple[int, str | None]:
    """The status, and for a refusal its code."""
    if ask.outside is not None and who != GUEST:
        return ask.outside
    if who == VISITOR:
        return 401, "not_signed_in"
    if who == REMOVED:
        return 403, "removed"
    if who in {NON_MEMBER, ELSEWHERE}:
        return 404, "room_not_found"
    return (ask.done, None) if ask.allowed(who, kind) else (403, "forbidden")


def try_cell(cast: Cast, ask: Ask, who: str, kind: str, before: Rows) -> str | None:
    """What is wrong with this cell; None when it is as the table says. `before` is all that there is."""
    caches["strict"].clear()
    path = door_of(ask, ROOM_DOORS).path(**cast.path, **ask.values(cast))
    client, body = cast.client(who), ask.body(cast)
    wrong: str | None = None
    try:
        with transaction.atomic():
            answer = (
                client.generic(ask.method, path, encode_multipart(BOUNDARY, body), MULTIPART_CONTENT)
                if ask.form
                else client.generic(ask.method, path, json.dumps(body), content_type="application/json")
            )
            status, code = expected(ask, who, kind)
            told = "json" in answer.headers.get("Content-Type", "") and not answer.streaming
            said = answer.json() if told else {}
            heard = said.get("code") if isinstance(said, dict) else None
            if (answer.status_code, heard) != (status, code):
                wrong = f"{answer.status_code} {heard}, not {status} {code}"
            elif code is not None and set(said) != {"success", "code", "message"}:
                wrong = f"a refusal that says more: {said}"
            elif code is not None and everything() != before:
                wrong = "a refusal that left something behind"
            raise Undo
    except Undo:
        cells.tried["REST"] += 1
    return wrong and f"{kind}, {who}, {ask.what}: {wrong}"


def test_a3_every_address_of_a_room_is_in_the_matrix() -> None:
    """A new address must be classified here before anybody can reach it untried."""
    asked = {(ask.door, ask.method) for ask in ASKS}
    there = {(door.name, door.method) for door in ROOM_DOORS}
    assert there - asked - LEFT_OUT.keys() == set(), "addresses that no role was tried on"
    assert asked | LEFT_OUT.keys() <= there, "addresses that are gone"


@pytest.mark.parametrize("kind", KINDS)
def test_a3_every_role_may_ask_of_a_room_exactly_what_the_table_says(
    make_user: Callable[..., Any], make_room: Callable[..., Any], kind: str
) -> None:
    cast = gather(make_user, make_room, kind)
    for who in WHO:  # what is asked with, so that the rows are the same before each cell
        cast.client(who)
    for ask in ASKS:
        ask.values(cast)
    before, count = everything(), cells.tried["REST"]
    wrong = [found for who in WHO for ask in ASKS if (found := try_cell(cast, ask, who, kind, before))]
    assert not wrong, "\n".join(wrong)
    assert cells.tried["REST"] - count >= 200
