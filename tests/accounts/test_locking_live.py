"""Guessing at the real server: how many hashes a hundred parallel guesses cost, and what happens without Redis."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from accounts.models import User
from tests import services
from tests.conftest import PASSWORD
from tests.live import Live, processes_wanted, running

pytestmark = pytest.mark.django_db(transaction=True)
WINDOW_SECONDS = 900  # of the limit "sign-in-name"


@pytest.fixture
def hashes(tmp_path: Path) -> Path:
    return tmp_path / "hashes"


@pytest.fixture
def server(transactional_db: None, hashes: Path) -> Iterator[Live]:
    """The real server, behind a proxy as far as it knows, so that a test can come from anywhere."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.accounts.counted_settings",
        "COUNTED_HASHES": str(hashes),
        "TRUSTED_PROXIES": "1",
        "RATE_LIMITS": "sign-in=100000/60",
        "PASSWORD_HASHES_AT_ONCE": "8",  # on a busy machine five may otherwise wait for each other too long
    }
    with running(processes_wanted(), **environment) as live:
        yield live


def guess(live: Live, number: int, address: str, password: str = "wrong") -> httpx.Response:  # noqa: S107
    return httpx.post(
        f"{live.http(number)}/api/auth/login",
        json={"usernameOrEmail": "ada", "password": password},
        headers={"X-Forwarded-For": address, "X-Forwarded-Proto": "http"},
        timeout=120,
        trust_env=False,
    )


def guess_together(live: Live, address: Callable[[int], str]) -> list[httpx.Response]:
    with ThreadPoolExecutor(100) as pool:
        return list(pool.map(lambda n: guess(live, n, address(n)), range(100)))


def test_a_hundred_parallel_guesses_of_one_network_cost_five_hashes(
    server: Live, ada: User, hashes: Path
) -> None:
    if time.time() % WINDOW_SECONDS > WINDOW_SECONDS - 60:
        time.sleep(61)  # not across the end of a window
    answers = guess_together(server, lambda n: f"2001:db8::{n:x}")
    assert Counter(answer.status_code for answer in answers) == {401: 100}
    assert len({answer.content for answer in answers}) == 1
    assert Counter(hashes.read_text().split()) == {ada.password: 5}
    assert guess(server, 0, "198.51.100.1", PASSWORD).content == answers[0].content, (
        "locked for all strangers"
    )


def test_a_hundred_parallel_guesses_of_a_hundred_networks_try_five_passwords(
    server: Live, ada: User, hashes: Path
) -> None:
    answers = guess_together(server, lambda n: f"198.51.100.{n}")
    # On a busy machine some find no place for hashing; those have not been tries.
    assert {answer.status_code for answer in answers} <= {401, 503}
    assert Counter(hashes.read_text().split())[ada.password] == 5
    ada.refresh_from_db()
    assert ada.locked_until is not None


@pytest.mark.skipif(not services.have_redis(), reason="redis-server is not installed")
def test_without_redis_nobody_signs_in_and_with_it_again_they_do(transactional_db: None, ada: User) -> None:
    with services.services_folder() as folder, services.redis(folder) as (url, process):
        with running(1, REDIS_URL=url, TRUSTED_PROXIES="1", CELERY_BROKER_URL="") as live:
            assert guess(live, 0, "192.0.2.1", PASSWORD).status_code == 200
            process.send_signal(services.signal.SIGSTOP)
            hanging = guess(live, 0, "192.0.2.1", PASSWORD)
            process.send_signal(services.signal.SIGCONT)
            assert (hanging.status_code, hanging.json()["code"]) == (503, "unavailable")
            assert hanging.headers["Retry-After"]
            deadline = time.monotonic() + 20
            while guess(live, 0, "192.0.2.1", PASSWORD).status_code != 200:
                assert time.monotonic() < deadline, "does not recover"
                time.sleep(0.3)
            services.stop(process)
            for password in (PASSWORD, "wrong"):
                refused = guess(live, 0, "192.0.2.1", password)
                assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
            ada.refresh_from_db()
            assert ada.failed_login_attempts == 0
