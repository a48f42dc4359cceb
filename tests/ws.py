"""A synchronous room client for tests: says and hears what a browser's socket would."""

import contextlib
import itertools
import json
import time
import uuid
from collections.abc import Callable
from typing import Any, Self

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect as open_socket

from accounts.models import User
from accounts.sessions import open_session
from tests.live import Live

Event = dict[str, Any]
PATIENCE = 5.0  # seconds; a machine under load is slow, not wrong


class Refused(Exception):
    """The server answered a frame with an error."""

    def __init__(self, event: Event):
        self.event, self.code = event, event["code"]
        super().__init__(f"{event['code']}: {event.get('message')}")


class SocketClosed(Exception):
    """The socket was closed while something else was awaited."""

    def __init__(self, code: int | None, waited: str):
        self.code = code
        super().__init__(f"closed with {code} while waiting for {waited}")


def access_token(user: User) -> str:
    return open_session(user=user, device="test", address="127.0.0.1").access


def join(
    live: Live, room_id: str, token: str, *, process: int = 0, password: str = "", invite: str = ""
) -> httpx.Response:
    """POST …/join as somebody's browser does before it opens the socket."""
    body = {key: value for key, value in (("password", password), ("inviteToken", invite)) if value}
    return httpx.post(
        f"{live.http(process)}/api/rooms/{room_id}/join",
        json=body,
        headers={"Authorization": f"Bearer {token}"},
        timeout=20,
    )


