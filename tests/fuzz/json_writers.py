"""People of a schedule who edit the code with JSON events: by patches, by patches with operations, by whole texts."""

import asyncio
import contextlib
import hashlib
import json
import logging
import random
from array import array
from dataclasses import dataclass
from typing import Any

import httpx
from diff_match_patch import diff_match_patch

from signaling.documents.diff import diff
from signaling.documents.patch import patch_of_edits
from signaling.documents.text import to_units
from tests.fuzz.ledger import FILLERS, Ledger, erasable, gaps
from tests.fuzz.writers import PATIENCE, Door, Writer

NOT_NOW = {"rate_limited", "unavailable"}
START_AGAIN = {"patch_does_not_apply", "version_too_old"}
AGAIN_SECONDS = 0.3
logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for each request, of which there are thousands


@dataclass
class Said:
    """A message that has no answer yet: its `payload` is said again as it is, the id with it."""

    payload: dict[str, Any]
    tokens: set[str]


class JsonWriter(Writer):
    """Keeps the text as it was told, makes one edit at a time of it, and waits until it has heard it back."""

    def __init__(self, door: Door, ledger: Ledger, chance: random.Random) -> None:
        door.query = ""  # hears JSON events
        super().__init__(door, ledger, chance)
        self.text, self.version = "", -1
        self.wanted = 0  # edits that are still to be made
        self.said: Said | None = None
        self.number = 0
        self.acknowledged_at = 0
        self.fetched = False

    def begin(self) -> None:
        self.fetched = False

    @property
    def ready(self) -> bool:
        return self.fetched

    @property
    def settled(self) -> bool:
        return self.fetched and not self.wanted and self.said is None and self.version >= self.acknowledged_at

    def content(self) -> Any:
        return self.text

    def compared_with(self, other: Writer) -> str:
        return f"at version {self.version}, with {self.said} under way and {self.wanted} to come"

    def unacknowledged(self) -> set[str]:
        return set(self.said.tokens) if self.said is not None else set()

    async def write(self) -> None:
        self.wanted += 1
        self.ledger.counts["edits"] += 1
        await self._go_on()

    async def _go_on(self) -> None:
        """The next edit, when the one before is part of the text here."""
        if self.away or not self.fetched or self.said is not None or not self.wanted:
            return
        if self.version < self.acknowledged_at:
            return
        self.wanted -= 1
        after, op, tokens = self._edit()
        self.number += 1
        self.said = Said(self._message(after, op), tokens)
        await self._say()

    async def _say(self) -> None:
        if self.said is not None:
            await self.send(json.dumps(self.said.payload))

    def _edit(self) -> tuple[str, dict[str, Any], set[str]]:
        """The text after one random edit, and the edit with offsets in UTF-16."""
        text, places = self.text, erasable(self.text)
        if places and self.chance.random() < 0.2:
            at = self.chance.choice(places)
            op = {"at": len(units_of(text[:at])), "del": len(units_of(text[at])), "ins": ""}
            return text[:at] + text[at + 1 :], op, set()
        token = self.ledger.token() if self.chance.random() < 0.7 else ""
        written = token or self.chance.choice(FILLERS)
        at = self.chance.choice(gaps(text)[-12:] if self.chance.random() < 0.6 else gaps(text))
        op = {"at": len(units_of(text[:at])), "del": 0, "ins": written}
        return text[:at] + written + text[at:], op, {token} if token else set()

    def _message(self, after: str, op: dict[str, Any]) -> dict[str, Any]:
        about = {"id": f"{self.door.peer}-{self.number}", "version": self.version}
        door = self.chance.randrange(3)
        if door == 0:
            return {"type": "code-change", "content": after, **about}
        patch = patch_of_edits(to_units(self.text), diff(self.text, after))
        message = {"type": "code-patch", "patch": patch, **about}
        return message if door == 1 else {**message, "ops": [op]}

    # --- what the server says --------------------------------------------------------------------------------------
    async def take_frame(self, frame: bytes) -> None:
        self.refused.append("a binary frame came to a JSON client")

    async def take_event(self, event: dict[str, Any]) -> None:
        match event["type"]:
            case "welcome":
                await self._fetch()
                await self._say()
            case "code-patch" | "code-change":
                await self._hear(event)
            case "ack" if self.said is not None and event["id"] == self.said.payload["id"]:
                self.ledger.acknowledge(self.said.tokens)
                self.ledger.counts["JSON edits acknowledged"] += 1
                self.acknowledged_at, self.said = max(self.acknowledged_at, event["seq"]), None
            case "error":
                await self._refused(event)
        await self._go_on()

    async def _refused(self, event: dict[str, Any]) -> None:
        if self.said is None or event.get("id") != self.said.payload["id"]:
            self.refused.append(event["code"])
        elif event["code"] in NOT_NOW:
            self.ledger.counts["said again later"] += 1
            await asyncio.sleep(AGAIN_SECONDS)
            await self._say()
        elif event["code"] in START_AGAIN:
            # Not taken, so nothing of it is anywhere: the same wish is made of the newest text.
            self.ledger.counts[event["code"]] += 1
            self.ledger.written -= self.said.tokens
            self.said = None
            self.wanted += 1
            await self._fetch()
        else:
            self.refused.append(event["code"])

    async def _hear(self, event: dict[str, Any]) -> None:
        if not self.fetched or event["newVersion"] <= self.version:
            return
        if event["version"] == self.version and event["patch"] is not None:
            text = patched(self.text, event["patch"])
            if hash_of(text) == event["textHash"]:
                self.text, self.version = text, event["newVersion"]
                return
            self.refused.append(f"a patch to {event['newVersion']} leads to another text than its hash says")
        self.ledger.counts["fetched again"] += 1
        await self._fetch()

    async def _fetch(self) -> None:
        """GET code, until it answers: while Redis is cut off, or a process is killed, it may not."""
        async with asyncio.timeout(PATIENCE):
            while not await self._fetch_once():
                if self.socket is None:
                    return
                await asyncio.sleep(0.1)

    async def _fetch_once(self) -> bool:
        place = self.chance.choice(self.door.places)
        with contextlib.suppress(httpx.TransportError):
            async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE / 4) as client:
                answer = await client.get(
                    f"{place.ws_url.replace('ws', 'http', 1)}/api/rooms/{self.door.room_id}/code",
                    headers={"Authorization": f"Bearer {self.door.token}"},
                )
            if answer.status_code == 200:
                body = answer.json()
                if body["version"] >= self.version:
                    self.text, self.version = body["content"], body["version"]
                    if hash_of(self.text) != body["textHash"]:
                        self.refused.append("GET code has another hash than its text")
                self.fetched = True
                return True
            if answer.status_code < 500:
                self.refused.append(f"GET code: {answer.status_code} {answer.text}")
        return False


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def units_of(text: str) -> str:
    """Every UTF-16 unit as a letter of its own, as JavaScript counts them."""
    return "".join(map(chr, array("H", text.encode("utf-16-le"))))


def text_of(units: str) -> str:
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def patched(text: str, patch: str) -> str:
    """By the library itself, in units, as JavaScript would."""
    library = diff_match_patch()
    patches = library.patch_fromText(patch)
    for each in patches:
        each.diffs = [(kind, units_of(part)) for kind, part in each.diffs]
    units, _ = library.patch_apply(patches, units_of(text))
    return text_of(units)
