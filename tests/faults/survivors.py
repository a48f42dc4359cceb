"""People whose server is killed under them: they come back, say again what was not acknowledged, and catch up."""

import contextlib
import random
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
from websockets.exceptions import InvalidHandshake

from tests.live import Live
from tests.ws import Event, Refused, RoomClient, SocketClosed, access_token, join

BACK_SECONDS = 60
LOST = (OSError, InvalidHandshake, SocketClosed, EOFError, httpx.TransportError)


@contextlib.contextmanager
def killer(live: Live, kills: int, seed: int) -> Iterator[threading.Event]:
    """Kills and restarts one server process after the other while the block runs; the event says that all are done."""
    done = threading.Event()
    chance = random.Random(seed)
    problems: list[BaseException] = []

    def run() -> None:
        try:
            for number in range(kills):
                time.sleep(chance.uniform(0.2, 1.5))
                live.kill(number)
                time.sleep(chance.uniform(0.0, 0.3))
                live.restart(number)
        except BaseException as problem:
            problems.append(problem)
        finally:
            done.set()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield done
    finally:
        thread.join()
    if problems:
        raise problems[0]


class Talker:
    """Somebody in a room's chat, who remembers what a page remembers: the largest seq."""

    def __init__(self, live: Live, room_id: str, user: Any, process: int):
        self.live, self.room_id, self.user, self.process = live, room_id, user, process
        self.token = access_token(user)
        assert join(live, room_id, self.token, process=process).status_code == 200
        self.said: list[str] = []
        self.heard: list[Event] = []
        self.returns = 0
        self.client = RoomClient.connect(live, room_id, user, token=self.token, process=process)
        self.seq = self.client.welcome["seq"]

    def say(self, text: str) -> None:
        """Until it is acknowledged, under one id however often it has to be said."""
        id = self.client.new_id()
        while True:
            try:
                self.client.send("chat", id=id, message=text)
                break
            except Refused as refused:
                if refused.code != "rate_limited":
                    raise
                time.sleep(0.25)
            except SocketClosed:
                self.come_back()
        self.said.append(text)

    def listen(self, quiet: float = 0.05) -> None:
        """Take in what came; after a cut come back and catch up."""
        try:
            while self.client._pump(quiet, "anything"):
                pass
        except SocketClosed:
            self._take()
            self.come_back()
        self._take()

    def come_back(self) -> None:
        self._take()
        deadline = time.monotonic() + BACK_SECONDS
        while True:
            try:
                self.client = RoomClient.connect(
                    self.live,
                    self.room_id,
                    self.user,
                    token=self.token,
                    process=self.process,
                    peer=self.client.peer,
                )
                self.client.tell("catch-up", since=self.seq)
                head = self.client.expect("head", within=20)["seq"]
                self._take()
                assert self.seq >= head
                self.returns += 1
                return
            except LOST:
                assert time.monotonic() < deadline, "the server did not come back"
                time.sleep(0.2)

    def _take(self) -> None:
        """Durable events in the order in which they came; what was heard before is passed over."""
        for event in self.client.events:
            seq = event.get("seq")
            if seq is not None and event["type"] not in {"ack", "head", "welcome"} and seq > self.seq:
                self.seq = seq
                self.heard.append(event)
        self.client.events.clear()
