"""The stock y-websocket client of npm, in a Node process of its own."""

import json
import queue
import shutil
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, Self

from django.conf import settings

FRONTEND = settings.BASE_DIR / "frontend"
SCRIPT = Path(__file__).with_name("stock_client.mjs")
PATIENCE = 20.0  # a machine under load is slow, not wrong


class StockClient:
    """Fails, and does not skip, where Node or the packages of frontend/ are missing."""

    def __init__(
        self, url: str, room_id: str, *, kind: str = "code", token: str = "", ticket: str = ""
    ) -> None:
        node = shutil.which("node")
        assert node, "Node is needed for this test."
        for package in ("y-websocket", "ws", "yjs"):
            assert (FRONTEND / "node_modules" / package).is_dir(), (
                f"npm ci in frontend/: {package} is missing."
            )
        command = [
            node,
            str(SCRIPT),
            str(FRONTEND),
            f"{url}/ws/rooms/{room_id}/documents",
            kind,
            token,
            ticket,
        ]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._lines: queue.Queue[dict[str, Any]] = queue.Queue()
        self.events: list[dict[str, Any]] = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            try:
                self._lines.put(json.loads(line))
            except ValueError:
                self._lines.put({"event": "crash", "line": line})
        self._lines.put({"event": "end"})

    def tell(self, do: str, **command: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **command}) + "\n")
        self._process.stdin.flush()

    def expect(self, event: str, **match: Any) -> dict[str, Any]:
        """The next such thing that it says; what it says of errors is kept in `events`."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                said = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no {event} {match}; heard {self.events}") from None
            if said["event"] == event and all(said.get(name) == value for name, value in match.items()):
                return said
            self.events.append(said)
            assert said["event"] not in {"crash", "end"}, f"the client ended: {self.events}"

    def read(self) -> dict[str, Any]:
        self.tell("read")
        return self.expect("text")

    def until_text(self, text: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while (seen := self.read()["text"]) != text:
            assert time.monotonic() < deadline, f"{seen!r} is not {text!r}"
            time.sleep(0.05)

    @property
    def errors(self) -> list[dict[str, Any]]:
        return [event for event in self.events if event["event"] == "error"]
