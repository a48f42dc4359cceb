"""Who is connected: a row for each tab with a lease that its process renews, and the last value of what they show.

All functions here are synchronous ORM work; `signaling.attendance` calls them for this process's sockets.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from fusemeet.errors import Invalid, TooMany
from signaling.hooks import Entry, Present, rooms
from signaling.media_rights import RIGHTS
from signaling.models import Connection, DocumentConnection

LEASE = timedelta(seconds=30)
GRACE = timedelta(seconds=15)
SOCKETS_PER_ROOM = 5
SOCKETS_PER_PERSON = 20


@dataclass(frozen=True)
class Gone:
    """A connection that ended; `last`: nobody of that person is left, so their leaving was announced."""

    room: int
    person: str
    had_media: bool
    last: bool


@transaction.atomic
def enter(*, entry: Entry, connection: str, peer: str, process: str, wants_media: bool) -> bool:
    """Register a tab before anyone is told of it. Returns whether the person was away for a moment (not new)."""
    now = timezone.now()
    # First, while only their earlier connections are there: this one is no reason to have a seat.
    rooms().arrive(entry=entry)
    mine = list(Connection.objects.select_for_update().filter(room=entry.room, person=entry.person.id))
    live = [row for row in mine if row.dropped_at is None and row.lease_until > now and row.peer != peer]
    everywhere = Connection.objects.filter(
        person=entry.person.id, dropped_at=None, lease_until__gt=now
    ).exclude(peer=peer)
    _require_few(entry, len(live), everywhere.count())
    if Connection.objects.filter(room=entry.room, peer=peer).exclude(person=entry.person.id).exists():
        # Signaling is addressed to peer ids: nobody may take another's.
        raise Invalid("bad_peer", "This tab's id is taken. Reload the page.")
    before = next((row for row in mine if row.peer == peer), None)
    if before is not None:
        before.delete()
    if wants_media:
        Connection.objects.filter(room=entry.room, person=entry.person.id).update(
            has_media=False, audio=False, video=False, screen=False
        )
    # What they may not send any more is not on again with their coming back.
    kinds = [kind for kind, right in RIGHTS.items() if right in entry.abilities]
    Connection.objects.create(
        id=connection,
        room=entry.room,
        person=entry.person.id,
        peer=peer,
        process=process,
        lease_until=now + LEASE,
        has_media=wants_media,
        **{kind: wants_media and before is not None and getattr(before, kind) for kind in kinds},
        hand_raised_at=next((row.hand_raised_at for row in mine if row.hand_raised_at), None),
    )
    return bool(mine) and not live


def _require_few(entry: Entry, in_room: int, everywhere: int) -> None:
    """Sockets that carry one document count too. Raises TooMany."""
    documents = DocumentConnection.objects.filter(person=entry.person.id, lease_until__gt=timezone.now())
    in_room += documents.filter(room=entry.room).count()
    if in_room >= SOCKETS_PER_ROOM or everywhere + documents.count() >= SOCKETS_PER_PERSON:
        raise TooMany("too_many_sockets", "You have this open in too many tabs. Close one and try again.")


@transaction.atomic
def enter_document(*, entry: Entry, connection: str, process: str) -> None:
    """Register a socket that makes nobody present (it carries one document, or waits), but is one of the person's."""
    rooms().lock(room=entry.room)
    now = timezone.now()
    mine = Connection.objects.filter(person=entry.person.id, dropped_at=None, lease_until__gt=now)
    _require_few(entry, mine.filter(room=entry.room).count(), mine.count())
    DocumentConnection.objects.create(
        id=connection, room=entry.room, person=entry.person.id, process=process, lease_until=now + LEASE
    )


def has_sockets_outside(*, room: int, person: str) -> bool:
    """Does a socket without presence stand there for them?"""
    theirs = DocumentConnection.objects.filter(room=room, person=person, lease_until__gt=timezone.now())
    return theirs.exists()


def persons_outside(*, room: int) -> set[str]:
    """Whose sockets without presence are there."""
    there = DocumentConnection.objects.filter(room=room, lease_until__gt=timezone.now())
    return set(there.values_list("person", flat=True))


def leave_document(*, connection: str) -> None:
    DocumentConnection.objects.filter(id=connection).delete()


def drop(*, connection: str) -> bool:
    """The socket is gone without a word: a moment to come back. True if nothing else of theirs is live."""
    now = timezone.now()
    row = Connection.objects.filter(id=connection).first()
    if row is None:
        return False
    Connection.objects.filter(id=connection, dropped_at=None).update(dropped_at=now, lease_until=now + GRACE)
    return not is_live(room=row.room, person=row.person)


def is_live(*, room: int, person: str) -> bool:
    """Whether they have a connection that was not lost."""
    return _live(room, person).exists()


def leave(*, connection: str) -> Gone | None:
    """The tab says good-bye."""
    row = Connection.objects.filter(id=connection).first()
    return _end(row, "left") if row else None


@transaction.atomic
def forget_person(*, room: int, person: str) -> None:
    """End a person's connections here, with the change that sends them away; their processes close the sockets."""
    Connection.objects.filter(room=room, person=person).delete()
    DocumentConnection.objects.filter(room=room, person=person).delete()


