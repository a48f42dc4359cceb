"""Dashboard, new room, the way in by code, and the shell of the room."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.throttle import LIMITS
from rooms.access import room_for
from rooms.admission import remove_participant
from rooms.models import Access, Participant, Room
from rooms.policy import Role
from rooms.services import create_room, end_room
from rooms.sharing import give_access

Visit = Callable[..., Client]
FORM = {
    "room_name": "Second round",
    "room_type": "INTERVIEW",
    "max_participants": "4",
    "allow_link_access": "on",
}


@pytest.fixture
def room(ada: Any) -> Room:
    return create_room(owner=ada, name="Backend interview", room_type="INTERVIEW")


def data_of(page: Any) -> dict[str, Any]:
    found = re.search(
        r'<script id="room-data" type="application/json">(.*?)</script>', page.content.decode(), re.S
    )
    assert found
    return json.loads(found[1])


# --- dashboard


@pytest.mark.parametrize("address", ["/dashboard/", "/rooms/new/", "/rooms/abc-defg-hij/"])
def test_a_visitor_is_sent_to_sign_in_and_comes_back(visit: Visit, address: str) -> None:
    page = visit().get(address)
    assert page.status_code == 302
    assert page["Location"].startswith("/sign-in/?next=%2F")


def test_the_dashboard_without_rooms_tells_the_first_step(visit: Visit, ada: Any, cai: Any) -> None:
    host, candidate = visit(ada).get("/dashboard/").content, visit(cai).get("/dashboard/").content
    assert b"Make your first room" in host
    assert b'href="/rooms/new/"' not in candidate
    assert b"Join with a code" in candidate


def test_an_unverified_person_is_told_and_can_ask_for_another_mail(
    visit: Visit, make_user: Any, ada: Any
) -> None:
    page = visit(make_user("new", verified=False)).get("/dashboard/").content
    assert b"Confirm your address" in page
    assert b'action="/verification/"' in page
    assert b"Confirm your address" not in visit(ada).get("/dashboard/").content


def test_my_rooms_and_those_open_to_me_are_apart_and_nobody_elses_are_shown(
    visit: Visit, ada: Any, cai: Any, room: Room, make_user: Any
) -> None:
    stranger = make_user("tess", account_type="TEACHER")
    hidden = create_room(owner=stranger, name="Not for Cai", room_type="CLASSROOM")
    give_access(member=room_for(ada, room.room_id), user=cai, role=Role.CANDIDATE)
    shown = visit(cai).get("/dashboard/")
    assert [row.name for row in shown.context["others"]] == ["Backend interview"]
    assert shown.context["mine"] == []
    assert hidden.room_name.encode() not in shown.content


def test_the_links_token_is_shown_to_the_owner_alone(visit: Visit, ada: Any, cai: Any, room: Room) -> None:
    give_access(member=room_for(ada, room.room_id), user=cai, role=Role.CANDIDATE)
    token = room.invite_link_token.encode()
    assert token in visit(ada).get("/dashboard/").content
    assert token not in visit(cai).get("/dashboard/").content


def test_a_room_with_people_in_it_stands_on_top_and_an_ended_one_does_not(
    visit: Visit, ada: Any, room: Room
) -> None:
    now = timezone.now()
    Participant.objects.create(
        room=room, user=ada, username="ada", joined_at=now, last_activity=now, join_number=1
    )
    assert [row.here for row in visit(ada).get("/dashboard/").context["live"]] == [1]
    Room.objects.update(is_active=False)
    page = visit(ada).get("/dashboard/")
    assert page.context["live"] == []
    assert b"Ended" in page.content


def test_the_dashboard_takes_the_same_number_of_queries_for_any_number_of_rooms(
    visit: Visit, ada: Any
) -> None:
    client = visit(ada)

    def queries(rooms: int) -> int:
        for number in range(rooms):
            create_room(owner=ada, name=f"Room {number}", room_type="INTERVIEW")
        with CaptureQueriesContext(connection) as seen:
            client.get("/dashboard/")
        return len(seen)

    assert queries(1) == queries(5) <= 8


# --- a new room


def test_a_host_makes_a_room_by_form_and_stands_before_it(visit: Visit, ada: Any) -> None:
    page = visit(ada).post("/rooms/new/", FORM)
    room = Room.objects.get()
    assert page["Location"] == f"/rooms/{room.room_id}/"
    assert (room.room_name, room.max_participants, room.allow_link_access) == ("Second round", 4, True)


def test_a_classroom_takes_its_size_from_the_tier(visit: Visit, ada: Any) -> None:
    visit(ada).post("/rooms/new/", FORM | {"room_type": "CLASSROOM", "class_capacity_tier": "50"})
    assert Room.objects.get().max_participants == 50


def test_a_wrong_form_says_so_under_the_field_and_keeps_what_was_typed(visit: Visit, ada: Any) -> None:
    page = visit(ada).post("/rooms/new/", FORM | {"max_participants": "40", "description": "keep me"})
    text = page.content.decode()
    assert not Room.objects.exists()
    assert "An interview room is for 2 to 12 people." in text
    assert 'aria-describedby="id_max_participants_helptext id_max_participants_error"' in text
    control = re.search(r'<input[^>]*name="max_participants"[^>]*>', text)
    assert control
    for attribute in ('value="40"', 'aria-invalid="true"', "autofocus"):
        assert attribute in control[0]
    assert "keep me" in text


@pytest.mark.parametrize(
    ("account_type", "verified", "words"),
    [
        ("CANDIDATE", True, "Only interviewers and teachers"),
        ("INTERVIEWER", False, "Confirm your email address first"),
    ],
)
def test_who_may_make_no_room_is_told_why_and_nothing_is_made(
    visit: Visit, make_user: Any, account_type: str, verified: bool, words: str
) -> None:
    client = visit(make_user(account_type=account_type, verified=verified))
    assert words in client.get("/rooms/new/").content.decode()
    assert client.post("/rooms/new/", FORM).status_code == 403
    assert not Room.objects.exists()


# --- the way in by code


def test_a_code_or_a_link_leads_to_the_room_with_its_token(visit: Visit, cai: Any, room: Room) -> None:
    client, bare = visit(cai), room.room_id.replace("-", "")
    assert client.post("/rooms/join/", {"code": bare})["Location"] == f"/rooms/{room.room_id}/"
    link = f"https://meet.example.org/rooms/{room.room_id}/?invite={room.invite_link_token}"
    token = f"?invite={room.invite_link_token}"
    assert client.post("/rooms/join/", {"code": link})["Location"] == f"/rooms/{room.room_id}/{token}"


def test_an_unknown_code_and_a_closed_room_get_the_same_words(visit: Visit, cai: Any, room: Room) -> None:
    Room.objects.update(allow_link_access=False)
    client = visit(cai)
    unknown = client.post("/rooms/join/", {"code": "xxx-xxxx-xxx"}).context["form"].errors["code"]
    closed = client.post("/rooms/join/", {"code": room.room_id}).context["form"].errors["code"]
    assert unknown == closed


def test_a_visitor_learns_nothing_about_codes(visit: Visit, room: Room) -> None:
    client = visit()
    for code in (room.room_id, "xxx-xxxx-xxx"):
        assert client.post("/rooms/join/", {"code": code})["Location"] == f"/rooms/{code}/"


def test_guessing_codes_is_throttled(visit: Visit, cai: Any) -> None:
    client = visit(cai)
    for _ in range(LIMITS["room-code"][0][0]):
        client.post("/rooms/join/", {"code": "xxx-xxxx-xxx"})
    page = client.post("/rooms/join/", {"code": "xxx-xxxx-xxx"})
    assert page.status_code == 429
    assert b"Too many tries" in page.content


# --- the room


def test_the_shell_tells_the_rooms_script_who_and_where(visit: Visit, ada: Any, room: Room) -> None:
    page = visit(ada).get(f"/rooms/{room.room_id}/?invite=tok")
    data = data_of(page)
    assert page.status_code == 200
    assert data["roomName"] == "Backend interview"
    assert data["me"] == {"userId": str(ada.pk), "username": "ada", "fullName": "Ada Park", "isGuest": False}
    assert (data["hasPassword"], data["needsPassword"]) == (False, False)
    assert b'data-invite="tok"' in page.content
    assert "csrftoken" in page.cookies
    assert b"<noscript>" in page.content


def test_a_name_with_markup_in_it_stays_a_name(visit: Visit, ada: Any) -> None:
    room = create_room(owner=ada, name="</script><script>alert(1)</script>", room_type="INTERVIEW")
    page = visit(ada).get(f"/rooms/{room.room_id}/")
    assert b"<script>alert" not in page.content
    assert data_of(page)["roomName"] == room.room_name


def test_a_password_is_asked_of_those_who_come_by_code_not_of_members(
    visit: Visit, ada: Any, cai: Any
) -> None:
    room = create_room(owner=ada, name="Closed", room_type="INTERVIEW", password="open sesame")
    assert data_of(visit(cai).get(f"/rooms/{room.room_id}/"))["needsPassword"] is True
    assert data_of(visit(ada).get(f"/rooms/{room.room_id}/"))["needsPassword"] is False


def test_an_unknown_room_and_one_closed_to_me_are_the_same_page(visit: Visit, cai: Any, room: Room) -> None:
    Room.objects.update(allow_link_access=False)
    client = visit(cai)
    closed, unknown = client.get(f"/rooms/{room.room_id}/"), client.get("/rooms/xxx-xxxx-xxx/")
    assert closed.status_code == unknown.status_code == 404
    strip = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
    assert strip.sub(b"", closed.content) == strip.sub(b"", unknown.content)


def test_somebody_who_was_removed_is_told_so(visit: Visit, ada: Any, cai: Any, room: Room) -> None:
    give_access(member=room_for(ada, room.room_id), user=cai, role=Role.CANDIDATE)
    now = timezone.now()
    Participant.objects.create(room=room, user=cai, username="cai", joined_at=now, last_activity=now)
    remove_participant(member=room_for(ada, room.room_id), user_id=str(cai.pk))
    page = visit(cai).get(f"/rooms/{room.room_id}/")
    assert page.status_code == 403
    assert b"A host removed you" in page.content


def test_an_ended_room_says_so_and_its_owner_alone_can_open_it_again(
    visit: Visit, ada: Any, cai: Any, room: Room
) -> None:
    give_access(member=room_for(ada, room.room_id), user=cai, role=Role.CANDIDATE)
    end_room(member=room_for(ada, room.room_id))
    owner, member = visit(ada), visit(cai)
    assert b"Open it again" in owner.get(f"/rooms/{room.room_id}/").content
    page = member.get(f"/rooms/{room.room_id}/")
    assert page.status_code == 410
    assert b"has ended" in page.content
    assert b"Open it again" not in page.content
    assert member.post(f"/rooms/{room.room_id}/open/").status_code == 403
    assert not Room.objects.get().is_active
    owner.post(f"/rooms/{room.room_id}/open/")
    assert owner.get(f"/rooms/{room.room_id}/").status_code == 200


def test_a_room_that_nobody_used_for_a_day_has_ended(visit: Visit, ada: Any, room: Room) -> None:
    Room.objects.update(last_activity=timezone.now() - timedelta(hours=25))
    assert visit(ada).get(f"/rooms/{room.room_id}/").status_code == 410
    assert Access.objects.filter(room=room, user=ada).exists()
