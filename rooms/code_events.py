"""What JSON clients may say of the code: patches and whole texts against a version that they know."""

from collections.abc import Callable, Sequence
from typing import Annotated

import msgspec

from fusemeet.errors import Invalid
from rooms import services
from rooms.languages import language_ids
from rooms.policy import Ability
from signaling import db, limits
from signaling.documents import code_feed as code_feed
from signaling.documents.changes import TextEdit
from signaling.documents.diff import diff
from signaling.documents.json_code import MAX_EDITS, CodeEdit, commit, prepare
from signaling.documents.models import UpdateKind
from signaling.documents.patch import BadPatch, DoesNotApply, edits_of_patch, parse_patch
from signaling.documents.rebase import apply
from signaling.documents.text import Units, cuts_character, from_units
from signaling.frames import MAX_TEXT_BYTES
from signaling.registry import Frame, Lane, Payload, event
from signaling.socket import Socket

Version = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
Offset = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT_BYTES)]
LanguageId = Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
# About what an operation costs beside its text.
OP_BYTES = 20
CODE_RATE = limits.Rate("code", 30, 60)


class Op(Payload):
    """At offset `at` of the base, `del` UTF-16 units go and `ins` comes."""

    at: Offset
    del_: Offset = msgspec.field(name="del")
    ins: Text


class CodePatch(Payload):
    patch: Text
    version: Version
    language: LanguageId | None = None
    ops: Annotated[list[Op], msgspec.Meta(max_length=MAX_EDITS)] | None = None


class CodeChange(Payload):
    content: Text
    version: Version
    language: LanguageId | None = None


class CodeMode(Payload):
    content: bool


class CodePatchOut(Frame):
    """`patch` is null where it would be larger than a frame, `userId` empty where several people's edits are one."""

    user_id: str
    patch: str | None
    version: int
    new_version: int
    language: str
    text_hash: str
    content: str | None = None
    client_id: str | None = None


@event(
    "code-patch",
    payload=CodePatch,
    out=CodePatchOut,
    lane=Lane.DOCUMENT,
    ability=Ability.EDIT_CODE,
    rate=CODE_RATE,
    max_bytes=MAX_TEXT_BYTES,
)
async def code_patch(socket: Socket, payload: CodePatch, client_id: str | None) -> int:
    """Apply a patch to the version it was made against, and bring it to the newest; everyone hears each version."""

    def find(units: Units) -> Sequence[TextEdit]:
        edits = edits_of_patch(units, parse_patch(payload.patch))
        return edits if payload.ops is None else _exact(units, edits, payload.ops)

    size = len(payload.patch) + sum(OP_BYTES + len(op.ins) for op in payload.ops or ())
    return await _edit(socket, payload, find, UpdateKind.PATCH, size, client_id)


@event(
    "code-change",
    payload=CodeChange,
    out=CodePatchOut,
    lane=Lane.DOCUMENT,
    ability=Ability.EDIT_CODE,
    rate=CODE_RATE,
    max_bytes=MAX_TEXT_BYTES,
)
async def code_change(socket: Socket, payload: CodeChange, client_id: str | None) -> int:
    """The whole text as it is to be: its difference to that version is what changes; line ends become LF."""
    content = payload.content.replace("\r\n", "\n").replace("\r", "\n")

    def find(units: Units) -> Sequence[TextEdit]:
        return diff(from_units(units), content)

    return await _edit(socket, payload, find, UpdateKind.CONTENT, len(content), client_id)


@event("code-mode", payload=CodeMode, lane=Lane.CONTROL, ability=Ability.READ)
async def code_mode(socket: Socket, payload: CodeMode, client_id: str | None) -> None:
    """Whether this socket wants the whole text with each change of the code."""
    socket.wants_content = payload.content


async def _edit(
    socket: Socket,
    payload: CodePatch | CodeChange,
    find: Callable[[Units], Sequence[TextEdit]],
    kind: UpdateKind,
    size: int,
    client_id: str | None,
) -> int:
    language = payload.language
    if language is not None and language not in language_ids():
        raise Invalid("unknown_language", "The editor does not know this language.")
    edit = CodeEdit(
        socket.room, socket.person.id, payload.version, find, kind, client_id, size, language=language
    )
    prepared = await prepare(edit)
    if isinstance(prepared, int):
        return prepared
    seq = await commit(prepared, lambda: Ability.EDIT_CODE in socket.abilities)
    # Only now: a refused edit, or one of a person whose right has gone, leaves the language as it is.
    if language is not None and language != prepared.language:
        await db.run(
            services.set_language,
            room=socket.room,
            person=socket.person.id,
            language=language,
            client_id=client_id,
        )
    return seq


def _exact(units: Units, edits: Sequence[TextEdit], ops: Sequence[Op]) -> Sequence[TextEdit]:
    """The client's own operations, which must come to the same as its patch. Raises BadPatch or DoesNotApply."""
    exact = [TextEdit(op.at, op.del_, op.ins) for op in ops]
    at = 0
    for edit in exact:
        if edit.at < at or "\r" in edit.insert:
            raise BadPatch("ops do not ascend, overlap, or hold a carriage return")
        at = edit.at + edit.delete
        if at > len(units) or cuts_character(units, edit.at) or cuts_character(units, at):
            raise DoesNotApply
    if apply(units, exact) != apply(units, edits):
        raise BadPatch("ops and patch come to different texts")
    return exact
