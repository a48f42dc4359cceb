"""The recording switch: what happened while it was off is in nobody's playback, and what stands because of it is."""

import base64
import random

import pytest

from rooms.policy import Role
from tests.playback.conftest import Cast
from tests.playback.session import Session, all_steps, ms, text_of

pytestmark = pytest.mark.django_db


def manifest_of(cast: Cast):
    answer = cast.client(cast.ada).get(cast.base)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_room_is_recorded_from_the_first_and_says_so_to_everybody_in_it(cast: Cast):
    assert cast.client(cast.cai).get(f"/api/rooms/{cast.room.room_id}").json()["recordingEnabled"] is True


def test_what_was_typed_meanwhile_is_one_step_at_the_end_by_nobody(cast: Cast, session: Session):
    session.join(cast.ada, Role.OWNER).type(cast.ada, "before ").at(10).record(False)
    session.type(cast.cai, "meanwhile ").type(cast.cai, "and more ").at(20).record(True)
    session.at(30).type(cast.ada, "after")
    found = all_steps(cast.client(cast.ada), cast.base, "code")
    assert [(step.seq, step.time, step.user) for step in found] == [
        (1, 1000, str(cast.ada.pk)), (3, 20_000, ""), (4, 30_000, str(cast.ada.pk)),
    ]  # fmt: skip
    assert text_of(found) == session.text == "before meanwhile and more after"
    assert text_of(found, until=19_000) == "before "
    assert manifest_of(cast)["gaps"] == [{"from": ms(10), "to": ms(20)}]


def test_what_was_typed_and_taken_out_again_meanwhile_is_nowhere(cast: Cast, session: Session):
    session.join(cast.ada).type(cast.ada, "a").record(False)
    session.type(cast.cai, "SECRET").delete(cast.cai, 1, 7).type(cast.cai, "b").record(True).type(
        cast.ada, "c"
    )
    client = cast.client(cast.ada)
    found = all_steps(client, cast.base, "code")
    assert text_of(found) == "abc"
    assert all(b"SECRET" not in step.data for step in found)
    exported = b"".join(client.get(f"{cast.base}/export").streaming_content)
    assert b"SECRET" not in exported and base64.b64encode(b"SECRET")[:7] not in exported
    assert b"SECRET" not in client.get(cast.base).content


def test_said_and_done_meanwhile_is_left_out_and_what_stands_is_told_at_the_end(cast: Cast, session: Session):
    session.join(cast.ada, Role.OWNER).join(cast.gil).say(cast.ada, "heard").record(False).at(10)
    session.say(cast.ada, "unheard").language(cast.ada, "go").language(cast.ada, "rust")
    session.join(cast.ida).leave(cast.ida).leave(cast.gil).join(cast.cai)
    session.event("whiteboard-page", actor=str(cast.ada.pk), userId=str(cast.ada.pk), pageId="p2")
    session.at(60).record(True).say(cast.cai, "heard again")
    manifest = manifest_of(cast)
    told = [(event["type"], event["time"], event.get("userId")) for event in manifest["events"]]
    assert told == [
        ("join", ms(0), str(cast.ada.pk)),
        ("join", ms(1), cast.gil.id),
        ("chat", ms(2), str(cast.ada.pk)),
        ("language", ms(60), ""),
        ("whiteboard-page", ms(60), ""),
        ("leave", ms(60), cast.gil.id),
        ("join", ms(60), str(cast.cai.pk)),
        ("chat", ms(61), str(cast.cai.pk)),
    ]
    assert manifest["events"][3]["language"] == "rust"
    assert "unheard" not in str(manifest)
    people = {person["userId"] for person in manifest["people"]}
    assert people == {str(cast.ada.pk), str(cast.cai.pk), cast.gil.id}, "Ida came and went meanwhile"


def test_a_gap_that_has_not_ended_ends_the_recording(cast: Cast, session: Session):
    session.join(cast.ada).type(cast.ada, "kept").at(10).record(False).type(cast.ada, " and not")
    session.say(cast.ada, "unheard")
    manifest = manifest_of(cast)
    assert manifest["endedAt"] == ms(1) and manifest["documents"]["code"]["head"] == 1
    assert text_of(all_steps(cast.client(cast.ada), cast.base, "code")) == "kept"
    assert "unheard" not in str(manifest)
    report = b"".join(cast.client(cast.ada).get(f"{cast.base}/export").streaming_content)
    assert b'"text":"kept"' in report and b"and not" not in report


def test_what_was_never_recorded_is_refused_by_its_name(cast: Cast, session: Session):
    session.record(False).join(cast.ada).type(cast.ada, "a").say(cast.ada, "b")
    client = cast.client(cast.ada)
    for address in (cast.base, f"{cast.base}/log/code", f"{cast.base}/export"):
        answer = client.get(address)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_recorded")


def test_a_step_inside_of_a_gap_is_nobodys_to_ask_for(cast: Cast, session: Session):
    session.join(cast.ada).type(cast.ada, "a").record(False)
    for letter in "bcd":
        session.type(cast.cai, letter)
    session.record(True).type(cast.ada, "e")
    client = cast.client(cast.ada)
    for inside in (2, 3):
        assert client.get(f"{cast.base}/log/code?after={inside}").status_code == 400
    for end in (0, 1, 4, 5):
        assert client.get(f"{cast.base}/log/code?after={end}").status_code == 200


def test_with_many_gaps_the_text_is_right_at_every_recorded_moment(cast: Cast, session: Session):
    chance = random.Random(5)
    session.join(cast.ada)
    on, seen = True, []
    for number in range(200):
        if chance.random() < 0.1:
            on = not on
            session.record(on)
        length = len(session.text)
        if length > 10 and chance.random() < 0.3:
            start = chance.randrange(length - 3)
            session.delete(cast.ada, start, start + 3)
        else:
            session.type(cast.cai, f"{number}😀", at=chance.randint(0, length))
        if on:
            seen.append(session.texts[-1])
    if not on:
        session.record(True)
    found = all_steps(cast.client(cast.ada), cast.base, "code")
    assert text_of(found) == session.text
    for second, text in seen:
        assert text_of(found, until=second * 1000) == text


def test_the_switch_is_the_hosts_and_says_nothing_else(cast: Cast, session: Session):
    session.join(cast.ada)
    refused = cast.client(cast.cai).patch(f"/api/rooms/{cast.room.room_id}", {"recordingEnabled": False})
    assert refused.status_code == 403
    assert manifest_of(cast)["gaps"] == []
