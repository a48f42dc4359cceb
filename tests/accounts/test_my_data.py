"""A person's data as a file: all that is theirs, nothing that is somebody else's, and no secret of anybody."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Identity, User
from accounts.my_data import parts, write_archive
from accounts.pictures import save_picture
from accounts.sessions import TokenPair
from questions.models import Question
from rooms import admission, chat, sharing
from rooms.access import room_for
from rooms.models import Room
from scheduling.models import Invite, Schedule
from signaling.hooks import Person
from tests.accounts.conftest import HTML, browser, csrf
from tests.accounts.test_pictures import a_picture
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
FILES = {
    "README.txt",
    "profile.json",
    "picture.webp",
    "sessions.json",
    "connections.json",
    "rooms.json",
    "access.json",
    "participations.json",
    "chat.json",
    "edits.json",
    "events.json",
    "share-invitations.json",
    "grants.json",
    "lobby.json",
    "scorecards.json",
    "interview-notes.json",
    "schedules.json",
    "invitations.json",
    "questions.json",
    "question-library.json",
    "board-images.json",
    "playback-links.json",
    "board-pages.json",
    "groups.json",
    "group-memberships.json",
}


def archive_of(user: User) -> dict[str, Any]:
    out = io.BytesIO()
    write_archive(user, out)
    return opened(out.getvalue())


def opened(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            content = archive.read(name)
            found[name] = json.loads(content) if name.endswith(".json") else content
    return found


def person(user: User) -> Person:
    return Person(str(user.pk), user.username, user.full_name, "CANDIDATE")


@pytest.fixture
def room(ada: User, make_user: Callable[..., User], make_room: Callable[..., Any]) -> Room:
    """Ada's room, with Cai in it, words between them, a question, a planned session, and a link handed out."""
    cai = make_user("cai", account_type="CANDIDATE", email="cai@example.org")
    made: Room = make_room(ada, name="Interview with Cai", password="swordfish in the room")
    for one in (ada, cai):
        admission.join_room(who=one, room_id=made.room_id, network="test", password="swordfish in the room")
    chat.post_message(room=made.pk, person=person(ada), message="Hello 👋 from Ada")
    chat.post_message(room=made.pk, person=person(cai), message="What Cai said to everybody")
    say = {"room": made.pk, "abilities": frozenset({"private_chat", "private_chat_anyone"})}
    chat.post_private(**say, person=person(cai), to=str(ada.pk), message="Cai to Ada alone")  # type: ignore[arg-type]
    chat.post_private(**say, person=person(ada), to=str(cai.pk), message="Ada to Cai alone")  # type: ignore[arg-type]
    sharing.share_room(
        member=room_for(ada, made.room_id), identifier="", invite_type="LINK", max_uses=3, expires_in=3600
    )
    Question.objects.create(room=made, question="What is a monad?")
    now = timezone.now()
    plan = Schedule.objects.create(
        room=made,
        host=ada,
        room_type="INTERVIEW",
        title="Second round",
        start_time=now,
        end_time=now + timedelta(hours=1),
        capacity=5,
        invite_link_token="a-secret-schedule-token",
    )
    Invite.objects.create(
        schedule=plan,
        invitee_email=cai.email,
        invitee_user=cai,
        inviter=ada,
        invite_token="a-secret-invite-token",
    )
    return made


def test_the_archive_has_all_that_is_theirs(ada: User, pair: TokenPair, room: Room) -> None:
    save_picture(user=ada, data=a_picture())
    Identity.objects.create(user=ada, provider="google", subject="108", email="ada@gmail.example")
    found = archive_of(User.objects.get(pk=ada.pk))
    assert set(found) == FILES
    assert found["profile.json"]["email"] == "ada@example.org"
    assert found["profile.json"]["twoFactor"] is False
    assert found["picture.webp"][8:12] == b"WEBP"
    assert [one["device"] for one in found["sessions.json"]] == ["a browser"]
    assert found["connections.json"][0]["email"] == "ada@gmail.example"
    assert found["rooms.json"][0]["roomName"] == "Interview with Cai"
    assert found["rooms.json"][0]["hasPassword"] is True
    assert found["access.json"][0]["role"] == "OWNER"
    assert found["participations.json"][0]["roomId"] == room.room_id
    assert [line["message"] for line in found["chat.json"]] == [
        "Hello 👋 from Ada",
        "Cai to Ada alone",
        "Ada to Cai alone",
    ]
    assert found["questions.json"][0]["question"] == "What is a monad?"
    assert found["schedules.json"][0]["invited"] == [{"email": "cai@example.org", "status": "PENDING"}]
    assert found["share-invitations.json"][0]["maxUses"] == 3


