"""A page with several people in it, each with the real media engine and none with a server."""

import functools
import http.server
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

HERE = Path(__file__).resolve().parent
FRONTEND = HERE.parents[2] / "frontend"
PATIENCE_SECONDS = 30


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="session")
def harness_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The harness, built and served on a free port of this machine."""
    built = tmp_path_factory.mktemp("harness")
    vite = FRONTEND / "node_modules" / "vite" / "bin" / "vite.js"
    command = [
        "node",
        str(vite),
        "build",
        str(HERE),
        "--outDir",
        str(built),
        "--emptyOutDir",
        "--logLevel",
        "warn",
    ]
    subprocess.run(command, check=True, cwd=FRONTEND)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(built)))
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


class Harness:
    """People in one page; what they are called is up to the test."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def call(self, method: str, *arguments: Any) -> Any:
        return self.page.evaluate(
            "([method, args]) => window.harness[method](...args)", [method, list(arguments)]
        )

    def begin(self, *, seed: int = 1, loss: float = 0, copies: float = 0, delay: float = 5) -> None:
        self.call("begin", seed, {"loss": loss, "copies": copies, "delay": delay})

    def begin_peace(self) -> None:
        """From now on every signal arrives."""
        self.page.evaluate("Object.assign(window.harness.room.faults, {loss: 0, copies: 0, delay: 5})")

    def frames(self, tab: str, of: str, kind: str = "video") -> int:
        """Pictures of this person decoded by this tab since their connection was made."""
        person = self.call("stats", tab)["people"].get(of, {})
        return int(person.get("received", {}).get(kind, {}).get("frames", 0))

    def person(self, tab: str, of: str) -> dict[str, Any]:
        found: dict[str, Any] = self.call("snapshot", tab)["people"].get(of, {})
        return found

    def pair(self, tab: str, of: str) -> str:
        return str(self.call("stats", tab)["people"][of]["pair"])

    def energy(self, tab: str, of: str) -> float:
        """Grows while there is something to hear."""
        person = self.call("stats", tab)["people"].get(of, {})
        return float(person.get("received", {}).get("audio", {}).get("audioEnergy", 0))

    def hears(self, tab: str, of: str) -> bool:
        """The test camera's microphone beeps once a second."""
        before = self.energy(tab, of)
        time.sleep(1.6)
        return self.energy(tab, of) > before

    def sees(self, tab: str, of: str, kind: str = "video") -> bool:
        """New pictures keep coming."""
        before = self.frames(tab, of, kind)
        time.sleep(0.7)
        return self.frames(tab, of, kind) > before + 1

    def until(self, holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> float:
        """Waits; returns how long it took, in seconds."""
        start = time.monotonic()
        while not holds():
            assert time.monotonic() - start < seconds, "it did not come to pass"
            time.sleep(0.1)
        return time.monotonic() - start

    def all_see_each_other(self, *tabs: str) -> None:
        for tab in tabs:
            for other in tabs:
                if tab != other:
                    self.until(functools.partial(self.sees, tab, other))


@pytest.fixture
def harness(browser: Browser, harness_url: str) -> Iterator[Harness]:
    context = browser.new_context(permissions=["camera", "microphone"])
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(harness_url)
    yield Harness(page)
    page.evaluate("window.harness.end()")
    context.close()
    assert not complaints
