"""Servers are killed in the middle of things: nothing that was acknowledged is lost or comes twice."""

import random
import time
from collections.abc import Callable
from typing import Any, Self

import pytest

from rooms.models import ChatMessage
from signaling.documents import services
from signaling.documents.frames import MessageKind, SyncKind
from tests.documents.test_live import Editor
from tests.faults.survivors import BACK_SECONDS, LOST, Talker, killer
from tests.live import Live

pytestmark = pytest.mark.faults
KILLS = 5
SEED = 20_26


def test_chat_survives_kills(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    ada, cai = make_user("ada"), make_user("cai", account_type="CANDIDATE")
    room = make_room(ada)
    talkers = [Talker(live, room.room_id, user, process) for process, user in enumerate((ada, cai))]
    with killer(live, KILLS, SEED) as done:
        while not done.is_set():
            for talker in talkers:
                talker.say(f"{talker.user.username} {len(talker.said)}")
                talker.listen()
            time.sleep(0.1)
    for talker in talkers:
        talker.say(f"{talker.user.username} says goodbye")
    for talker in talkers:
        talker.listen(quiet=1.0)

    assert sum(talker.returns for talker in talkers) >= KILLS
    kept = list(ChatMessage.objects.filter(room=room).order_by("id").values_list("username", "message"))
    for talker in talkers:
        assert [text for name, text in kept if name == talker.user.username] == talker.said
        heard = [event for event in talker.heard if event["type"] == "chat"]
        assert [(event["username"], event["message"]) for event in heard] == kept, (
            "everybody heard all, in order, once"
        )
        talker.client.close()


def between_words(text: str) -> list[int]:
    return [0, *(at + 1 for at, character in enumerate(text) if character == " ")]


class Returning(Editor):
    """An editor that is in only when the server has asked for what it lacks: from then on `saved` counts everything."""

    asked = False

    def come_in(self, process: int = 0) -> Self:
        self.asked = False
        super().come_in(process)
        self.until(lambda: self.asked)
        return self

    def _take(self, frame: bytes) -> None:
        super()._take(frame)
        self.asked = self.asked or frame[1:3] == bytes((MessageKind.SYNC, SyncKind.STEP_1))


class Typist:
    """Somebody in the editor who comes back with the copy they have."""

    def __init__(self, live: Live, room: Any, user: Any, process: int):
        self.editor, self.user, self.process = Returning(live, room, user), user, process
        self.typed: list[str] = []
        self.returns = 0
        self.editor.come_in(process)

    def type(self, chance: random.Random) -> None:
        word = f"{self.user.username}{len(self.typed)} "
        self.typed.append(word)
        try:
            self.editor.type(chance.choice(between_words(str(self.editor))), word)
        except LOST:
            self.come_back()
        self.read()

    def read(self, seconds: float = 0.05) -> None:
        deadline = time.monotonic() + seconds
        try:
            self.editor.until(lambda: time.monotonic() > deadline)
        except LOST:
            self.come_back()

    def come_back(self) -> None:
        deadline = time.monotonic() + BACK_SECONDS
        while True:
            try:
                self.editor.come_in(self.process)
                self.returns += 1
                return
            except (*LOST, AssertionError):
                assert time.monotonic() < deadline, "the server did not come back"
                time.sleep(0.2)


def test_edits_survive_kills(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    ada, cai = make_user("ada"), make_user("cai", account_type="CANDIDATE")
    room = make_room(ada)
    chance = random.Random(SEED)
    typists = [Typist(live, room, user, process) for process, user in enumerate((ada, cai))]
    acknowledged: list[str] = []
    with killer(live, KILLS, SEED + 1) as done:
        while not done.is_set():
            for typist in typists:
                typist.type(chance)
                if typist.editor.saved == typist.editor.sent:
                    acknowledged = list(dict.fromkeys([*acknowledged, *typist.typed]))
            stored = services.read_code(room=room.pk).content
            lost = [word for word in acknowledged if stored.count(word) == 0]
            assert not lost, f"acknowledged, and not in the database: {lost}"
    first, second = (typist.editor for typist in typists)
    deadline = time.monotonic() + 20
    while not (str(first) == str(second) and first.saved == first.sent and second.saved == second.sent):
        assert time.monotonic() < deadline, "the copies do not agree"
        for typist in typists:
            typist.read(0.2)

    assert sum(typist.returns for typist in typists) >= KILLS
    text = str(first)
    assert services.read_code(room=room.pk).content == text
    words = [word for typist in typists for word in typist.typed]
    assert acknowledged
    assert {word: text.count(word) for word in words} == dict.fromkeys(words, 1)
