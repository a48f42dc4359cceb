"""How many bytes a keystroke costs through each door, in a file of 5 KB: in, and out to each other person."""

import asyncio
import random
from typing import Any

from bench.figures import Goal, Table
from bench.sockets import Client, JsonClient, YjsClient
from bench.stage import Hall, make_hall
from signaling.documents.text import utf16_length

FILE_BYTES = 5 * 1024
KEYSTROKES = 200
A_SECOND = 25  # the JSON doors take 30
LETTERS = "abcdefghijklmnopqrstuvwxyz (){}=\n"


def a_file(chance: random.Random) -> str:
    lines = []
    while sum(map(len, lines)) < FILE_BYTES:
        lines.append(
            "    " * chance.randrange(3) + "value = " + "".join(chance.choices(LETTERS[:27], k=24)) + "\n"
        )
    return "".join(lines)[:FILE_BYTES]


def measure(server: Any) -> Table:
    text = a_file(random.Random(5))
    doors = {
        "Yjs": asyncio.run(_type(server, text, "yjs")),
        "`code-patch`": asyncio.run(_type(server, text, "code-patch")),
        "`code-change` (the whole text)": asyncio.run(_type(server, text, "code-change")),
    }
    whole = doors["`code-change` (the whole text)"][0]
    rows = []
    for name, (told, heard, answer) in doors.items():
        saved = [
            f"{100 * (1 - figure / whole):.1f} % less" if figure < whole else "–" for figure in (told, heard)
        ]
        rows.append([name, f"{told:.0f}", f"{heard:.0f}", f"{answer:.0f}", saved[0], saved[1]])
    yjs, patch = doors["Yjs"], doors["`code-patch`"]
    goals = [
        Goal("Yjs at most 60 bytes a keystroke, each way", max(yjs[:2]) <= 60),
        Goal("patches 90 % less than the whole text, each way", max(patch[:2]) <= whole / 10),
    ]
    return Table(
        f"Bytes a keystroke, in a file of {utf16_length(text)} letters",
        [
            "Door",
            "in",
            "out, to each other person",
            "answer",
            "in, to the whole text",
            "out, to the whole text",
        ],
        rows,
        f"Payloads of frames, the mean of {KEYSTROKES} keystrokes that each wait for their answer; "
        "the page joins what comes within 30 ms and so sends less. "
        f"Beside the whole text as it came in, since that is what would go out. {'; '.join(map(str, goals))}.",
    )


async def _type(server: Any, text: str, door: str) -> tuple[float, float, float]:
    """Bytes in, out to a peer, and of the answer, per keystroke."""
    hall: Hall = await asyncio.to_thread(_hall_with, text)
    typist: Client
    peer: Client
    if door == "yjs":
        typist, peer = (
            YjsClient(hall.door(0, server), "typist-0001"),
            YjsClient(hall.door(1, server), "peer-00001"),
        )
    else:
        typist, peer = (JsonClient(hall.door(n, server), f"person-{n:05}", by=door) for n in range(2))
    await typist.open()
    await peer.open()
    if isinstance(typist, JsonClient):
        typist.body, typist.version = text, 1
    at = len(text) // 2
    key, _ = await typist.type(at, "x")  # type: ignore[attr-defined]  # the first one brings the client's id along
    await peer.until(key)
    for client in (typist, peer):
        client.told_bytes = client.heard_bytes = client.answer_bytes = 0
    for number in range(KEYSTROKES):
        await asyncio.sleep(1 / A_SECOND)
        key, _ = await typist.type(at + 1 + number, LETTERS[number % len(LETTERS)])  # type: ignore[attr-defined]
        await peer.until(key)
        if isinstance(typist, YjsClient):
            await typist.acknowledged()
    figures = (typist.told_bytes, peer.heard_bytes, typist.answer_bytes)
    await typist.close()
    await peer.close()
    return tuple(figure / KEYSTROKES for figure in figures)  # type: ignore[return-value]


def _hall_with(text: str) -> Hall:
    from signaling.documents.services import create_documents, delete_documents

    hall = make_hall(2)
    delete_documents(room=hall.pk)
    create_documents(room=hall.pk, language="python", text=text)
    return hall
