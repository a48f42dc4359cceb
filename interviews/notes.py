"""Notes of a room's interviewers: each reads them all, and changes their own.

Nothing of them is in the room's journal: whoever may read them hears that they changed, and reads again.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.deletion import DELETED_NAME
from accounts.models import User
from fusemeet.errors import Conflict, Denied, Invalid, NotFound
from interviews.models import Note
from rooms.access import Member, lock_room
from rooms.policy import Ability
from rooms.presentation import stamp
from signaling.publish import hint

MOST_NOTES = 500
MOST_CHARACTERS = 20_000
CHANGED = "notes-changed"


def list_notes(*, member: Member) -> list[Note]:
    """All of the room's, the oldest first. Raises Denied for whoever is no interviewer here."""
    member.require(Ability.NOTES)
    return list(Note.objects.filter(room=member.room).select_related("author"))


@transaction.atomic
def add_note(*, member: Member, text: str) -> Note:
    """Raises Invalid for no text or too much of it, Conflict `too_many_notes` past 500 in a room."""
    member.require(Ability.NOTES)
    text = _clean(text)
    room = lock_room(member.room.pk)
    if Note.objects.filter(room=room).count() >= MOST_NOTES:
        raise Conflict("too_many_notes", f"A room holds {MOST_NOTES} notes. Add to one that is there.")
    note = Note.objects.create(room=room, author=member.user, text=text)
    _tell(member)
    return note


@transaction.atomic
def change_note(*, member: Member, note_id: int, text: str, seen_at: datetime | None = None) -> Note:
    """`seen_at` is the `updatedAt` that the writer's text is based on: Conflict `note_changed` if it was changed since.

    Raises NotFound, and Denied for somebody else's.
    """
    text = _clean(text)
    note = _own(member, note_id)
    if seen_at is not None and note.updated_at != seen_at:
        raise Conflict("note_changed", "You changed this note in another window. Look at it before you save.")
    note.text = text
    note.save(update_fields=["text", "updated_at"])
    _tell(member)
    return note


@transaction.atomic
def delete_note(*, member: Member, note_id: int) -> None:
    _own(member, note_id).delete()
    _tell(member)


def name_of(author: User | None) -> str:
    return author.get_full_name() if author else DELETED_NAME


def note_info(note: Note, member: Member) -> dict[str, Any]:
    return {
        "id": note.pk,
        "authorId": str(note.author_id) if note.author_id else None,
        "authorName": name_of(note.author),
        "text": note.text,
        "mine": note.author_id == member.user.pk,
        "createdAt": stamp(note.created_at),
        "updatedAt": stamp(note.updated_at),
    }


def _own(member: Member, note_id: int) -> Note:
    member.require(Ability.NOTES)
    lock_room(member.room.pk)
    found = Note.objects.select_related("author").filter(room=member.room, pk=note_id).first()
    if found is None:
        raise NotFound("note_not_found", "This note is not there any more.")
    if found.author_id != member.user.pk:
        raise Denied("forbidden", "Only its author changes a note. Write one of your own.")
    return found


def _clean(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise Invalid(errors={"text": ["Write something first."]})
    if len(text) > MOST_CHARACTERS:
        raise Invalid(errors={"text": [f"A note has {MOST_CHARACTERS:,} characters at most."]})
    return text


def _tell(member: Member) -> None:
    hint(room=member.room.pk, type=CHANGED, ability=Ability.NOTES)
