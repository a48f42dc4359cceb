"""The health answers: what each part's failure does to them, and that nothing makes them slow."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from fusemeet import health

HANG_SECONDS = 30


@pytest.fixture
def browser(db: None) -> Client:
    return Client()


@pytest.fixture
def hang() -> Iterator[Callable[[], None]]:
    """Something that does not come back until the test is over."""
    over = threading.Event()
    yield lambda: over.wait(HANG_SECONDS) and None
    over.set()


def fail() -> None:
    raise ConnectionError("away")


def test_all_is_well_without_redis_when_none_is_configured(browser: Client, settings) -> None:
    settings.REDIS_URL = ""
    answer = browser.get("/actuator/health")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "UP",
        "components": {"database": {"status": "UP"}, "disk": {"status": "UP"}},
    }


def test_no_database_means_down(browser: Client, settings, monkeypatch) -> None:
    settings.REDIS_URL = ""
    monkeypatch.setattr(health, "DATABASE", health.Probe("database", fail))
    answer = browser.get("/actuator/health")
    assert answer.status_code == 503
    assert answer.json()["status"] == "DOWN"
    assert answer.json()["components"]["database"] == {"status": "DOWN"}


def test_no_redis_means_degraded_but_up(browser: Client, settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # nobody listens there
    answer = browser.get("/actuator/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "UP"
    assert answer.json()["degraded"] is True
    assert answer.json()["components"]["redis"] == {"status": "DOWN"}


def test_a_full_disk_means_degraded_but_up(browser: Client, settings, monkeypatch) -> None:
    settings.REDIS_URL = ""
    monkeypatch.setattr(health, "FREE_BYTES", 2**70)
    answer = browser.get("/actuator/health")
    assert answer.status_code == 200
    assert answer.json()["components"]["disk"] == {"status": "DOWN"}
    assert answer.json()["degraded"] is True


@pytest.mark.parametrize(("part", "status"), [("DATABASE", 503), ("REDIS", 200), ("DISK", 200)])
def test_it_answers_within_a_second_when_a_part_hangs(
    browser: Client, settings, monkeypatch, hang, part: str, status: int
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(health, part, health.Probe(part.lower(), hang))
    started = time.monotonic()
    answer = browser.get("/actuator/health")
    assert time.monotonic() - started < 1
    assert answer.status_code == status
    assert answer.json()["components"][part.lower()] == {"status": "DOWN"}


def test_questions_to_a_hanging_part_do_not_pile_up(browser: Client, settings, monkeypatch, hang) -> None:
    settings.REDIS_URL = ""
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(health, "DISK", health.Probe("disk", hang))
    for _ in range(10):
        browser.get("/actuator/health")
    assert len([thread for thread in threading.enumerate() if thread.name == "health-disk"]) == 1


def test_it_recovers_by_itself(browser: Client, settings, monkeypatch) -> None:
    settings.REDIS_URL = ""
    away = [True]
    monkeypatch.setattr(health, "DATABASE", health.Probe("database", lambda: fail() if away[0] else None))
    assert browser.get("/actuator/health").status_code == 503
    away[0] = False
    assert browser.get("/actuator/health").status_code == 200


def test_ready_needs_the_database(browser: Client, monkeypatch) -> None:
    assert browser.get("/actuator/ready").json() == {"status": "UP"}
    monkeypatch.setattr(health, "DATABASE", health.Probe("database", fail))
    answer = browser.get("/actuator/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "DOWN"})


def test_ready_needs_every_table(browser: Client, monkeypatch) -> None:
    monkeypatch.setattr(health.Migrated, "_done", False)
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["0002_more"])
    assert browser.get("/actuator/ready").status_code == 503


def test_alive_asks_nobody(monkeypatch) -> None:
    for part in ("DATABASE", "REDIS", "DISK"):
        monkeypatch.setattr(health, part, health.Probe(part.lower(), fail))
    assert Client().get("/actuator/alive").json() == {"status": "UP"}


@pytest.mark.parametrize("path", ["health", "ready", "alive"])
def test_a_balancer_may_ask_by_address(browser: Client, path: str) -> None:
    assert browser.get(f"/actuator/{path}", headers={"host": "10.1.2.3:8000"}).status_code == 200


@pytest.mark.parametrize("path", ["health", "ready", "alive"])
def test_health_takes_no_orders_and_is_never_cached(browser: Client, path: str) -> None:
    assert browser.post(f"/actuator/{path}").status_code == 405
    assert "no-store" in browser.get(f"/actuator/{path}")["Cache-Control"]


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via"])
def test_who_comes_through_a_proxy_hears_only_whether_it_works(browser: Client, header: str) -> None:
    outside = {f"HTTP_{header.upper().replace('-', '_')}": "203.0.113.7"}
    assert browser.get("/actuator/health", **outside).json() == {"status": "UP"}
    for path in ("/actuator/ready", "/actuator/alive", "/actuator/metrics", "/actuator/prometheus"):
        assert browser.get(path, **outside).status_code == 404
    assert browser.get("/actuator/alive").status_code == 200, "from inside"
    assert "components" in browser.get("/actuator/health").json()
