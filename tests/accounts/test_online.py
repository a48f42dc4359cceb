"""Who is online, and that nothing depends on it."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.test import Client, override_settings

from accounts.models import ROLE_ADMIN, User, UserSession
from accounts.online import LIFETIME_SECONDS, hear_of_sockets, mark_online, online
from accounts.sessions import end_other_sessions, end_session, rotate_session
from signaling.hooks import sockets_are_open
from tests.accounts.conftest import browser, csrf, new_pair
from tests.services import have_redis, redis

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_is_here_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_whoever_signs_in_is_online_until_they_sign_out(
    ada: User, make_user: Callable[..., User], django_capture_on_commit_callbacks: Any
) -> None:
    grace = make_user("grace")
    pair = new_pair(ada)
    assert cache.get(f"user:session:{ada.pk}") == pair.session_id
    assert online([ada.pk, grace.pk, 10**9]) == {ada.pk}
    with django_capture_on_commit_callbacks(execute=True):
        end_session(session_id=pair.session_id)
    assert online([ada.pk, grace.pk]) == set()


def test_another_devices_end_does_not_take_somebody_offline(
    ada: User, django_capture_on_commit_callbacks: Any
) -> None:
    old, new = new_pair(ada), new_pair(ada)
    with django_capture_on_commit_callbacks(execute=True):
        end_session(session_id=old.session_id)
    assert online([ada.pk]) == {ada.pk}
    with django_capture_on_commit_callbacks(execute=True):
        end_other_sessions(user=ada, keep=None)
    assert online([ada.pk]) == set()
    assert new.session_id


def test_using_or_turning_a_session_says_that_its_owner_is_here(ada: User) -> None:
    pair = new_pair(ada)
    cache.clear()
    browser(pair).get("/api/auth/check")
    assert online([ada.pk]) == set(), "not with every request: at most once a minute"
    UserSession.objects.update(last_used_at=None)
    browser(pair).get("/api/auth/check")
    assert online([ada.pk]) == {ada.pk}
    cache.clear()
    rotate_session(refresh=pair.refresh)
    assert online([ada.pk]) == {ada.pk}


def test_an_open_socket_says_so_too_and_a_guests_says_nothing(ada: User) -> None:
    pair = new_pair(ada)
    cache.clear()
    UserSession.objects.update(last_used_at=None)
    sockets_are_open({(str(ada.pk), pair.session_id), ("g7", "guest")})
    assert online([ada.pk, 7]) == {ada.pk}
    assert UserSession.objects.get().last_used_at is not None
    hear_of_sockets(set())


def test_presence_ends_by_itself(ada: User) -> None:
    mark_online({ada.pk: "a session"})
    name = f"user:session:{ada.pk}"
    cache.touch(name, 0.05)
    time.sleep(0.1)
    assert online([ada.pk]) == set()
    assert LIFETIME_SECONDS == 120


@pytest.mark.skipif(not have_redis(), reason="no Redis on this machine")
def test_with_redis_away_nobody_is_online_and_everything_else_goes_on(ada: User, tmp_path: Path) -> None:
    with redis(tmp_path) as (url, process):
        entry = {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": url}
        lenient = {"SOCKET_CONNECT_TIMEOUT": 1, "SOCKET_TIMEOUT": 1, "IGNORE_EXCEPTIONS": True}
        with override_settings(CACHES={"default": entry | {"OPTIONS": lenient}, "strict": entry}):
            pair = new_pair(ada)
            assert online([ada.pk]) == {ada.pk}
            assert 0 < caches["default"].ttl(f"user:session:{ada.pk}") <= LIFETIME_SECONDS  # type: ignore[attr-defined]
            process.kill()
            process.wait()
            assert online([ada.pk]) == set()
            UserSession.objects.update(last_used_at=None)
            client = browser(pair)
            assert client.get("/api/auth/check").status_code == 200
            assert client.post("/api/auth/logout", headers=csrf(client)).status_code == 200
            new_pair(ada)


def test_the_administration_shows_who_is_online(ada: User, make_user: Callable[..., User]) -> None:
    ada.give_roles(ROLE_ADMIN)
    make_user("grace")
    mark_online({ada.pk: "a session"})
    operator = Client()
    operator.force_login(ada)
    page = operator.get("/admin/accounts/user/").content.decode()
    said = re.findall(r'class="field-online"><img src="[^"]*" alt="(True|False)"', page)
    assert sorted(said) == ["False", "True"]
