"""The recording switch: what happened while it was off is in nobody's playback, and what stands because of it is."""

import base64
import json
import random
from typing import Any

import pytest

from questions.models import Question
from rooms.policy import Role
from signaling.documents import checkpoints
from signaling.documents.models import DocumentUpdate, SharedDocument
from tests.playback.conftest import Cast
from tests.playback.session import Session, all_steps, ms, steps_in, text_of
from whiteboard.pages import add_page

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


def test_pages_named_and_questions_shown_after_the_recording_ended_are_in_nothing(
    cast: Cast, session: Session
):
    session.join(cast.ada).say(cast.ada, "hello")
    asked = [
        Question.objects.create(room=cast.room, question=words, is_visible=True)
        for words in ("second thoughts", "told", "AFTERWARDS")
    ]
    add_page(room=cast.room.pk, person=str(cast.ada.pk), title="Sketch")
    session._stamp()
    for number, question in enumerate(asked[:2]):
        words = ("first thoughts", "told")[number]
        session.question(
            "CREATE", id=question.pk, question=words, isVisible=True, difficulty="EASY", category="G"
        )
    client = cast.client(cast.ada)

    def told() -> tuple[list[str], list[str], list[str]]:
        exported = json.loads(b"".join(client.get(f"{cast.base}/export").streaming_content))
        assert all(question["isVisible"] for question in exported["questions"])
        return (
            [page["title"] for page in manifest_of(cast)["pages"]],
            [page["title"] for page in exported["board"]["pages"]],
            [question["question"] for question in exported["questions"]],
        )

    session.at(20).record(False)
    assert told() == (["Page 1", "Sketch"], ["Page 1", "Sketch"], ["first thoughts", "told"])
    add_page(room=cast.room.pk, person=str(cast.ada.pk), title="AFTERWARDS")
    session.at(30)._stamp()
    assert told() == (["Page 1", "Sketch"], ["Page 1", "Sketch"], ["first thoughts", "told"])
    report = client.get(f"{cast.base}/export")
    assert b"AFTERWARDS" not in b"".join(report.streaming_content)
    # Once it goes on, what stands is told at the gap's end.
    session.at(40).record(True)
    pages = ["Page 1", "Sketch", "AFTERWARDS"]
    assert told() == (pages, pages, ["second thoughts", "told", "AFTERWARDS"])


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


def damage(cast: Cast, row: int) -> Any:
    """Makes a row of the code unreadable; whoever needs it gets no further. Gives the document's key."""
    document = SharedDocument.objects.get(room=cast.room.pk, kind="code").pk
    DocumentUpdate.objects.filter(document=document, seq=row).update(checksum=1)
    return document


def test_after_the_last_gap_a_page_reads_nothing_from_before_it(cast: Cast, session: Session):
    session.join(cast.ada).type(cast.ada, "a").record(False).type(cast.cai, "b").record(True)
    for letter in "cde":
        session.type(cast.ada, letter)
    damage(cast, 2)
    client = cast.client(cast.ada)
    assert [step.seq for step in steps_in(client.get(f"{cast.base}/log/code?after=3").content)] == [4, 5]
    assert [step.seq for step in steps_in(client.get(f"{cast.base}/log/code?after=0").content)] == [1]


def test_before_a_gap_a_page_begins_at_the_nearest_state_that_is_kept(
    cast: Cast, session: Session, monkeypatch: pytest.MonkeyPatch
):
    session.join(cast.ada).type(cast.ada, "a").record(False).type(cast.cai, "b").record(True)
    for letter in "cd":
        session.type(cast.ada, letter)
    state = session.doc("code").get_update()
    session.type(cast.ada, "e").record(False).type(cast.cai, "SECRET").delete(cast.cai, 6, 11)
    session.record(True).type(cast.ada, "f")
    client = cast.client(cast.ada)
    whole = steps_in(client.get(f"{cast.base}/log/code?after=4").content)
    assert [(step.seq, step.user == "") for step in whole] == [(5, False), (7, True), (8, False)]
    assert all(b"ECRET" not in step.data for step in whole)

    document = damage(cast, 2)
    assert [step.seq for step in steps_in(client.get(f"{cast.base}/log/code?after=4").content)] == [5]
    monkeypatch.setattr(checkpoints, "CHECKPOINT_ROWS", 1)
    checkpoints.add_checkpoint(document, 4, state)
    assert steps_in(client.get(f"{cast.base}/log/code?after=4").content) == whole


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
