"""Real Yjs beside the tests: a Node process with as many documents as a test wants."""

import base64
import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PACKAGES = HERE.parent.parent / "frontend" / "package.json"


class YjsError(AssertionError):
    """Yjs threw: what it was given, no browser could have read."""


def encoded(updates: Iterable[bytes]) -> list[str]:
    return [base64.b64encode(update).decode() for update in updates]


class YjsPeer:
    def __init__(self) -> None:
        node = shutil.which("node")
        assert node is not None, "Node is needed, as for the frontend"
        self._process = subprocess.Popen(
            [node, str(HERE / "yjs_peer.mjs"), str(PACKAGES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, do: str, name: str, **arguments: Any) -> Any:
        """Raises YjsError with what Yjs threw."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, "name": name, **arguments}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise YjsError(answer["error"])
        return answer["value"]

    def open(self, name: str, client: int | None = None, updates: list[bytes] | None = None) -> "YjsDoc":
        self.ask("open", name, **({} if client is None else {"client": client}))
        doc = YjsDoc(self, name)
        doc.apply(*(updates or []))
        return doc

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


class YjsDoc:
    """One document of the peer's."""

    def __init__(self, peer: YjsPeer, name: str) -> None:
        self._peer = peer
        self._name = name

    def apply(self, *updates: bytes) -> None:
        """Raises YjsError where Yjs throws, and where it waits for what it was not given."""
        waits = self._peer.ask("apply", self._name, updates=encoded(updates))
        if waits:
            raise YjsError("structs are missing")

    def put(self, page: str, entries: dict[str, Any]) -> list[bytes]:
        """Set entries of a page (None: delete them) in one transaction; gives what Yjs would send."""
        self._peer.ask("set", self._name, page=f"page:{page}", entries=entries)
        return self.sent()

    def sent(self) -> list[bytes]:
        return [base64.b64decode(update) for update in self._peer.ask("sent", self._name)]

    def keep_deleted(self, page: str) -> None:
        """Have an undo manager from now on, which keeps what is overwritten."""
        self._peer.ask("keepDeleted", self._name, page=f"page:{page}")

    def undo(self) -> list[bytes]:
        self._peer.ask("undo", self._name)
        return self.sent()

    def state(self, since: bytes | None = None) -> bytes:
        known = {} if since is None else {"since": base64.b64encode(since).decode()}
        return base64.b64decode(self._peer.ask("state", self._name, **known))

    def pages(self, *pages: str) -> dict[str, dict[str, Any]]:
        """By page and key."""
        roots = [f"page:{page}" for page in pages]
        found: dict[str, Any] = self._peer.ask("pages", self._name, pages=roots)
        return {root.removeprefix("page:"): entries for root, entries in found.items()}
