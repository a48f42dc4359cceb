"""Links to a recording: made, listed, followed, over; what stands behind one, and what never does."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.deletion import erase_account
from accounts.my_data import parts
from accounts.throttle import LIMITS
from playback import links
from playback.models import PlaybackLink
from rooms.models import Access, Room
from rooms.policy import Role
from tests.playback.conftest import Cast
from tests.playback.session import Session, all_steps, text_of

pytestmark = pytest.mark.django_db


def code_of(answer):
    return answer.status_code, answer.json().get("code")


def make(cast: Cast, who=None, **body):
    answer = cast.client(who or cast.ada).post(f"{cast.base}/links", body)
    assert answer.status_code == 201, answer.content
    return answer.json()


def token_of(link) -> str:
    return link["url"].rstrip("/").rpartition("/")[2]


def base_of(link) -> str:
    return f"/api/playback/{token_of(link)}"


def test_a_link_shows_the_recording_to_somebody_without_an_account(cast: Cast, session: Session):
    session.join(cast.ada, Role.OWNER).say(cast.ada, "hello").type(cast.ada, "x = 1")
    link = make(cast, label="  for the\nteam ")
    assert link["label"] == "for the team" and link["revokedAt"] is None and link["expiresAt"] is None
    assert link["createdBy"] == "Ada Park" and len(token_of(link)) == 22
    visitor = Client()
    manifest = visitor.get(base_of(link)).json()
    assert manifest["shared"] is True
    assert [event["type"] for event in manifest["events"]] == ["join", "chat"]
    assert text_of(all_steps(visitor, base_of(link), "code")) == "x = 1"


def test_its_token_is_stored_nowhere_and_made_again_for_the_hosts_list(cast: Cast, settings):
    link = make(cast)
    row = PlaybackLink.objects.values().get()
    assert not any(token_of(link) in str(value) for value in row.values())
    host = cast.client(cast.ida)

    def shown():
        (one,) = host.get(f"{cast.base}/links").json()["links"]
        return one["url"]

    assert shown() == link["url"]
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 50
    assert links.address_of(PlaybackLink.objects.get()) == link["url"], "a planned change of the key"
    settings.SECRET_KEY_FALLBACKS = []
    assert links.address_of(PlaybackLink.objects.get()) is None
    assert Client().get(base_of(link)).status_code == 200, "what was handed out shows it all the same"


def test_the_list_has_all_of_them_in_pages_the_newest_first(cast: Cast, make_room):
    for label in "abc":
        made = make(cast, label=label)
    cast.client(cast.ada).delete(f"{cast.base}/links/{made['id']}")
    make_room()
    first = cast.client(cast.ada).get(f"{cast.base}/links?limit=2").json()
    assert [link["label"] for link in first["links"]] == ["c", "b"]
    assert first["links"][0]["revokedAt"] is not None
    rest = cast.client(cast.ada).get(first["next"]).json()
    assert [link["label"] for link in rest["links"]] == ["a"] and rest["next"] is None


@pytest.mark.parametrize("seconds", [0, 59, -1, 367 * 86_400, 2**63, "soon"])
def test_an_end_outside_its_bounds_names_its_field(cast: Cast, seconds):
    answer = cast.client(cast.ada).post(f"{cast.base}/links", {"expiresIn": seconds})
    assert answer.status_code == 400 and "expiresIn" in answer.json()["errors"]
    assert not PlaybackLink.objects.exists()


def test_a_room_has_a_bounded_number_of_open_links(cast: Cast, monkeypatch):
    monkeypatch.setattr(links, "MOST_OPEN", 2)
    made = [make(cast) for _ in range(2)]
    assert code_of(cast.client(cast.ada).post(f"{cast.base}/links")) == (409, "too_many_links")
    cast.client(cast.ada).delete(f"{cast.base}/links/{made[0]['id']}")
    make(cast)


def test_links_are_for_who_may_watch_and_let_others_in(cast: Cast, make_room, make_user):
    link = make(cast, cast.ida)
    cast.allow(allowParticipantPlayback=True)
    for other in (cast.cai, cast.gil):
        assert code_of(cast.client(other).get(f"{cast.base}/links")) == (403, "forbidden")
        assert code_of(cast.client(other).post(f"{cast.base}/links")) == (403, "forbidden")
        assert code_of(cast.client(other).delete(f"{cast.base}/links/{link['id']}")) == (403, "forbidden")
    cast.allow(allowHostInvite=False)
    assert code_of(cast.client(cast.ida).post(f"{cast.base}/links")) == (403, "forbidden")
    other_room = make_room()
    elsewhere = f"/api/rooms/{other_room.room_id}/playback/links/{link['id']}"
    assert code_of(cast.client(other_room.interviewer).delete(elsewhere)) == (404, "link_not_found")
    unverified = make_user("new", verified=False)
    Access.objects.create(
        room=cast.room, user=unverified, access_type=Role.TEACHER, granted_at=timezone.now()
    )
    cast.allow()
    assert code_of(cast.client(unverified).post(f"{cast.base}/links")) == (403, "email_not_verified")
    assert PlaybackLink.objects.get().revoked_at is None


# --- over


def addresses(link) -> list[str]:
    base = base_of(link)
    return [base, f"{base}/log/code", f"{base}/log/board", f"{base}/images/abc"]


def test_a_revoked_link_shows_nothing_from_that_moment(cast: Cast, session: Session):
    session.type(cast.ada, "a")
    link, other = make(cast), make(cast)
    visitor = Client()
    assert visitor.get(base_of(link)).status_code == 200
    for _ in range(2):
        answer = cast.client(cast.ida).delete(f"{cast.base}/links/{link['id']}")
        assert answer.status_code == 204
    for address in addresses(link):
        assert code_of(visitor.get(address)) == (410, "link_revoked")
    assert visitor.get(base_of(other)).status_code == 200


def test_a_link_ends_when_it_says(cast: Cast, session: Session):
    session.type(cast.ada, "a")
    link = make(cast, expiresIn=60)
    assert Client().get(base_of(link)).status_code == 200
    PlaybackLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for address in addresses(link):
        assert code_of(Client().get(address)) == (410, "link_expired")


def test_a_link_is_good_while_its_maker_is_a_host(cast: Cast, session: Session):
    session.type(cast.ada, "a")
    link = make(cast, cast.ida)
    assert Client().get(base_of(link)).status_code == 200
    Access.objects.filter(user=cast.ida).update(access_type=Role.CANDIDATE)
    assert code_of(Client().get(base_of(link))) == (410, "link_revoked")
    Access.objects.filter(user=cast.ida).delete()
    assert code_of(Client().get(base_of(link))) == (410, "link_revoked")


def test_an_erased_accounts_links_are_revoked_and_forget_what_they_were_called(cast: Cast, session: Session):
    session.type(cast.ada, "a")
    link, other = make(cast, cast.ida, label="Ida's own words"), make(cast, label="stays")
    erase_account(user=cast.ida)
    assert code_of(Client().get(base_of(link))) == (410, "link_revoked")
    row = PlaybackLink.objects.get(pk=link["id"])
    assert (row.created_by, row.label) == (None, "") and row.revoked_at is not None
    assert Client().get(base_of(other)).status_code == 200
    assert PlaybackLink.objects.get(pk=other["id"]).label == "stays"


def test_ones_links_are_in_ones_data_without_their_tokens(cast: Cast):
    link = make(cast, label="mine")
    (part,) = [part for part in parts() if part.file == "playback-links.json"]
    (row,) = part.read(cast.ada)
    assert row["label"] == "mine" and row["roomId"] == cast.room.room_id
    assert token_of(link) not in str(row) and not list(part.read(cast.ida))


def test_links_go_with_the_room(cast: Cast, session: Session):
    session.type(cast.ada, "a")
    link = make(cast)
    Room.objects.filter(pk=cast.room.pk).update(is_active=False)
    assert Client().get(base_of(link)).status_code == 200, "an ended room is still watched"
    cast.client(cast.ada).delete(f"/api/rooms/{cast.room.room_id}")
    assert code_of(Client().get(base_of(link))) == (404, "link_not_found")


# --- guessed


def test_made_up_links_are_not_found_and_counted_by_network(cast: Cast, session: Session):
    session.type(cast.ada, "a")
    link, allowed = make(cast), LIMITS["invitation-link"][0][0]
    answers = [Client().get(f"/api/playback/{'x' * 21}{number % 10}") for number in range(allowed + 1)]
    assert {code_of(answer) for answer in answers[:-1]} == {(404, "link_not_found")}
    assert answers[-1].status_code == 429 and answers[-1]["Retry-After"]
    assert Client().get(f"/api/playback/{'x' * 22}", REMOTE_ADDR="198.51.100.7").status_code == 404
    assert Client().get(base_of(link)).status_code == 200, "a good one is not a guess"


@pytest.mark.parametrize("made_up", ["", "x", "%00", "é", "x" * 3000, "..%2f", "' OR 1=1"])
def test_nothing_else_is_a_token(made_up: str):
    assert Client().get(f"/api/playback/{made_up}").status_code == 404


# --- how it answers


def test_the_address_is_kept_from_others_and_no_cookie_is_set(cast: Cast, session: Session):
    session.type(cast.ada, "a")
    link = make(cast)
    for over in (False, True):
        if over:
            PlaybackLink.objects.update(revoked_at=timezone.now())
        for address in (*addresses(link)[:2], f"/playback/{token_of(link)}/"):
            answer = Client(headers={"accept": "text/html,*/*"}).get(address)
            assert answer.headers["Cache-Control"] == "no-store"
            assert not answer.cookies
            if not over or not address.startswith("/api/"):
                assert answer.headers["Referrer-Policy"] == "no-referrer"
                assert "noindex" in answer.headers["X-Robots-Tag"]


def test_when_it_was_last_used_is_noted_once_a_minute(cast: Cast, session: Session):
    session.type(cast.ada, "a")
    link = make(cast)
    assert PlaybackLink.objects.get().last_used_at is None
    Client().get(base_of(link))
    first = PlaybackLink.objects.get().last_used_at
    Client().get(base_of(link))
    assert first is not None and PlaybackLink.objects.get().last_used_at == first
    PlaybackLink.objects.update(last_used_at=first - timedelta(minutes=2))
    Client().get(base_of(link))
    assert PlaybackLink.objects.get().last_used_at > first - timedelta(minutes=1)


def test_what_one_network_reads_behind_links_is_bounded(cast: Cast, session: Session, settings):
    session.type(cast.ada, "a")
    link, other = make(cast), make(cast)
    settings.RATE_LIMITS = {"playback-link": [(4, 3600)], "playback-image": [(1, 3600)]}
    visitor = Client(headers={"accept": "text/html,*/*"})
    page, base = f"/playback/{token_of(link)}/", base_of(link)
    for address in (page, base, f"{base}/log/code", base_of(other)):
        assert visitor.get(address).status_code == 200
    for address in (page, base, f"{base}/log/code", base_of(other)):
        answer = visitor.get(address)
        assert answer.status_code == 429 and int(answer["Retry-After"]) > 0
    assert [visitor.get(f"{base}/images/abc").status_code for _ in range(2)] == [404, 429]
    assert Client(REMOTE_ADDR="192.0.2.9").get(base).status_code == 200, "others are not kept waiting"


# --- many at once


@pytest.mark.django_db(transaction=True)
def test_of_many_links_made_at_once_no_more_are_open_than_may_be(cast: Cast, monkeypatch):
    monkeypatch.setattr(links, "MOST_OPEN", 3)
    clean = links.clean_label

    def clean_slowly(label: str) -> str:
        """Between the counting and the making, so that the others come in between where they can."""
        time.sleep(0.1)
        return clean(label)

    monkeypatch.setattr(links, "clean_label", clean_slowly)
    gate, statuses = threading.Barrier(8), []
    hosts = [cast.client(cast.ada) for _ in range(8)]

    def create(host) -> None:
        try:
            gate.wait(30)
            statuses.append(host.post(f"{cast.base}/links").status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=create, args=(host,)) for host in hosts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201] * 3 + [409] * 5
    assert PlaybackLink.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_fifty_uses_and_revokes_at_once_none_succeeds_after_the_first_revoke_has_answered(
    cast: Cast, session: Session
):
    session.type(cast.ada, "a")
    link, gate, revoked = make(cast), threading.Barrier(50), threading.Event()
    hosts = [cast.client(cast.ada) for _ in range(10)]
    after: list[int] = []
    codes: list[int] = []

    def use() -> None:
        gate.wait(30)
        for _ in range(3):
            was_revoked = revoked.is_set()
            status = Client().get(base_of(link)).status_code
            (after if was_revoked else codes).append(status)

    def revoke(host) -> None:
        gate.wait(30)
        status = host.delete(f"{cast.base}/links/{link['id']}").status_code
        revoked.set()
        codes.append(status)

    def run(job, *args) -> None:
        try:
            job(*args)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(use,)) for _ in range(40)]
    threads += [threading.Thread(target=run, args=(revoke, host)) for host in hosts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(after) <= {410} and set(codes) <= {200, 204, 410} and codes.count(204) == 10
    assert Client().get(base_of(link)).status_code == 410