def test_the_archive_of_somebody_else_has_only_what_is_theirs(room: Room) -> None:
    found = archive_of(User.objects.get(username="cai"))
    assert found["rooms.json"] == []
    assert found["questions.json"] == []
    assert found["schedules.json"] == []
    assert found["invitations.json"][0]["title"] == "Second round"
    said = [line["message"] for line in found["chat.json"]]
    assert said == ["What Cai said to everybody", "Cai to Ada alone", "Ada to Cai alone"]
    assert "picture.webp" not in found


def test_the_archive_has_no_secret_of_anybody(ada: User, pair: TokenPair, room: Room) -> None:
    room.refresh_from_db()
    share = room.share_invitations.get()
    secrets = [
        PASSWORD,
        ada.password,
        "argon2",
        pair.session_id,
        pair.access,
        pair.refresh,
        room.room_password,
        "swordfish",
        room.invite_link_token,
        share.token_digest,
        share.nonce,
        "a-secret-schedule-token",
        "a-secret-invite-token",
    ]
    whole = json.dumps(
        {name: repr(content) for name, content in archive_of(User.objects.get(pk=ada.pk)).items()}
    )
    assert [word for word in secrets if word and word in whole] == []


def test_every_file_is_explained(ada: User) -> None:
    readme = archive_of(ada)["README.txt"].decode()
    for part in parts():
        assert f"{part.file}: {part.says}" in readme


# --- the page ------------------------------------------------------------------------------------------------------


def ask(client: Client, password: str) -> Any:
    form = {"csrfmiddlewaretoken": csrf(client)["X-CSRFToken"], "password": password}
    return client.post("/profile/data/download/", form, **HTML)


def test_the_download_asks_for_the_password(pair: TokenPair, room: Room) -> None:
    client = browser(pair)
    refused = ask(client, "not it")
    assert refused.status_code == 200
    text = refused.content.decode()
    assert 'id="id_download_password_error"' in text
    assert "not it" not in text, "a password is not written into a page"

    answer = ask(client, PASSWORD)
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith('attachment; filename="fusemeet-ada-')
    assert answer["Cache-Control"] == "no-store"
    assert opened(b"".join(answer.streaming_content))["profile.json"]["username"] == "ada"


def test_the_download_is_for_its_owner_and_from_our_page(pair: TokenPair) -> None:
    assert browser(pair).post("/profile/data/download/", {"password": PASSWORD}, **HTML).status_code == 403
    stranger = browser()
    token = {"csrfmiddlewaretoken": csrf(stranger)["X-CSRFToken"], "password": PASSWORD}
    assert stranger.post("/profile/data/download/", token, **HTML).status_code == 302
    assert browser(pair).get("/profile/data/download/", **HTML)["Location"] == "/profile/data/"


def test_the_sixth_download_of_an_hour_is_refused_in_words(pair: TokenPair) -> None:
    client = browser(pair)
    answers = [ask(client, PASSWORD) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert "Too many tries" in answers[-1].content.decode()
    for answer in answers:
        answer.close()


def test_guesses_at_the_password_are_counted(pair: TokenPair) -> None:
    client = browser(pair)
    answers = [ask(client, f"guess {number}") for number in range(6)]
    assert answers[-1].status_code == 429
    assert "too many wrong passwords" in answers[-1].content.decode()
    assert ask(client, PASSWORD).status_code == 429