class RoomClient:
    """One socket. Frames wait in an inbox until a test asks for them, so their order does not matter to it."""

    def __init__(self, socket: ClientConnection, user: User | None, token: str, peer: str):
        self.socket, self.user, self.token, self.peer = socket, user, token, peer
        self.events: list[Event] = []
        self.frames: list[bytes] = []
        self.seq = 0  # the largest seq seen
        self.welcome: Event = {}
        self._ids = itertools.count(1)
        self._prefix = uuid.uuid4().hex[:8]

    @classmethod
    def connect(
        cls,
        live: Live,
        room_id: str,
        user: User | None = None,
        *,
        token: str = "",
        process: int = 0,
        peer: str = "",
        media: bool = False,
        documents: str = "yjs",
        origin: str | None = None,
        welcome: bool = True,
        path: str = "",
        headers: dict[str, str] | None = None,
    ) -> Self:
        """Open the room's socket (or `path`) and wait for the welcome.

        With `documents=""` it is a JSON client's, which hears the documents' changes as events from the welcome on.
        Raises SocketClosed with the room's code, or websockets' InvalidStatus when the handshake is refused.
        """
        peer = peer or f"peer-{uuid.uuid4().hex[:12]}"
        if user is not None and not token:
            token = access_token(user)
        query = f"?peer={peer}" + ("&media=1" if media else "") + f"&documents={documents}" * bool(documents)
        path = path or f"/ws/rooms/{room_id}/{query}"
        opening = _open(
            live.ws(process) + path,
            additional_headers=({"Authorization": f"Bearer {token}"} if token else {}) | (headers or {}),
            origin=live.http(process) if origin is None else origin,  # type: ignore[arg-type]
            max_size=None,
            open_timeout=PATIENCE * 2,
            close_timeout=1,
            proxy=None,
            ping_interval=None,  # the server pings; a client that does not read must not end itself
        )
        client = cls(opening.__enter__(), user, token, peer)
        if welcome:
            client.welcome = client.expect("welcome")
            client.seq = max(client.seq, client.welcome.get("seq") or 0)
        return client

    @classmethod
    def enter(
        cls, live: Live, room_id: str, user: User, *, password: str = "", invite: str = "", **how: Any
    ) -> Self:
        """Join over REST, then connect."""
        token = access_token(user)
        answer = join(live, room_id, token, process=how.get("process", 0), password=password, invite=invite)
        assert answer.status_code == 200, f"{answer.status_code}: {answer.text}"
        return cls.connect(live, room_id, user, token=token, **how)

    @classmethod
    def enter_as_guest(
        cls, live: Live, room: Any, name: str = "Gil", *, invite: str = "", **how: Any
    ) -> Self:
        """With a name and a link (the room's own unless `invite` says another), then connect with the pass."""
        answer = httpx.post(
            f"{live.http(how.get('process', 0))}/api/rooms/{room.room_id}/guest",
            json={"username": name, "inviteToken": invite or room.invite_link_token},
            timeout=20,
        )
        assert answer.status_code == 200, f"{answer.status_code}: {answer.text}"
        return cls.connect(live, room.room_id, token=answer.json()["guestToken"], **how)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # --- saying

    def new_id(self) -> str:
        return f"{self._prefix}-{next(self._ids)}"

    def tell(self, type: str, /, *, id: str | None = None, **payload: Any) -> str:
        """Send an event and wait for nothing; returns its id."""
        id = id or self.new_id()
        self.send_raw(json.dumps({"type": type, "id": id, **payload}))
        return id

    def send(self, type: str, /, *, id: str | None = None, within: float = PATIENCE, **payload: Any) -> Event:
        """Send an event and wait for its ack. Raises Refused for an error."""
        id = self.tell(type, id=id, **payload)
        answer = self._take(
            lambda e: e.get("id") == id and e["type"] in {"ack", "error"}, f"ack of {type}", within
        )
        if answer["type"] == "error":
            raise Refused(answer)
        return answer

    def send_raw(self, frame: str | bytes) -> None:
        try:
            self.socket.send(frame)
        except ConnectionClosed as closed:
            raise SocketClosed(_code(closed), "sending") from closed

    def send_binary(self, frame: bytes) -> None:
        self.send_raw(frame)

    # --- hearing

    def expect(self, type: str, /, *, within: float = PATIENCE, **match: Any) -> Event:
        """The next event of this type whose fields are these; what else comes waits for later questions."""
        what = f"{type} {match}" if match else type
        return self._take(lambda e: e["type"] == type and _matches(e, match), what, within)

    def expect_error(self, code: str, *, within: float = PATIENCE) -> Event:
        return self.expect("error", code=code, within=within)

    def expect_binary(
        self, match: Callable[[bytes], bool] = lambda frame: True, *, within: float = PATIENCE
    ) -> bytes:
        deadline = time.monotonic() + within
        while True:
            for index, frame in enumerate(self.frames):
                if match(frame):
                    return self.frames.pop(index)
            if not self._pump(deadline - time.monotonic(), "a binary frame"):
                raise AssertionError(f"no such binary frame in {within} s; frames heard: {len(self.frames)}")

    def hears_nothing(self, type: str, /, *, within: float = 0.3, **match: Any) -> None:
        """Fails if such an event is here or comes within that time. The socket must stay open."""
        deadline = time.monotonic() + within
        while True:
            heard = [e for e in self.events if e["type"] == type and _matches(e, match)]
            assert not heard, f"heard {heard[0]}"
            if not self._pump(deadline - time.monotonic(), f"no {type}"):
                return

    def drain(self, quiet: float = 0.2) -> list[Event]:
        """Everything heard until `quiet` seconds pass without a frame; the inbox is empty after."""
        with contextlib.suppress(SocketClosed):
            while self._pump(quiet, "silence"):
                pass
        events, self.events = self.events, []
        return events

    # --- ending

    def wait_closed(self, within: float = PATIENCE) -> int | None:
        """Wait for the server to close; returns the code (1006 without a close frame). Fails if it stays open."""
        deadline = time.monotonic() + within
        try:
            while self._pump(deadline - time.monotonic(), "the close"):
                pass
        except SocketClosed as closed:
            return closed.code
        raise AssertionError(f"still open after {within} s")

    @property
    def close_code(self) -> int | None:
        return self.socket.close_code

    def close(self) -> None:
        self.socket.close()

    def cut(self) -> None:
        """Lose the connection without a close frame, as a network does."""
        self.socket.socket.shutdown(2)
        self.socket.close_socket()

    # --- inside

    def _take(self, match: Callable[[Event], bool], what: str, within: float) -> Event:
        deadline = time.monotonic() + within
        while True:
            for index, event in enumerate(self.events):
                if match(event):
                    return self.events.pop(index)
            if not self._pump(deadline - time.monotonic(), what):
                heard = [event["type"] for event in self.events]
                raise AssertionError(f"no {what} in {within} s; heard {heard}")

    def _pump(self, seconds: float, what: str) -> bool:
        """Read one frame into its inbox; False when none came in time."""
        try:
            frame = self.socket.recv(timeout=max(0.0, seconds))
        except TimeoutError:
            return False
        except ConnectionClosed as closed:
            raise SocketClosed(_code(closed), what) from closed
        if isinstance(frame, bytes):
            self.frames.append(frame)
        else:
            event = json.loads(frame)
            self.events.append(event)
            self.seq = max(self.seq, event.get("seq") or 0)
        return True


def _open(url: str, **options: Any) -> Any:
    try:
        return open_socket(url, **options)
    except ConnectionClosed as closed:  # the server went away in the middle of the handshake
        raise SocketClosed(_code(closed), "the handshake") from closed


def _matches(event: Event, fields: dict[str, Any]) -> bool:
    return all(event.get(name) == value for name, value in fields.items())


def _code(closed: ConnectionClosed) -> int:
    return closed.rcvd.code if closed.rcvd is not None else 1006
