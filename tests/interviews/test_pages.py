"""The interviewers' page without script, and their part of the report."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from interviews.models import Note, Scorecard
from interviews.notes import add_note
from interviews.scorecards import Judgement, save_card
from rooms.services import close_room
from tests.interviews.conftest import Cast
from tests.ws import access_token

CANARY = "hesitates-when-asked-xyzzy"


def browser(user: Any) -> Client:
    client = Client(headers={"accept": "text/html,*/*"})
    client.cookies[f"{settings.COOKIE_PREFIX}access"] = access_token(user)
    return client


def page(cast: Cast) -> str:
    return f"/rooms/{cast.room.room_id}/assessment/"


def send(client: Client, cast: Cast, **form: Any) -> Any:
    return client.post(page(cast), form)


def test_notes_are_added_changed_and_deleted_by_forms(cast: Cast) -> None:
    ada = browser(cast.ada)
    assert send(ada, cast, do="add-note", text="Asks good questions").status_code == 302
    note = Note.objects.get()
    assert "Asks good questions" in ada.get(page(cast)).content.decode()
    assert send(ada, cast, do="change-note", note=note.pk, text="Asks better questions").status_code == 302
    note.refresh_from_db()
    assert note.text == "Asks better questions"
    theirs = send(browser(cast.ida), cast, do="delete-note", note=note.pk)
    assert theirs.status_code == 403 and Note.objects.exists()
    assert send(ada, cast, do="delete-note", note=note.pk).status_code == 302
    assert not Note.objects.exists()


def test_what_was_typed_stays_when_it_is_refused(cast: Cast) -> None:
    ada = browser(cast.ada)
    assert send(ada, cast, do="add-note", text="").status_code == 422
    note = add_note(member=cast.member(cast.ada), text="short")
    long = "x" * 20_001
    refused = send(ada, cast, do="change-note", note=note.pk, text=long)
    assert refused.status_code == 422 and long in refused.content.decode()
    card = {"do": "save-card", "score-0": "4", "summary": "Rather good", "submit": "1"}
    refused = send(ada, cast, **card)
    assert refused.status_code == 422 and "Rather good" in refused.content.decode()
    assert not Scorecard.objects.exists()


def test_a_scorecard_is_saved_and_handed_in_by_its_form(cast: Cast) -> None:
    ada = browser(cast.ada)
    draft = {"do": "save-card", "score-0": "4", "comment-0": "Asked first", "summary": "Good"}
    assert send(ada, cast, **draft).status_code == 302
    card = Scorecard.objects.get()
    assert card.submitted_at is None
    first = card.scores.get(criterion="Problem solving")
    assert (first.score, first.comment) == (4, "Asked first")
    assert send(ada, cast, **draft, recommendation="YES", submit="1").status_code == 302
    card.refresh_from_db()
    assert card.submitted_at is not None and card.recommendation == "YES"


def test_the_page_is_the_interviewers_alone(cast: Cast) -> None:
    add_note(member=cast.member(cast.ada), text=CANARY)
    for who, status in ((cast.cai, 403), (cast.tess, 403), (cast.sam, 404)):
        answer = browser(who).get(page(cast))
        assert answer.status_code == status and CANARY not in answer.content.decode()
    assert Client().get(page(cast)).status_code == 302


def test_after_the_end_an_interviewer_still_writes_down_what_they_think(cast: Cast) -> None:
    close_room(room=cast.room, by=str(cast.ada.pk))
    ada = browser(cast.ada)
    assert page(cast) in ada.get(f"/rooms/{cast.room.room_id}/").content.decode()
    assert page(cast) not in browser(cast.cai).get(f"/rooms/{cast.room.room_id}/").content.decode()
    assert send(ada, cast, do="add-note", text="Afterwards").status_code == 302
    assert Note.objects.get().text == "Afterwards"


@pytest.fixture
def judged(cast: Cast) -> Cast:
    """A room with something in its recording, a note and two cards that were handed in."""
    from rooms.chat import post_message
    from signaling.hooks import Person

    person = Person(str(cast.ada.pk), "ada", "Ada", "OWNER")
    post_message(room=cast.room.pk, person=person, message="Welcome")
    for user, words in ((cast.ada, "ada-" + CANARY), (cast.ida, "ida-" + CANARY)):
        add_note(member=cast.member(user), text=words)
        save_card(
            member=cast.member(user),
            judgements=[Judgement("Care", 4, words)],
            recommendation="YES",
            summary=words,
            submit=True,
        )
    cast.room.switches = {"allowParticipantPlayback": True}
    cast.room.save()
    return cast


def test_the_report_shows_interviewers_their_part_and_others_nothing_of_it(judged: Cast) -> None:
    path = f"/rooms/{judged.room.room_id}/report/"
    full = browser(judged.ada).get(path).content.decode()
    assert full.count("ada-" + CANARY) == 3 and full.count("ida-" + CANARY) == 3
    handed_on = browser(judged.ada).get(path + "?public").content.decode()
    assert CANARY not in handed_on and "Welcome" in handed_on
    for who in (judged.cai, judged.tess):
        theirs = browser(who).get(path)
        assert theirs.status_code == 200 and "Welcome" in theirs.content.decode()
        assert CANARY not in theirs.content.decode()


def test_no_recording_and_no_file_of_the_session_holds_the_interviewers_part(judged: Cast) -> None:
    ada = judged.client(judged.ada)
    for rest in ("playback", "playback/export"):
        answer = ada.get(judged.path(rest))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200 and b"Welcome" in body and CANARY.encode() not in body
