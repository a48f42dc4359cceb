"""A session as it is recorded: what people do at which second, written as the services and the engine write it."""

import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pycrdt import Doc, Map, Text

from rooms.access import room_for
from rooms.chat import post_message, post_private
from rooms.people import Someone, find_person, someone
from rooms.policy import Role
from rooms.services import set_language, update_room
from signaling import journal
from signaling.documents.models import DocumentHead, DocumentKind, DocumentUpdate, SharedDocument, UpdateKind
from signaling.documents.varint import read_bytes, read_uint
from signaling.hooks import Person
from signaling.models import JournalEvent

BEGIN = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)


def ms(second: float) -> int:
    """A second of the session as the manifest has it."""
    return int((BEGIN + timedelta(seconds=second)).timestamp() * 1000)


@dataclass
class Session:
    """`second` is when the next thing happens; each thing moves it on by one."""

    room: Any
    second: float = 0
    docs: dict[str, "Doc[Any]"] = field(default_factory=dict)
    texts: list[tuple[float, str]] = field(default_factory=list)

    def doc(self, kind: str) -> "Doc[Any]":
        if kind not in self.docs:
            self.docs[kind] = Doc()
            if kind == "code":
                self.docs[kind]["code"] = Text()
        return self.docs[kind]

    @property
    def text(self) -> str:
        return str(self.doc("code")["code"])

    # --- documents -------------------------------------------------------------------------------------------------
    def type(self, who: Any, text: str, at: int | None = None, kind: str = UpdateKind.YJS) -> "Session":
        """Insert text at an index in code points; the end, if none is given."""
        end = self.text if at is None else self.text[:at]
        return self._edit("code", who, kind, lambda doc: doc["code"].insert(len(end.encode()), text))

    def delete(self, who: Any, start: int, end: int) -> "Session":
        first, last = len(self.text[:start].encode()), len(self.text[:end].encode())

        def cut(doc: Any) -> None:
            del doc["code"][first:last]

        return self._edit("code", who, UpdateKind.YJS, cut)

    def draw(self, who: Any, element: str, page: str = "first", **groups: dict[str, Any]) -> "Session":
        def put(doc: Any) -> None:
            entries = doc.get(f"page:{page}", type=Map)
            for group, value in groups.items():
                entries[f"{element}/{group}"] = value

        return self._edit("board", who, UpdateKind.YJS, put)

    def _edit(self, kind: str, who: Any, door: str, change: Any) -> "Session":
        doc = self.doc(kind)
        before = doc.get_state()
        with doc.transaction():
            change(doc)
        write_row(self.room, kind, doc.get_update(before), person_id(who), self._micros(), door)
        if kind == "code":
            self.texts.append((self.second, self.text))
        return self._on()

    # --- events ----------------------------------------------------------------------------------------------------
    def say(self, who: Any, message: str) -> "Session":
        post_message(room=self.room.pk, person=as_person(who), message=message)
        return self._stamp()

    def whisper(self, who: Any, to: Any, message: str) -> "Session":
        member = room_for(who, self.room.room_id)
        post_private(
            room=self.room.pk,
            person=as_person(who),
            abilities=member.abilities | {"private_chat_anyone"},
            to=person_id(to),
            message=message,
        )
        return self._stamp()

    def join(self, who: Any, role: Role = Role.CANDIDATE) -> "Session":
        one = someone(who)
        return self.event(
            "join",
            actor=one.id,
            userId=one.id,
            username=one.username,
            fullName=one.full_name,
            role=role.value,
            isGuest=one.is_guest,
            pictureUrl=None,
            joinedAt=None,
            joinNumber=1,
        )

    def leave(self, who: Any, role: Role = Role.CANDIDATE) -> "Session":
        one = someone(who)
        return self.event(
            "leave", actor=one.id, userId=one.id, username=one.username, role=role.value, reason="left"
        )

    def language(self, who: Any, language: str) -> "Session":
        set_language(room=self.room.pk, person=person_id(who), language=language)
        return self._stamp()

    def record(self, on: bool) -> "Session":
        owner = room_for(self.room.interviewer, self.room.room_id)
        update_room(member=owner, changes={"recordingEnabled": on})
        return self._stamp()

    def question(self, action: str, audience: str = journal.ALL, **question: Any) -> "Session":
        return self.event("question", audience=audience, action=action, question=question)

    def event(self, type: str, *, audience: str = journal.ALL, actor: str = "", **payload: Any) -> "Session":
        from django.db import transaction

        with transaction.atomic():
            journal.append(room=self.room.pk, type=type, payload=payload, audience=audience, actor=actor)
        return self._stamp()

    def at(self, second: float) -> "Session":
        self.second = second
        return self

    def _stamp(self) -> "Session":
        newest = (
            JournalEvent.objects.filter(room=self.room.pk).order_by("-seq").values_list("pk", flat=True)[0]
        )
        JournalEvent.objects.filter(pk=newest).update(created_at=BEGIN + timedelta(seconds=self.second))
        return self._on()

    def _on(self) -> "Session":
        self.second += 1
        return self

    def _micros(self) -> int:
        return ms(self.second) * 1000


def write_row(room: Any, kind: str, data: bytes, user: str, time: int, door: str = UpdateKind.YJS) -> int:
    """The next row of a document's log; `time` in µs since the epoch."""
    document = SharedDocument.objects.get(room=room.pk, kind=DocumentKind(kind))
    head = DocumentHead.objects.get(document=document)
    seq = head.seq + 1
    DocumentUpdate.objects.create(
        document=document, seq=seq, time=time, user=user, kind=door, data=data, checksum=zlib.crc32(data)
    )
    DocumentHead.objects.filter(document=document).update(seq=seq)
    return seq


def person_id(who: Any) -> str:
    return who.id if isinstance(who, Someone) else someone(who).id


def as_person(who: Any) -> Person:
    found = find_person(person_id(who))
    return Person(found.id, found.username, found.full_name, "CANDIDATE", found.is_guest)


@dataclass(frozen=True)
class Step:
    """One record of a log page; `time` in ms since the beginning of the recording."""

    seq: int
    time: int
    user: str
    kind: str
    data: bytes


def steps_in(body: bytes) -> list[Step]:
    """A log page, read as lib0 reads it."""
    found, at = [], 0
    while at < len(body):
        seq, at = read_uint(body, at)
        time, at = read_uint(body, at)
        user, at = read_bytes(body, at)
        kind, at = read_bytes(body, at)
        data, at = read_bytes(body, at)
        found.append(Step(seq, time, user.decode(), kind.decode(), data))
    return found


def all_steps(client: Any, base: str, kind: str) -> list[Step]:
    """The whole log, page by page."""
    found: list[Step] = []
    after = "0"
    while True:
        answer = client.get(f"{base}/log/{kind}?after={after}")
        assert answer.status_code == 200, answer.content
        found += steps_in(answer.content)
        if "X-Next-After" not in answer.headers:
            return found
        after = answer["X-Next-After"]


def text_of(steps: list[Step], until: float | None = None) -> str:
    """What a player shows after all steps up to `until` (ms)."""
    doc: Doc[Any] = Doc()
    doc["code"] = text = Text()
    for step in steps:
        if until is None or step.time <= until:
            doc.apply_update(step.data)
    return str(text)
