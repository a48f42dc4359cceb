"""A small client of a room's code over JSON events: signs in, joins, edits, follows what others do.

Needs Python 3.11 and `pip install httpx websockets diff-match-patch`. See README.md beside this file.
"""

import argparse
import contextlib
import getpass
import hashlib
import itertools
import json
import os
import re
import time
import uuid
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import quote, unquote

import httpx
from diff_match_patch import diff_match_patch
from websockets.sync.client import ClientConnection, connect

HEADER = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
WAIT_SECONDS = 20


class Refused(Exception):
    """The server did not take an edit, for a reason that trying again does not mend."""


# --- patches: the text form of diff-match-patch, with offsets in UTF-16 units ---------------------------------------
def length(text: str) -> int:
    """How many UTF-16 units a text has: an emoji has two."""
    return len(text.encode("utf-16-le")) // 2


def make_patch(before: str, after: str) -> str:
    """One hunk for each change. The library compares; its own offsets count an emoji as one, so they are not used."""
    lines = []
    at = 0
    for changed, run in itertools.groupby(
        diff_match_patch().diff_main(before, after), key=lambda part: part[0] != 0
    ):
        parts = list(run)
        gone = "".join(text for sign, text in parts if sign < 0)
        come = "".join(text for sign, text in parts if sign > 0)
        if changed:
            lines.append(f"@@ -{_place(at, length(gone))} +{_place(at, length(come))} @@\n")
            lines += [
                f"{sign}{quote(text, safe=PLAIN)}\n" for sign, text in (("-", gone), ("+", come)) if text
            ]
            at += length(come)
        else:
            at += sum(length(text) for _, text in parts)
    return "".join(lines)


PLAIN = "!~*'();/?:@&=+$,# "


def _place(at: int, units: int) -> str:
    return f"{at},0" if units == 0 else f"{at + 1},{units}"


def apply_patch(text: str, patch: str) -> str | None:
    """The text after the patch; None where the patch is of another text."""
    units = text.encode("utf-16-le")  # two bytes a unit
    for hunk in re.split(r"^(?=@@ )", patch, flags=re.MULTILINE)[1:]:
        header, *lines = hunk.splitlines()
        match = HEADER.fullmatch(header)
        if match is None:
            return None
        at = 2 * (int(match[3]) - (match[4] != "0"))
        old, new = b"", b""
        for line in lines:
            part = unquote(line[1:]).encode("utf-16-le")
            old += part if line[0] in " -" else b""
            new += part if line[0] in " +" else b""
        if units[at : at + len(old)] != old:
            return None
        units = units[:at] + new + units[at + len(old) :]
    return units.decode("utf-16-le")


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


# --- the client -------------------------------------------------------------------------------------------------------
class CodeClient:
    """`content` is the code at `version`, as far as the server has told."""

    def __init__(self, site: str, room_id: str, token: str) -> None:
        self.room = f"{site}/api/rooms/{room_id}"
        self.http = httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=WAIT_SECONDS)
        address = f"{site.replace('http', 'ws', 1)}/ws/rooms/{room_id}/"
        headers = {"Authorization": f"Bearer {token}"}
        self._ends = contextlib.ExitStack()
        self.socket: ClientConnection = self._ends.enter_context(
            connect(address, additional_headers=headers, max_size=None)
        )
        self.fetched = 0
        self.fetch()

    @classmethod
    def sign_in(cls, site: str, room_id: str, name: str, password: str, *, invite: str = "") -> Self:
        """Sign in, become a participant of the room, open its socket."""
        site = site.rstrip("/")
        answer = httpx.post(f"{site}/api/auth/login", json={"usernameOrEmail": name, "password": password})
        answer.raise_for_status()
        if "accessToken" not in answer.json():
            raise Refused("This account asks for a second factor.")
        token = answer.json()["accessToken"]
        asked = {"inviteToken": invite} if invite else {}
        headers = {"Authorization": f"Bearer {token}"}
        httpx.post(f"{site}/api/rooms/{room_id}/join", json=asked, headers=headers).raise_for_status()
        return cls(site, room_id, token)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._ends.close()
        self.http.close()

    def fetch(self) -> None:
        """Read the whole text: at the start, and whenever what was heard does not add up."""
        answer = self.http.get(f"{self.room}/code")
        answer.raise_for_status()
        self.content, self.version = answer.json()["content"], answer.json()["version"]
        self.fetched += 1

    def follow(self, seconds: float) -> None:
        """Take in what others do, for so long."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0 and (event := self._hear(left)) is not None:
            self._take(event)

    def edit(self, change: Callable[[str], str]) -> int:
        """Change the text by a function of it; gives the version that holds the change.

        Where the server cannot apply it (it is too old, or this copy is wrong), it is made anew of what is there now.
        Sending it again with the same id after a lost connection would be harmless.
        """
        while True:
            id = uuid.uuid4().hex
            after = change(self.content)
            patch = make_patch(self.content, after)
            self.socket.send(
                json.dumps({"type": "code-patch", "id": id, "patch": patch, "version": self.version})
            )
            answer = self._answer(id)
            if answer["type"] == "ack":
                while self.version < answer["seq"]:  # its own change comes back like everybody's
                    self._take(self._hear_soon())
                return int(answer["seq"])
            if answer["code"] not in {"patch_does_not_apply", "version_too_old"}:
                raise Refused(f"{answer['code']}: {answer['message']}")
            if answer.get("content") is None:
                self.fetch()
            else:
                self.content, self.version = answer["content"], answer["version"]

    def _answer(self, id: str) -> dict[str, Any]:
        while True:
            event = self._hear_soon()
            if event.get("id") == id and event["type"] in {"ack", "error"}:
                return event
            self._take(event)

    def _take(self, event: dict[str, Any]) -> None:
        if event["type"] not in {"code-patch", "code-change"} or event["newVersion"] <= self.version:
            return
        after = None
        if event["version"] == self.version and event["patch"] is not None:
            after = apply_patch(self.content, event["patch"])
        if after is None or hash_of(after) != event["textHash"]:
            self.fetch()
        else:
            self.content, self.version = after, event["newVersion"]

    def _hear_soon(self) -> dict[str, Any]:
        event = self._hear(WAIT_SECONDS)
        if event is None:
            raise TimeoutError("The server does not answer.")
        return event

    def _hear(self, seconds: float) -> dict[str, Any] | None:
        try:
            return dict(json.loads(self.socket.recv(timeout=seconds)))
        except TimeoutError:
            return None


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Append a line to a room's code, then show the code as it changes."
    )
    parser.add_argument("site", help="https://example.org")
    parser.add_argument("room", help="abc-defg-hij")
    parser.add_argument(
        "name", help="user name or address; the password comes from FUSEMEET_PASSWORD, or is asked for"
    )
    parser.add_argument("--invite", default="", help="the token of an invitation link")
    parser.add_argument("--line", default="", help="what to append")
    parser.add_argument("--seconds", type=float, default=60, help="how long to follow")
    asked = parser.parse_args()
    password = os.environ.get("FUSEMEET_PASSWORD") or getpass.getpass()
    with CodeClient.sign_in(asked.site, asked.room, asked.name, password, invite=asked.invite) as client:
        if asked.line:
            print("version", client.edit(lambda text: f"{text.rstrip()}\n{asked.line}\n".lstrip("\n")))
        client.follow(asked.seconds)
        print(client.content)


if __name__ == "__main__":
    main()