def forget_room(*, room: int) -> None:
    Connection.objects.filter(room=room).delete()
    DocumentConnection.objects.filter(room=room).delete()


def renew(*, process: str, connections: Iterable[str]) -> set[str]:
    """Renew the lease of all of a process's sockets in one UPDATE; returns which of them still have a row."""
    wanted = list(connections)
    until = timezone.now() + LEASE
    Connection.objects.filter(process=process, dropped_at=None).update(lease_until=until)
    alive = set(Connection.objects.filter(id__in=wanted).values_list("id", flat=True))
    if len(alive) < len(wanted):
        DocumentConnection.objects.filter(process=process).update(lease_until=until)
        alive |= set(DocumentConnection.objects.filter(id__in=wanted).values_list("id", flat=True))
    return alive


def reap() -> list[Gone]:
    """End every connection whose lease ran out, whichever process it was on."""
    DocumentConnection.objects.filter(lease_until__lt=timezone.now()).delete()
    expired = Connection.objects.filter(lease_until__lt=timezone.now())[:200]
    return [gone for row in list(expired) if (gone := _end(row, "lost"))]


@transaction.atomic
def _end(row: Connection, reason: str) -> Gone | None:
    rooms().lock(room=row.room)
    # Whoever deletes the row announces; a lease that was renewed meanwhile is left alone.
    doomed = Connection.objects.filter(id=row.id)
    if reason == "lost":
        doomed = doomed.filter(lease_until__lt=timezone.now())
    if not doomed.delete()[0]:
        return None
    last = not Connection.objects.filter(room=row.room, person=row.person).exists()
    if last:
        rooms().depart(room=row.room, person=row.person, reason=reason)
    return Gone(row.room, row.person, row.has_media, last)


def set_media(*, connection: str, state: Present) -> bool:
    """What the person's media tab sends; False when this tab is not (or no longer) that tab."""
    return bool(
        Connection.objects.filter(id=connection, has_media=True).update(
            audio=state.audio, video=state.video, screen=state.screen
        )
    )


def switch_off(*, room: int, persons: Collection[str], kinds: Collection[str]) -> list[Present]:
    """Show these kinds as off for these persons; returns those for whom that is news, as they are now."""
    off = dict.fromkeys(kinds, False)
    shown = Q()
    for kind in kinds:
        shown |= Q(**{kind: True})
    sending = Connection.objects.filter(shown, room=room, has_media=True, person__in=persons)
    changed = set(sending.values_list("person", flat=True))
    if not changed:
        return []
    Connection.objects.filter(room=room, has_media=True, person__in=changed).update(**off)
    return [one for one in present(room) if one.person in changed]


def set_hand(*, room: int, person: str, raised: bool) -> datetime | None:
    """Raise (keeping the time of an earlier raise, which is the order of hands) or lower a person's hand."""
    mine = Connection.objects.filter(room=room, person=person)
    if not raised:
        mine.update(hand_raised_at=None)
        return None
    since: datetime | None = (
        mine.exclude(hand_raised_at=None).values_list("hand_raised_at", flat=True).first()
    )
    if since is None:
        since = timezone.now()
        mine.update(hand_raised_at=since)
    return since


def lower_hands(*, room: int) -> None:
    Connection.objects.filter(room=room).exclude(hand_raised_at=None).update(hand_raised_at=None)


def present(room: int) -> list[Present]:
    """Everyone with a connection in the room, one value a person."""
    people: dict[str, Present] = {}
    for row in Connection.objects.filter(room=room).order_by("created_at"):
        known = people.get(row.person, Present(row.person, connected=False))
        media = row if row.has_media else None
        people[row.person] = Present(
            person=row.person,
            connected=known.connected or row.dropped_at is None,
            peer=media.peer if media else known.peer,
            audio=media.audio if media else known.audio,
            video=media.video if media else known.video,
            screen=media.screen if media else known.screen,
            hand_raised_at=row.hand_raised_at or known.hand_raised_at,
        )
    return list(people.values())


def addressable(room: int) -> dict[str, str]:
    """Whom signaling may be sent to: `{peer: peer}` for every tab, `{person: peer}` for every person's media tab."""
    names: dict[str, str] = {}
    for person, peer, has_media in Connection.objects.filter(room=room).values_list(
        "person", "peer", "has_media"
    ):
        names[peer] = peer
        if has_media:
            names[person] = peer
    return names


def connected_persons(*, room: int) -> set[str]:
    """The persons who hold a seat by a connection: live, or dropped a moment ago, not left by a process that died."""
    held = Connection.objects.filter(room=room, lease_until__gt=timezone.now())
    return set(held.values_list("person", flat=True))


def _live(room: int, person: str) -> QuerySet[Connection]:
    return Connection.objects.filter(
        room=room, person=person, dropped_at=None, lease_until__gt=timezone.now()
    )


def renewable(connection: str) -> bool:
    """Does this connection still have its row?"""
    rows = (Connection.objects.filter(id=connection), DocumentConnection.objects.filter(id=connection))
    return any(row.exists() for row in rows)


def rooms_in_use() -> set[int]:
    """Keys of the rooms that somebody is connected to."""
    return set(
        Connection.objects.filter(lease_until__gt=timezone.now()).values_list("room", flat=True).distinct()
    )
