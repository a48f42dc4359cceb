"""Where somebody is signed in: said in words, ended one by one or all at once, on every process."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.blocking import block_account, unblock_account
from accounts.devices import device_kind, device_name
from accounts.models import User, UserSession
from accounts.sessions import TokenPair, open_session, rotate_session
from fusemeet.errors import NotSignedIn
from tests.accounts.conftest import HTML, browser, csrf, new_pair
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 "
WINDOWS, MAC = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) ",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ",
)

AGENTS = [
    (WINDOWS + CHROME + "Safari/537.36", "Chrome on Windows", "computer"),
    (WINDOWS + CHROME + "Safari/537.36 Edg/130.0.0.0", "Edge on Windows", "computer"),
    (WINDOWS + CHROME + "Safari/537.36 OPR/114.0.0.0", "Opera on Windows", "computer"),
    (MAC + SAFARI + "Safari/605.1.15", "Safari on macOS", "computer"),
    (
        "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
        "Firefox on Linux",
        "computer",
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) " + SAFARI + "Mobile/15E148 Safari/604.1",
        "Safari on iPhone",
        "phone",
    ),
    (
        "Mozilla/5.0 (Linux; Android 10; K) " + CHROME + "Mobile Safari/537.36",
        "Chrome on Android",
        "phone",
    ),
    ("Mozilla/5.0 (Linux; Android 10; K) " + CHROME + "Safari/537.36", "Chrome on Android", "tablet"),
    (
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) " + CHROME + "Safari/537.36",
        "Chrome on ChromeOS",
        "computer",
    ),
    ("curl/8.5.0", "curl", "computer"),
    ("", "Unknown device", "computer"),
    ("<script>alert(1)</script>", "Unknown device", "computer"),
]


@pytest.mark.parametrize(("agent", "name", "kind"), AGENTS)
def test_a_device_is_said_in_words(agent: str, name: str, kind: str) -> None:
    assert (device_name(agent), device_kind(agent)) == (name, kind)


def test_an_absurd_user_agent_takes_no_time() -> None:
    started = time.perf_counter()
    for absurd in ("Version/1" * 20_000, "Android " * 20_000, "a" * 100_000):
        device_name(absurd[:200])
        device_kind(absurd[:200])
    assert time.perf_counter() - started < 0.05


def test_the_list_is_of_living_sessions_with_this_device_first(
    ada: User, make_user: Callable[..., User]
) -> None:
    mine = new_pair(ada)
    other = open_session(user=ada, device=MAC + SAFARI + "Safari/605.1.15", address="2001:db8::1")
    ended, expired = new_pair(ada), new_pair(ada)
    UserSession.objects.filter(pk=ended.session_id).update(revoked_at=timezone.now())
    UserSession.objects.filter(pk=expired.session_id).update(expires_at=timezone.now())
    new_pair(make_user("mallory"))
    client = browser(mine)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get("/api/auth/sessions").json()
    assert len(queries) == 2, "who asks, and the list"
    assert answer["count"] == 2
    assert [one["id"] for one in answer["sessions"]] == [mine.session_id, other.session_id]
    assert [one["current"] for one in answer["sessions"]] == [True, False]
    assert answer["sessions"][1]["device"] == "Safari on macOS"
    assert answer["sessions"][1]["address"] == "2001:db8::1"
    assert browser().get("/api/auth/sessions").status_code == 401


def session_like(pk: str, other: str) -> UserSession:
    """A session as the first, under a key of its own."""
    session = UserSession.objects.get(pk=pk)
    session.pk = other
    return session


def test_of_very_many_sessions_the_last_used_are_listed_and_always_this_one(ada: User) -> None:
    mine = new_pair(ada)
    now, old = timezone.now(), timezone.now() - timedelta(days=3)
    UserSession.objects.update(created_at=old, rotated_at=None, last_used_at=None)
    UserSession.objects.bulk_create(session_like(mine.session_id, f"{number:022}") for number in range(250))
    for number in range(250):
        used = {"rotated_at" if number % 2 else "last_used_at": now - timedelta(minutes=number)}
        UserSession.objects.filter(pk=f"{number:022}").update(created_at=old, **used)
    client = browser(mine)
    answer = client.get("/api/auth/sessions").json()
    assert answer["count"] == len(answer["sessions"]) == 200
    listed = [one["id"] for one in answer["sessions"]]
    assert listed == [mine.session_id, *(f"{number:022}" for number in range(199))]
    page = client.get("/profile/devices/", **HTML).content.decode()
    assert page.count('class="device"') == 100
    assert "the 100 devices that were used last" in page
    assert client.post("/api/auth/sessions/end-others", headers=csrf(client)).status_code == 200
    page = client.get("/profile/devices/", **HTML).content.decode()
    assert page.count('class="device"') == 1
    assert "devices that were used last" not in page


def test_when_a_session_was_used_is_written_once_a_minute(ada: User) -> None:
    pair = new_pair(ada)
    client, row = browser(pair), UserSession.objects.get()
    first = row.last_used_at
    client.get("/api/auth/check")
    assert UserSession.objects.get().last_used_at == first
    long_ago = timezone.now() - timedelta(seconds=70)
    UserSession.objects.update(last_used_at=long_ago)
    client.get("/api/auth/check")
    assert UserSession.objects.get().last_used_at > long_ago + timedelta(seconds=60)


def test_one_device_is_signed_out_and_no_other(ada: User) -> None:
    mine, lost, third = new_pair(ada), new_pair(ada), new_pair(ada)
    client = browser(mine)
    gone = client.delete(f"/api/auth/sessions/{lost.session_id}", headers=csrf(client))
    assert gone.status_code == 200
    assert browser(lost).get("/api/auth/check").status_code == 401
    assert browser(mine).get("/api/auth/check").status_code == 200
    assert browser(third).get("/api/auth/check").status_code == 200
    again = client.delete(f"/api/auth/sessions/{lost.session_id}", headers=csrf(client))
    assert (again.status_code, again.json()["code"]) == (404, "session_not_found")


def test_nobody_signs_somebody_elses_device_out(ada: User, make_user: Callable[..., User]) -> None:
    mallory, victim = browser(new_pair(make_user("mallory"))), new_pair(ada)
    unknown = mallory.delete("/api/auth/sessions/AAAAAAAAAAAAAAAAAAAAAA", headers=csrf(mallory))
    foreign = mallory.delete(f"/api/auth/sessions/{victim.session_id}", headers=csrf(mallory))
    assert (foreign.status_code, foreign.content) == (unknown.status_code, unknown.content)
    mallory.post(f"/profile/devices/{victim.session_id}/sign-out/", csrf_form(mallory), **HTML)
    assert browser(victim).get("/api/auth/check").status_code == 200


def test_a_foreign_page_signs_nobody_out(pair: TokenPair) -> None:
    client = browser(pair)
    assert client.delete(f"/api/auth/sessions/{pair.session_id}").status_code == 403
    assert client.post("/api/auth/sessions/end-others").status_code == 403
    assert client.post("/profile/devices/sign-out-all/").status_code == 403
    assert client.get("/api/auth/check").status_code == 200


def test_all_other_devices_are_signed_out_at_once(ada: User) -> None:
    mine, others = new_pair(ada), [new_pair(ada) for _ in range(3)]
    client = browser(mine)
    assert client.post("/api/auth/sessions/end-others", headers=csrf(client)).status_code == 200
    assert [browser(one).get("/api/auth/check").status_code for one in others] == [401] * 3
    assert client.get("/api/auth/sessions").json()["count"] == 1


def csrf_form(client: Any) -> dict[str, str]:
    return {"csrfmiddlewaretoken": csrf(client)["X-CSRFToken"]}


def test_the_page_lists_devices_and_signs_them_out(ada: User) -> None:
    mine, other = new_pair(ada), open_session(user=ada, device=AGENTS[1][0], address="192.0.2.77")
    client = browser(mine)
    page = client.get("/profile/devices/", **HTML).content.decode()
    assert page.count("This device") == 1
    assert "Edge on Windows" in page
    assert "192.0.2.77" in page
    out = client.post(f"/profile/devices/{other.session_id}/sign-out/", csrf_form(client), **HTML)
    assert out["Location"] == "/profile/devices/"
    page = client.get("/profile/devices/", **HTML).content.decode()
    assert "That device is signed out" in page
    assert "Edge on Windows" not in page
    assert "Sign out all other devices" not in page, "there are none"
    everywhere = client.post("/profile/devices/sign-out-all/", csrf_form(client), **HTML)
    assert everywhere["Location"] == "/sign-in/"
    assert everywhere.cookies["access"].value == ""
    assert browser(mine).get("/api/auth/check").status_code == 401


def test_a_blocked_account_is_out_and_stays_out_until_it_is_unblocked(ada: User, pair: TokenPair) -> None:
    block_account(user=ada)
    assert browser(pair).get("/api/auth/check").status_code == 401
    with pytest.raises(NotSignedIn):
        rotate_session(refresh=pair.refresh)
    known = {"usernameOrEmail": "ada", "password": PASSWORD}
    assert browser().post("/api/auth/login", known, content_type="application/json").status_code == 401
    unblock_account(user=ada)
    assert browser(pair).get("/api/auth/check").status_code == 401, "what ended stays ended"
    assert browser().post("/api/auth/login", known, content_type="application/json").status_code == 200
