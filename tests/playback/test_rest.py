"""The recording over REST: what a player gets, in what order, at what cost, and who gets none of it."""

import gzip
import random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from playback import steps
from rooms.admission import join_room, remove_participant
from rooms.grants import give_grant
from rooms.models import Room
from rooms.policy import Role
from rooms.services import close_room, delete_room
from signaling.documents import stored_rows
from tests.playback.conftest import Cast
from tests.playback.session import Session, all_steps, ms, steps_in, text_of
from tests.ws import access_token

pytestmark = pytest.mark.django_db


def code_of(answer):
    return answer.status_code, answer.json().get("code")


# --- what is in it


def test_the_manifest_has_the_people_the_events_and_where_it_begins_and_ends(cast: Cast, session: Session):
    session.join(cast.ada, Role.OWNER).join(cast.gil).say(cast.gil, "hello").language(cast.ada, "python")
    session.type(cast.ada, "x = 1").at(60).leave(cast.gil)
    manifest = cast.client(cast.ada).get(cast.base).json()
    assert manifest["roomId"] == cast.room.room_id and manifest["shared"] is False
    assert (manifest["startedAt"], manifest["endedAt"]) == (ms(0), ms(60))
    assert manifest["language"] == "javascript", "what it was before it was changed"
    assert manifest["people"] == [
        {"userId": str(cast.ada.pk), "username": "ada", "fullName": "Ada Park", "role": "OWNER"},
        {"userId": cast.gil.id, "username": "Gil", "fullName": "Gil", "role": "CANDIDATE"},
    ]
    assert [(event["type"], event["time"]) for event in manifest["events"]] == [
        ("join", ms(0)), ("join", ms(1)), ("chat", ms(2)), ("language", ms(3)), ("leave", ms(60)),
    ]  # fmt: skip
    assert manifest["events"][2]["message"] == "hello"
    assert manifest["documents"] == {"code": {"epoch": 1, "head": 1}, "board": {"epoch": 1, "head": 0}}
    assert manifest["pages"] == [{"id": "first", "title": "Page 1", "order": 0}]
    assert manifest["gaps"] == []


def test_a_language_that_never_changed_is_the_one_of_the_code(cast: Cast, session: Session, make_room):
    room = make_room(cast.ada, language="rust")
    assert cast.client(cast.ada).get(f"/api/rooms/{room.room_id}/playback").json()["language"] == "rust"


def test_a_room_in_which_nothing_happened_has_an_empty_recording(cast: Cast):
    manifest = cast.client(cast.ada).get(cast.base).json()
    assert manifest["startedAt"] == manifest["endedAt"] and manifest["events"] == []
    answer = cast.client(cast.ada).get(f"{cast.base}/log/code")
    assert (answer.status_code, answer.content) == (200, b"")


def test_the_log_has_every_row_with_who_when_and_by_which_door(cast: Cast, session: Session):
    session.join(cast.ada).type(cast.ada, "a").type(cast.cai, "b", kind="patch").at(9.5).type(cast.gil, "😀")
    found = all_steps(cast.client(cast.ada), cast.base, "code")
    assert [(step.seq, step.time, step.user, step.kind) for step in found] == [
        (1, 1000, str(cast.ada.pk), "yjs"), (2, 2000, str(cast.cai.pk), "patch"), (3, 9500, cast.gil.id, "yjs"),
    ]  # fmt: skip
    assert text_of(found) == "ab😀"


def test_played_back_the_text_is_at_every_moment_what_it_was(cast: Cast, session: Session):
    """Typed by three people at random places, emoji among it, and compared at twenty random moments."""
    chance = random.Random(8)
    session.join(cast.ada)
    for number in range(300):
        who = chance.choice([cast.ada, cast.cai, cast.gil])
        length = len(session.text)
        if length > 20 and chance.random() < 0.3:
            start = chance.randrange(length - 5)
            session.delete(who, start, start + chance.randrange(1, 5))
        else:
            session.type(
                who, chance.choice(["a", "\n", "字", "😀", f"n{number} "]), at=chance.randint(0, length)
            )
    found = all_steps(cast.client(cast.ada), cast.base, "code")
    assert text_of(found) == session.text
    for second, text in chance.sample(session.texts, 20):
        assert text_of(found, until=second * 1000) == text


