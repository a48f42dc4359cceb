"""What has no number, such as a raised hand, is told after the welcome that was read before it, not instead of it."""

import asyncio
import json
from datetime import timedelta
from typing import Any

from django.utils import timezone

from signaling.frames import CLOSE_DENIED, CLOSE_TOO_SLOW, event_frame
from signaling.hooks import Entry, Identity, Person
from signaling.hub import Hub
from signaling.outbox import MAX_FRAMES
from signaling.socket import Socket

ROOM = 7


def a_socket(sent: list[dict[str, Any]]) -> Socket:
    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    person = Person("5", "cai", "Cai", "CANDIDATE")
    return Socket(
        address=ROOM,
        identity=Identity("5", "s", timezone.now() + timedelta(hours=1)),
        send=send,
        give_up=lambda: None,
        entry=Entry(ROOM, "abc-defg-hij", person, frozenset({"read"}), is_host=False),
    )


def types(sent: list[dict[str, Any]]) -> list[str]:
    return [json.loads(message["text"])["type"] for message in sent if "text" in message]


async def test_a_hand_that_goes_up_while_somebody_comes_in_is_told_after_their_welcome() -> None:
    sent: list[dict[str, Any]] = []
    hub, socket = Hub(), a_socket(sent)
    socket.await_welcome()
    hub.add(socket)
    hub.cast(ROOM, event_frame("hand", {"userId": "3", "raised": True}), local=True)
    hub.cast(ROOM, event_frame("typing", {"userId": "3"}), volatile=True, local=True)
    await asyncio.sleep(0.05)
    assert types(sent) == []
    await socket.write(event_frame("welcome", {"seq": 0}))
    socket.welcomed()
    hub.cast(ROOM, event_frame("hand", {"userId": "4", "raised": True}), local=True)
    await asyncio.sleep(0.05)
    assert types(sent) == ["welcome", "hand", "hand"], "and what was only for that moment is past"


async def test_who_is_closed_before_their_welcome_hears_why() -> None:
    sent: list[dict[str, Any]] = []
    socket = a_socket(sent)
    socket.await_welcome()
    socket.send_text(event_frame("removed", {"message": "A host removed you."}))
    socket.close(CLOSE_DENIED)
    await asyncio.wait_for(socket.outbox.writer, 2)
    assert types(sent) == ["removed"] and sent[-1]["code"] == CLOSE_DENIED


async def test_who_does_not_take_their_welcome_keeps_nothing_piling_up() -> None:
    sent: list[dict[str, Any]] = []
    socket = a_socket(sent)
    socket.await_welcome()
    for number in range(MAX_FRAMES + 1):
        assert not socket.outbox.closing
        socket.send_text(event_frame("hand", {"userId": str(number), "raised": True}))
    await asyncio.wait_for(socket.outbox.writer, 2)
    assert types(sent) == [] and sent[-1]["code"] == CLOSE_TOO_SLOW
