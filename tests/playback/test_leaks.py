"""What somebody may not see is in no byte of any answer: private chat, hidden questions, a hidden board, addresses."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.deletion import erase_account
from questions.models import Question
from rooms.policy import Role
from signaling.journal import HOSTS
from tests.playback.conftest import Cast
from tests.playback.session import Session
from tests.ws import access_token
from whiteboard.models import BoardImage

pytestmark = pytest.mark.django_db

PRIVATE, HIDDEN, ONCE_SHOWN, DRAWN, LOBBY = (
    "psst-private",
    "hidden-question",
    "once-shown",
    "drawn-words",
    "lobby-news",
)
TEXT = {"base": {"type": "text", "seed": 1}, "place": {"x": 0, "y": 0, "width": 90, "height": 20, "angle": 0}}


@pytest.fixture
def image(cast: Cast) -> BoardImage:
    return BoardImage.objects.create(
        room=cast.room, file_id="ab" * 20, mime_type="image/png", width=1, height=1, data=b"PIXELS", uploaded_by="1",
        size=6,
    )  # fmt: skip


@pytest.fixture
def told(cast: Cast, session: Session, image: BoardImage) -> Session:
    """A session with one of everything that not everybody may see."""
    session.join(cast.ada, Role.OWNER).join(cast.cai).join(cast.gil).say(cast.ada, "for everybody")
    session.whisper(cast.ada, cast.cai, PRIVATE).type(cast.cai, "the code")
    hidden = Question.objects.create(room=cast.room, question=HIDDEN)
    session.question(
        "CREATE", HOSTS, id=hidden.pk, question=HIDDEN, isVisible=False, difficulty="EASY", category="G"
    )
    shown = Question.objects.create(room=cast.room, question="hidden-again", is_visible=False)
    for visible, words in ((True, ONCE_SHOWN), (False, "hidden-again")):
        question = {
            "id": shown.pk,
            "question": words,
            "isVisible": visible,
            "difficulty": "EASY",
            "category": "G",
        }
        session.question("UPDATE", HOSTS, **question)
        if visible:
            session.question("UPDATE", **question)
    session.event("lobby", audience=HOSTS, userId="9", username=LOBBY, state="waiting")
    session.event("notes", note="interviewers-only")
    session.draw(cast.ada, "el1", **TEXT, text={"text": DRAWN, "fontSize": 20})
    return session


def in_browser(who: Any) -> Client:
    client = Client(headers={"accept": "text/html,*/*"})
    client.cookies[f"{settings.COOKIE_PREFIX}access"] = access_token(who)
    return client


def bytes_of(answer: Any) -> bytes:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body + str(answer.headers).encode()


def everything_for(cast: Cast, who: Any) -> Iterator[tuple[str, bytes]]:
    """Every answer that a person of the room gets."""
    client = cast.client(who)
    for rest in ("", "/log/code", "/log/board", f"/images/{'ab' * 20}", "/links", "/export"):
        yield rest, bytes_of(client.get(f"{cast.base}{rest}"))
    for page in ("playback", "report"):
        yield page, bytes_of(in_browser(who).get(f"/rooms/{cast.room.room_id}/{page}/"))


def everything_shared(cast: Cast, **kwargs: Any) -> Iterator[tuple[str, bytes]]:
    """Every answer that whoever has a link gets; also with the cookies of somebody signed in."""
    link = cast.client(cast.ada).post(f"{cast.base}/links", {"label": "secret-label"}).json()
    token = link["url"].rstrip("/").rpartition("/")[2]
    for client in (Client(headers={"accept": "text/html,*/*"}), in_browser(cast.ada)):
        for rest in ("", "/log/code", "/log/board", f"/images/{'ab' * 20}", "/links", "/export", "/report"):
            yield rest, bytes_of(client.get(f"/api/playback/{token}{rest}"))
        yield "page", bytes_of(client.get(f"/playback/{token}/"))


def holding(answers: Iterator[tuple[str, bytes]], words: str) -> list[str]:
    return [name for name, body in answers if words.encode() in body]


def test_behind_a_link_nothing_private_hidden_or_personal_is_to_be_found(cast: Cast, told: Session):
    shared = list(everything_shared(cast))
    assert holding(iter(shared), "for everybody") and holding(iter(shared), DRAWN), "it is the recording"
    assert holding(iter(shared), ONCE_SHOWN)
    addresses = [user.email for user in (cast.ada, cast.ida, cast.cai, cast.sam)]
    secrets = [cast.room.invite_link_token, "secret-label", "pictureUrl"]
    for words in (
        PRIVATE,
        HIDDEN,
        "hidden-again",
        LOBBY,
        "interviewers-only",
        "example.org",
        *addresses,
        *secrets,
    ):
        assert holding(iter(shared), words) == [], words


def test_private_chat_is_its_two_peoples(cast: Cast, told: Session):
    cast.allow(allowParticipantPlayback=True)
    for who in (cast.ada, cast.cai):
        assert holding(everything_for(cast, who), PRIVATE) == ["", "/export", "report"]
    assert holding(everything_for(cast, cast.ida), PRIVATE) == [], "not even another host's"
    client = cast.client(cast.gil)
    for rest in ("", "/export"):
        assert PRIVATE.encode() not in bytes_of(client.get(f"{cast.base}{rest}"))


def test_hidden_questions_are_the_hosts(cast: Cast, told: Session):
    cast.allow(allowParticipantPlayback=True)
    host, candidate = list(everything_for(cast, cast.ida)), list(everything_for(cast, cast.cai))
    assert holding(iter(host), HIDDEN) == ["", "/export", "report"]
    assert holding(iter(host), "hidden-again") == ["", "/export", "report"]
    for words in (HIDDEN, "hidden-again", LOBBY, "interviewers-only", "example.org"):
        assert holding(iter(candidate), words) == [], words
    assert holding(iter(candidate), ONCE_SHOWN) == ["", "/export", "report"], "what was shown was seen"


def test_the_moments_at_which_a_question_was_shown_and_hidden_are_told_once(cast: Cast, told: Session):
    cast.allow(allowParticipantPlayback=True)
    events = cast.client(cast.cai).get(cast.base).json()["events"]
    changes = [
        (event["action"], event["question"].get("question"))
        for event in events
        if event["type"] == "question"
    ]
    assert changes == [("CREATE", ONCE_SHOWN), ("DELETE", None)]
    hosts = cast.client(cast.ada).get(cast.base).json()["events"]
    assert [event["action"] for event in hosts if event["type"] == "question"] == [
        "CREATE",
        "CREATE",
        "UPDATE",
    ]


def test_a_board_that_is_hidden_from_somebody_is_not_in_their_playback(cast: Cast, told: Session):
    cast.allow(allowParticipantPlayback=True, boardVisible=False)
    assert holding(everything_for(cast, cast.ada), DRAWN) == ["/log/board", "/export", "report"]
    candidate, shared = list(everything_for(cast, cast.cai)), list(everything_shared(cast))
    for answers in (candidate, shared):
        for words in (DRAWN, "PIXELS"):
            assert holding(iter(answers), words) == []
    client = cast.client(cast.cai)
    manifest = client.get(cast.base).json()
    assert manifest["pages"] == [] and "board" not in manifest["documents"]
    for rest in ("/log/board", f"/images/{'ab' * 20}"):
        assert client.get(f"{cast.base}{rest}").status_code == 404
    cast.allow(allowParticipantPlayback=True, boardVisible=True)
    assert client.get(f"{cast.base}/images/{'ab' * 20}").content == b"PIXELS"


def test_board_pages_of_a_hidden_board_are_not_told(cast: Cast, session: Session):
    pages = [{"id": "p2", "title": "titled-page", "order": 0}]
    session.join(cast.ada).event("whiteboard-pages", userId="", pages=pages, activePageId="p2")
    cast.allow(allowParticipantPlayback=True, boardVisible=False)
    assert holding(everything_for(cast, cast.cai), "titled-page") == []
    assert holding(everything_for(cast, cast.ada), "titled-page") == ["", "/export"]


def test_an_image_is_shown_as_nothing_but_an_image(cast: Cast, told: Session):
    link = cast.client(cast.ada).post(f"{cast.base}/links").json()
    token = link["url"].rstrip("/").rpartition("/")[2]
    for client, base in ((cast.client(cast.ada), cast.base), (Client(), f"/api/playback/{token}")):
        answer = client.get(f"{base}/images/{'ab' * 20}")
        assert (answer.content, answer["Content-Type"]) == (b"PIXELS", "image/png")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert client.get(f"{base}/images/{'cd' * 20}").status_code == 404


def test_an_erased_account_is_a_former_participant_everywhere(cast: Cast, told: Session):
    cast.ida.refresh_from_db()
    told.say(cast.cai, "said by cai")
    erase_account(user=cast.cai)
    manifest = cast.client(cast.ada).get(cast.base).json()
    former = next(one for one in manifest["people"] if one["userId"] == str(cast.cai.pk))
    assert former["fullName"] == former["username"] == "Former participant"
    line = next(event for event in manifest["events"] if event.get("message") == "said by cai")
    assert line["username"] == "Former participant"
    for name in ('"cai"', "Cai"):
        assert holding(everything_for(cast, cast.ada), name) == []
        assert holding(everything_shared(cast), name) == []