def test_the_log_comes_in_pages_and_says_where_the_next_begins(cast: Cast, session: Session, monkeypatch):
    for letter in "abcdefghij":
        session.type(cast.ada, letter)
    monkeypatch.setattr(steps, "PAGE_BYTES", 100)
    monkeypatch.setattr(stored_rows, "FIRST_READ_ROWS", 3)
    monkeypatch.setattr(stored_rows, "MOST_READ_ROWS", 3)
    client = cast.client(cast.ada)
    first = client.get(f"{cast.base}/log/code")
    assert 1 < len(steps_in(first.content)) < 10 and first["X-Next-After"]
    found = all_steps(client, cast.base, "code")
    assert [step.seq for step in found] == list(range(1, 11))
    assert text_of(found) == "abcdefghij"
    last = client.get(f"{cast.base}/log/code?after=10")
    assert (last.content, "X-Next-After" in last.headers) == (b"", False)


def test_a_log_and_an_image_are_given_to_whoever_asks_for_their_own_types(cast: Cast, session: Session):
    session.type(cast.ada, "a")
    client = cast.client(cast.ada)
    for accept in ("application/octet-stream", "*/*", "application/json"):
        answer = client.get(f"{cast.base}/log/code", headers={"accept": accept})
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/octet-stream")
    for address, accept in ((f"{cast.base}/images/abc", "image/png"), (f"{cast.base}/log/x", "text/plain")):
        assert code_of(client.get(address, headers={"accept": accept}))[0] == 404
    refused = client.get(f"{cast.base}/log/code?after=x", headers={"accept": "application/octet-stream"})
    assert code_of(refused) == (400, "invalid") and refused["Content-Type"] == "application/json"


def test_what_one_person_reads_of_recordings_is_bounded(cast: Cast, session: Session, settings):
    session.join(cast.ada).type(cast.ada, "a")
    settings.RATE_LIMITS = {"playback": [(4, 3600)]}
    ada, page = cast.client(cast.ada), Client(headers={"accept": "text/html"})
    page.cookies[f"{settings.COOKIE_PREFIX}access"] = access_token(cast.ada)
    for address in (cast.base, f"{cast.base}/log/code", f"{cast.base}/export"):
        assert ada.get(address).status_code == 200
    report = f"/rooms/{cast.room.room_id}/report/"
    assert page.get(report).status_code == 200
    assert page.get(report).status_code == 429
    for address in (cast.base, f"{cast.base}/log/code", f"{cast.base}/export"):
        answer = ada.get(address)
        assert code_of(answer) == (429, "rate_limited") and int(answer["Retry-After"]) > 0
    assert cast.client(cast.ida).get(cast.base).status_code == 200, "others are not kept waiting"


def test_times_in_a_page_never_go_back(cast: Cast, session: Session):
    session.at(5).type(cast.ada, "a").at(3).type(cast.cai, "b").at(7).type(cast.ada, "c")
    found = all_steps(cast.client(cast.ada), cast.base, "code")
    assert [step.time for step in found] == sorted(step.time for step in found)
    assert all(step.time >= 0 for step in found)


@pytest.mark.parametrize("after", ["-1", "x", "1e3", "9" * 20])
def test_after_is_the_number_of_a_step(cast: Cast, session: Session, after: str):
    assert code_of(cast.client(cast.ada).get(f"{cast.base}/log/code?after={after}")) == (400, "invalid")


def test_there_are_two_documents(cast: Cast):
    client = cast.client(cast.ada)
    assert client.get(f"{cast.base}/log/board").status_code == 200
    assert code_of(client.get(f"{cast.base}/log/chat")) == (404, "document_not_found")


def test_who_takes_gzip_gets_gzip(cast: Cast, session: Session):
    for _ in range(100):
        session.type(cast.ada, "letters ").say(cast.ada, "and words")
    client = cast.client(cast.ada)
    for address in (cast.base, f"{cast.base}/log/code"):
        plain = client.get(address)
        packed = client.get(address, headers={"accept-encoding": "br, gzip"})
        refused = client.get(address, headers={"accept-encoding": "gzip;q=0"})
        assert packed["Content-Encoding"] == "gzip" and "Accept-Encoding" in packed["Vary"]
        assert gzip.decompress(packed.content) == plain.content == refused.content
    assert len(packed.content) < len(plain.content) / 2


