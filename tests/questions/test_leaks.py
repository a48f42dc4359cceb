"""A hidden question's text is in no byte of what somebody hears or reads who may not see it, by whatever way."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.test import Client
from rest_framework.test import APIClient

from accounts.my_data import open_archive
from playback.links import address_of, create_link
from questions import library, services
from questions.models import Question
from questions.services import Changes
from questions.texts import Words
from rooms.guests import admit_guest
from rooms.models import Room
from rooms.services import update_room
from signaling.models import JournalEvent
from tests.live import Live
from tests.playback.session import BEGIN
from tests.questions.conftest import Interview
from tests.ws import RoomClient, access_token

CANARY = "canary"


def make_everything_hidden(interview: Interview) -> None:
    """By every service: nothing that has the canary in it was shown at any time."""
    room, ada = interview.room.pk, str(interview.ada.pk)
    change: dict[str, Any] = {"room": room, "person": ada}
    a, b = interview.ask("canary-made", category="canary-category"), interview.ask("b", visible=True)
    c, d = interview.ask("c", visible=True), interview.ask("canary-deleted")
    services.change_question(
        **change, question=b.pk, changes=Changes(is_visible=False, question="canary-hidden")
    )
    services.change_question(**change, question=c.pk, changes=Changes(is_visible=False))
    services.change_question(**change, question=c.pk, changes=Changes(question="canary-changed", order=0))
    services.move_question(**change, question=a.pk, after=None)
    services.delete_question(**change, question=d.pk)
    kept = library.keep_question(user=interview.ada, words=Words("canary-kept"))
    library.draw_questions(member=interview.member(interview.ada), kept=[kept.pk])
    interview.ask("shown to all", visible=True)


def heard_by(client: RoomClient) -> str:
    """All frames, text and binary, of a socket that was told everything twice."""
    events = [client.welcome, *client.drain(0.3)]
    client.send("catch-up", since=0)
    client.send_binary(bytes((0, 0, 0, 1, 0)))
    events += client.drain(0.3)
    return json.dumps(events) + str(client.frames)


def test_no_socket_of_a_candidate_or_guest_hears_it_live_on_coming_or_afterwards(
    live: Live, interview: Interview
) -> None:
    def everybody() -> Iterator[RoomClient]:
        yield RoomClient.enter(live, interview.id, interview.cai, process=1)
        yield RoomClient.enter_as_guest(live, interview.room, documents="")

    with RoomClient.enter(live, interview.id, interview.ida, process=1) as ida:
        before = list(everybody())
        make_everything_hidden(interview)
        ida.expect("question", action="CREATE", within=5)
        after = list(everybody())
        for client in (*before, *after):
            with client:
                heard = heard_by(client)
                assert "shown to all" in heard and CANARY not in heard
        assert heard_by(ida).count(CANARY) >= 7, "the hosts hear of all of it"
    token = access_token(interview.cai)
    for path in ("/ws/me/", f"/ws/rooms/{interview.id}/documents/code"):
        with RoomClient.connect(live, interview.id, token=token, path=path, welcome=False) as client:
            assert CANARY not in json.dumps(client.drain(0.3)) + str(client.frames)


@pytest.mark.django_db
def test_no_answer_to_a_candidate_a_guest_or_whoever_has_a_link_has_it(interview: Interview) -> None:
    make_everything_hidden(interview)
    Room.objects.filter(pk=interview.room.pk).update(switches={"allowParticipantPlayback": True})
    guest = admit_guest(
        room_id=interview.id, name="Gil", invite_token=str(interview.room.invite_link_token), network="test"
    )
    link = create_link(member=interview.member(interview.ada))
    base = f"/api/rooms/{interview.id}"
    paths = [
        "", "/participants", "/questions", "/code", "/code/history", "/whiteboard", "/playback", "/playback/export",
        "/playback/log/code", "/playback/log/board", "/notes", "/grants",
    ]  # fmt: skip
    shown = 0
    for token in (access_token(interview.cai), guest.token):
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        for path in paths:
            body = bytes_of(client.get(f"{base}{path}"))
            assert CANARY.encode() not in body, path
            shown += b"shown to all" in body
        for path in ("/api/questions/earlier", "/api/questions/library", "/api/questions/library/export"):
            assert CANARY.encode() not in bytes_of(client.get(path)), path
    assert shown == 6, "the list, the recording and its export have what is shown"
    browser = Client(headers={"accept": "text/html"})
    browser.cookies[f"{settings.COOKIE_PREFIX}access"] = access_token(interview.cai)
    for path in ("", "playback/", "report/"):
        assert CANARY.encode() not in bytes_of(browser.get(f"/rooms/{interview.id}/{path}")), path
    for path in ("/questions/", "/questions/earlier/", "/dashboard/"):
        assert CANARY.encode() not in bytes_of(browser.get(path)), path
    shared = str(address_of(link)).rstrip("/").rpartition("/")[2]
    for path in (
        f"/playback/{shared}/",
        *(f"/api/playback/{shared}{rest}" for rest in ("", "/log/code", "/export")),
    ):
        for who in (Client(headers={"accept": "text/html,*/*"}), browser):
            assert CANARY.encode() not in bytes_of(who.get(path)), path
    with open_archive(interview.cai) as archive:
        assert CANARY not in unzipped(archive)
    host = APIClient()
    host.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(interview.ida)}")
    assert all(
        bytes_of(host.get(f"{base}{path}")).count(b"canary-")
        for path in ("/questions", "/playback", "/playback/export")
    )


def bytes_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def unzipped(archive: Any) -> str:
    import zipfile

    with zipfile.ZipFile(archive) as opened:
        return "".join(opened.read(name).decode("utf-8", "replace") for name in opened.namelist())


class Recorded:
    """What hosts do at which second of a recording, by the services; a journal row has the second it was written at."""

    def __init__(self, interview: Interview):
        self.interview, self.seq, self.second = interview, 0, 0
        self.who: dict[str, Any] = {"room": interview.room.pk, "person": str(interview.ada.pk)}

    def stamp(self) -> None:
        rows = JournalEvent.objects.filter(room=self.interview.room.pk, seq__gt=self.seq)
        rows.update(created_at=BEGIN + timedelta(seconds=self.second))
        newest = JournalEvent.objects.filter(room=self.interview.room.pk).order_by("-seq").first()
        self.seq, self.second = newest.seq if newest else 0, self.second + 1

    def ask(self, text: str, visible: bool = False) -> Question:
        question = self.interview.ask(text, visible=visible)
        self.stamp()
        return question

    def change(self, asked: Question, **changes: Any) -> None:
        services.change_question(**self.who, question=asked.pk, changes=Changes(**changes))
        self.stamp()

    def record(self, on: bool) -> None:
        update_room(member=self.interview.member(self.interview.ada), changes={"recordingEnabled": on})
        self.stamp()

    def told(self, user: Any) -> list[tuple[int, str, str | None]]:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(user)}")
        events = client.get(f"/api/rooms/{self.interview.id}/playback").json()["events"]
        begin = int(BEGIN.timestamp())
        return [
            (event["time"] // 1000 - begin, event["action"], event["question"].get("question"))
            for event in events
            if event["type"] == "question"
        ]


@pytest.mark.django_db
def test_a_question_that_is_shown_changed_or_hidden_while_nothing_is_recorded_is_told_as_it_stands_then(
    interview: Interview,
) -> None:
    """Seconds 0 to 2 are recorded, 3 to 9 are not, and then it goes on."""
    Room.objects.filter(pk=interview.room.pk).update(switches={"allowParticipantPlayback": True})
    recorded = Recorded(interview)
    shown, hidden = recorded.ask("shown", visible=True), recorded.ask("hidden")
    gone = recorded.ask("gone", visible=True)
    recorded.record(False)
    recorded.change(hidden, is_visible=True)
    recorded.change(shown, question="canary-between")
    recorded.change(shown, is_visible=False)
    passing = recorded.ask("canary-passing", visible=True)
    services.delete_question(**recorded.who, question=gone.pk)
    recorded.stamp()
    recorded.change(passing, is_visible=False)
    recorded.record(True)
    recorded.change(shown, is_visible=True, question="shown again")
    candidate = [
        (0, "CREATE", "shown"),
        (2, "CREATE", "gone"),
        (10, "CREATE", "hidden"),
        (10, "DELETE", None),
        (10, "DELETE", None),
        (11, "CREATE", "shown again"),
    ]
    assert sorted(recorded.told(interview.cai), key=str) == sorted(candidate, key=str)
    host = recorded.told(interview.ada)
    assert [(when, action) for when, action, _ in host if when in {0, 1, 2, 11}] == [
        (0, "CREATE"), (1, "CREATE"), (2, "CREATE"), (11, "UPDATE"),
    ]  # fmt: skip
    assert sorted(action for when, action, _ in host if when == 10) == [
        "CREATE",
        "DELETE",
        "UPDATE",
        "UPDATE",
    ]
    browser = APIClient()
    browser.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(interview.cai)}")
    for path in ("playback", "playback/export"):
        assert CANARY.encode() not in bytes_of(browser.get(f"/api/rooms/{interview.id}/{path}"))


@pytest.mark.django_db
def test_showing_and_hiding_is_told_once_to_each_and_moving_is_no_news_of_its_words(
    interview: Interview,
) -> None:
    Room.objects.filter(pk=interview.room.pk).update(switches={"allowParticipantPlayback": True})
    recorded = Recorded(interview)
    question, other = recorded.ask("q"), recorded.ask("other", visible=True)
    recorded.change(question, is_visible=True)
    services.move_question(**recorded.who, question=question.pk, after=other.pk)
    recorded.stamp()
    recorded.change(question, is_visible=False)
    assert [told[1:] for told in recorded.told(interview.cai)] == [
        ("CREATE", "other"), ("CREATE", "q"), ("UPDATE", "q"), ("DELETE", None),
    ]  # fmt: skip
    assert [told[1:] for told in recorded.told(interview.ada)] == [
        ("CREATE", "q"), ("CREATE", "other"), ("UPDATE", "q"), ("UPDATE", "q"), ("UPDATE", "q"),
    ]  # fmt: skip


def test_a_room_is_left_by_a_host_who_becomes_a_candidate_without_its_hidden_questions(
    live: Live, interview: Interview
) -> None:
    """What a page did not hear while it was away is told by what its person is now."""
    from rooms.models import Access
    from rooms.policy import Role

    with RoomClient.enter(live, interview.id, interview.ida) as ida:
        since = ida.seq
    make_everything_hidden(interview)
    Access.objects.filter(room=interview.room, user=interview.ida).update(access_type=Role.CANDIDATE)
    with RoomClient.enter(live, interview.id, interview.ida, process=1) as ida:
        ida.send("catch-up", since=since)
        assert CANARY not in json.dumps([ida.welcome, ida.drain(0.3)])
    answer = httpx.get(
        f"{live.http()}{interview.path}",
        headers={"Authorization": f"Bearer {access_token(interview.ida)}"},
        timeout=20,
    )
    assert [one["question"] for one in answer.json()] == ["shown to all"]
