"""Two tabs, ten tabs: refreshing one token at once on the real server leaves one family, and a replay ends it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import repeat
from typing import Any

import httpx
from django.utils import timezone

from accounts.models import UserSession
from accounts.sessions import open_session
from accounts.tokens import decode_refresh
from tests.live import Live

AT_ONCE = 10
ROUNDS = 3


def refresh(live: Live, process: int, token: str) -> httpx.Response:
    body = {"refreshToken": token}
    return httpx.post(f"{live.http(process)}/api/auth/refresh-token", json=body, timeout=30)


def test_ten_refreshes_at_once_are_one_family_and_a_replay_ends_it(
    live: Live, make_user: Callable[..., Any]
) -> None:
    ada = make_user("ada")
    first = token = open_session(user=ada, device="a browser", address="192.0.2.1").refresh
    other = open_session(user=ada, device="another browser", address="192.0.2.1")
    for turn in range(1, ROUNDS + 1):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(refresh, repeat(live), range(AT_ONCE), repeat(token)))
        assert [answer.status_code for answer in answers] == [200] * AT_ONCE
        successors = {answer.json()["refreshToken"] for answer in answers}
        assert len(successors) == 1, "one family, one counter, one successor"
        token = successors.pop()
        assert decode_refresh(token)["ctr"] == turn
    assert UserSession.objects.filter(user=ada, revoked_at=None).count() == 2

    UserSession.objects.update(rotated_at=timezone.now() - timedelta(minutes=1))  # the grace is over
    assert refresh(live, 1, first).json()["code"] == "session_ended"
    assert refresh(live, 0, token).status_code == 401, "the thief's copy and the owner's end together"
    assert refresh(live, 1, other.refresh).status_code == 200, "the other device goes on"