def test_where_the_log_is_damaged_the_steps_end(cast: Cast, session: Session):
    from signaling.documents.models import DocumentUpdate

    session.type(cast.ada, "a").type(cast.ada, "b").type(cast.ada, "c")
    DocumentUpdate.objects.filter(seq=2).update(checksum=1)
    found = all_steps(cast.client(cast.ada), cast.base, "code")
    assert text_of(found) == "a"


# --- what it costs


def test_the_queries_do_not_grow_with_what_happened(cast: Cast, session: Session):
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    client = cast.client(cast.ada)
    session.join(cast.ada).join(cast.gil).say(cast.ada, "one").type(cast.ada, "a").type(cast.ada, "b")
    addresses = (cast.base, f"{cast.base}/log/code")
    few = [queries(address) for address in addresses]
    for number in range(50):
        session.say(cast.cai, f"line {number}").type(cast.cai, "b").join(cast.cai).leave(cast.cai)
    assert [queries(address) for address in addresses] == few
    assert few[0] <= 17 and few[1] <= 11, few


# --- who gets it


def test_hosts_may_and_others_by_the_rooms_switch_or_their_own_grant(cast: Cast, session: Session):
    session.join(cast.ada).type(cast.ada, "a")
    addresses = [cast.base, f"{cast.base}/log/code", f"{cast.base}/export"]
    for host in (cast.ada, cast.ida):
        assert {cast.client(host).get(address).status_code for address in addresses} == {200}
    others = (cast.cai, cast.gil)
    for other in others:
        assert {code_of(cast.client(other).get(address)) for address in addresses} == {(403, "forbidden")}
    give_grant(member=cast.owner(), user_id=cast.gil.id, ability="playback")
    assert cast.client(cast.gil).get(cast.base).status_code == 200
    assert cast.client(cast.cai).get(cast.base).status_code == 403
    cast.allow(allowParticipantPlayback=True)
    for other in others:
        assert {cast.client(other).get(address).status_code for address in addresses} == {200}
    give_grant(member=cast.owner(), user_id=str(cast.cai.pk), ability="playback", allowed=False)
    assert {cast.client(cast.cai).get(address).status_code for address in addresses} == {403}


def test_for_who_has_no_access_there_is_no_such_room(cast: Cast, session: Session):
    session.type(cast.ada, "a")
    cast.allow(allowParticipantPlayback=True)
    nowhere = "/api/rooms/abc-defg-hij/playback"
    for rest in ("", "/log/code", "/images/abc", "/links", "/export"):
        there, elsewhere = (cast.client(cast.sam).get(f"{base}{rest}") for base in (cast.base, nowhere))
        assert (there.status_code, there.content) == (404, elsewhere.content)
        assert cast.client().get(f"{cast.base}{rest}").status_code == 401
    join_room(who=cast.cai, room_id=cast.room.room_id, network="test")
    remove_participant(member=cast.owner(), user_id=str(cast.cai.pk))
    assert code_of(cast.client(cast.cai).get(cast.base)) == (403, "removed")


def test_a_room_that_has_ended_or_expired_still_plays_back_for_its_people(cast: Cast, session: Session):
    session.type(cast.ada, "a")
    cast.allow(allowParticipantPlayback=True)
    close_room(room=cast.room, by=str(cast.ada.pk))
    for who in (cast.ada, cast.ida, cast.cai):
        assert cast.client(who).get(cast.base).status_code == 200
        assert text_of(all_steps(cast.client(who), cast.base, "code")) == "a"
    Room.objects.filter(pk=cast.room.pk).update(is_active=True, last_activity="2020-01-01T00:00:00Z")
    assert cast.client(cast.ada).get(cast.base).status_code == 200
    delete_room(member=cast.owner())
    assert cast.client(cast.ada).get(cast.base).status_code == 404
