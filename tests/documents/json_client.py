"""A JSON client against an engine of the test: edits by patch, whole text or operations, follows what it hears."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from signaling.documents import code_feed as code_feed
from signaling.documents.changes import TextEdit
from signaling.documents.diff import diff
from signaling.documents.json_code import CodeEdit, commit, prepare
from signaling.documents.listening import JsonListener
from signaling.documents.models import UpdateKind
from signaling.documents.patch import edits_of_patch, parse_patch, patch_of_edits
from signaling.documents.rebase import apply
from signaling.documents.text import Units, from_units, text_hash, to_units
from tests.documents.network import Process
from tests.documents.yjs import Someone


@dataclass
class JsonClient:
    room: int
    user: str
    abilities: frozenset[str] = frozenset({"edit_code"})
    wants_content: bool = False
    text: str = ""
    version: int = 0
    heard: list[dict[str, Any]] = field(default_factory=list)
    gaps: int = 0

    @property
    def person(self) -> Someone:
        return Someone(self.user)

    def send_text(self, frame: str) -> None:
        self.heard.append(json.loads(frame))

    async def connect(self, process: Process) -> "JsonClient":
        self.process = process
        self.listener = JsonListener(self)
        self.listener.release()
        self.opened = process.engine.open(self.room, "code")
        await self.opened.document.feeder.add(self.listener)
        self.read()
        return self

    def disconnect(self) -> None:
        self.process.engine.stop_listening(self.opened, self.listener)

    def read(self) -> None:
        """Go on by what was heard. A patch that does not follow what is here would be fetched: a test counts these."""
        heard, self.heard = self.heard, []
        for event in heard:
            if event["newVersion"] <= self.version:
                continue
            if event["version"] != self.version:
                self.gaps += 1
                continue
            units = to_units(self.text)
            self.text = from_units(apply(units, edits_of_patch(units, parse_patch(event["patch"]))))
            self.version = event["newVersion"]
            assert text_hash(self.text) == event["textHash"]

    async def patch(
        self, edits: Sequence[TextEdit], *, id: str | None = None, version: int | None = None
    ) -> int:
        """Send edits of the text as it is here."""
        made = patch_of_edits(to_units(self.text), edits)
        return await self.send_patch(made, self.version if version is None else version, id=id)

    async def send_patch(self, patch: str, version: int, *, id: str | None = None) -> int:
        def find(units: Units) -> list[TextEdit]:
            return edits_of_patch(units, parse_patch(patch))

        return await self._send(find, UpdateKind.PATCH, version, id)

    async def change(self, content: str, *, id: str | None = None, version: int | None = None) -> int:
        def find(units: Units) -> list[TextEdit]:
            return diff(from_units(units), content)

        return await self._send(find, UpdateKind.CONTENT, self.version if version is None else version, id)

    async def _send(self, find: Any, kind: UpdateKind, version: int, id: str | None) -> int:
        edit = CodeEdit(self.room, self.user, version, find, kind, id, 100, self.process.engine)
        prepared = await prepare(edit)
        if isinstance(prepared, int):
            return prepared
        return await commit(prepared, partial(self.may_edit))

    def may_edit(self) -> bool:
        return "edit_code" in self.abilities

    async def edit_somewhere(self, chance: random.Random, token: str) -> None:
        """Insert a token, delete a little, by one of the ways there are."""
        at = chance.randrange(len(self.text) + 1)
        gone = self.text[at : at + chance.choice([0, 0, 1, 3])]
        after = self.text[:at] + token + self.text[at + len(gone) :]
        if chance.random() < 0.5:
            await self.change(after)
        else:
            await self.patch(diff(self.text, after))
