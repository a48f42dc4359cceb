"""B3, B12: twenty thousand bad frames and six thousand corrupted updates, and nobody else notices.

Sixty thousand more updates are tried without sockets: tests/documents/test_hostile_updates.py.

FUZZ=10 in the environment makes it ten times as many (`make fuzz`); FUZZ_SEED another run of them.
"""

import asyncio
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from signaling.documents import services
from tests.documents.test_hostile_updates import lively_document
from tests.documents.test_live import Editor as Newcomer
from tests.fuzz.crowd import PATIENCE, Attacker, Editor, Talker
from tests.live import Live
from tests.ws import access_token, join

TIMES = int(os.environ.get("FUZZ", "1"))
SEED = int(os.environ.get("FUZZ_SEED", "2026"))
FRAMES = 20_000 * TIMES
UPDATES = 6_000 * TIMES
ATTACKERS, TALKERS, EDITORS = 8, 4, 2


@dataclass
class Place:
    """How somebody gets to the room's socket."""

    live: Live
    room: Any

    def arguments(self, user: Any, process: int) -> tuple[str, str, str]:
        token = access_token(user)
        join(self.live, self.room.room_id, token, process=process, invite=self.room.invite_link_token)
        return f"{self.live.ws(process)}/ws/rooms/{self.room.room_id}/", self.live.http(process), token


def test_b3_b12_nobody_notices_what_others_send(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    print(f"FUZZ_SEED={SEED} FUZZ={TIMES}")
    chance = random.Random(SEED)
    room = make_room(room_type="CLASSROOM", class_capacity_tier=50)
    room.switches = {"allowEditCode": True, "allowMicrophone": True}
    room.save()
    place, logs = Place(live, room), [len(server.log()) for server in live.servers]
    talkers = [Talker(*place.arguments(make_user(account_type="STUDENT"), n)) for n in range(TALKERS)]
    editors = [Editor(*place.arguments(make_user(account_type="STUDENT"), n)) for n in range(EDITORS)]
    docs, _ = lively_document(chance)
    attackers = []
    for number in range(ATTACKERS):
        url, origin, token = place.arguments(make_user(account_type="STUDENT"), number)
        urls = [url, f"{live.ws(number)}/ws/me/"]
        attackers.append(Attacker(urls, origin, token, random.Random(SEED + number), docs[0].get_update()))

    started = time.monotonic()
    asyncio.run(everybody(talkers, editors, attackers))
    rounds = sum(attacker.rounds for attacker in attackers)
    codes: dict[str, int] = {}
    for attacker in attackers:
        for code, count in attacker.answers.items():
            codes[code] = codes.get(code, 0) + count
    print(f"{rounds} sockets of attackers in {time.monotonic() - started:.0f} s, errors: {codes}")

    waits = sorted(wait for talker in talkers for wait in talker.waits)
    print(f"a line of chat was taken after {waits[len(waits) // 2]:.2f} s, at most {waits[-1]:.2f} s")

    assert sum(attacker.frames for attacker in attackers) >= FRAMES
    assert sum(attacker.updates for attacker in attackers) >= UPDATES
    assert codes.keys() >= {"bad_json", "bad_field", "unknown_type", "not_here", "too_big"}, (
        "every kind was sent"
    )
    heard_in_order_by_all(talkers)
    text = services.read_code(room=room.pk).content
    for number, editor in enumerate(editors):
        assert editor.refused == [], "an honest edit is never refused"
        assert str(editor.text) == text
        assert all(text.count(f"w{number}-{word} ") == 1 for word in range(20)), "and none is lost"
    for server, start in zip(live.servers, logs, strict=True):
        log = server.log()[start:]
        assert "Traceback" not in log and " ERROR " not in log, log[max(0, log.find("Traceback") - 2000) :][
            :6000
        ]
    newcomer_finds_all_in_order(live, room, make_user(account_type="STUDENT"), text)


async def everybody(talkers: list[Talker], editors: list[Editor], attackers: list[Attacker]) -> None:
    over = asyncio.Event()
    await asyncio.gather(*(talker.come_in() for talker in talkers))
    await asyncio.gather(*(editor.come_in() for editor in editors))
    honest = [asyncio.create_task(talker.talk(f"t{n}", over)) for n, talker in enumerate(talkers)]
    honest += [asyncio.create_task(editor.write(f"w{n}-", over)) for n, editor in enumerate(editors)]
    await asyncio.gather(
        *(attacker.attack(FRAMES // ATTACKERS + 1, UPDATES // ATTACKERS + 1) for attacker in attackers)
    )
    over.set()
    await asyncio.gather(*honest)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        told = all(len(talker.lines()) >= sum(len(each.said) for each in talkers) for talker in talkers)
        settled = all(editor.saved == editor.sent for editor in editors)
        if told and settled and str(editors[0].text) == str(editors[1].text):
            break
        await asyncio.sleep(0.1)
    for somebody in (*talkers, *editors):
        assert somebody.alive, f"an innocent socket was closed with {somebody.socket.close_code}"
        await somebody.close()


def heard_in_order_by_all(talkers: list[Talker]) -> None:
    first = talkers[0].lines()
    for talker in talkers:
        assert talker.lines() == first, "everybody hears the same, in the same order"
    for number, talker in enumerate(talkers):
        errors = [event for event in talker.heard if event["type"] == "error"]
        assert not errors, "and nothing that was honest is refused"
        own = [line for line in first if line.startswith(f"t{number} says ")]
        assert own == talker.said, "each line once, as it was said"


def newcomer_finds_all_in_order(live: Live, room: Any, user: Any, text: str) -> None:
    late = Newcomer(live, room, user).come_in()
    late.until(lambda: str(late) == text)
    assert late.socket.welcome["chat"], "what was said can be read again"
    late.socket.send("chat", message="all is well")
    late.socket.close()
