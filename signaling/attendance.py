"""This process's part in presence: leases, polls and what is told when somebody comes, drops, returns or goes."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from fusemeet.errors import CLOSE_CODES, Gone, NotFound, NotSignedIn, Problem
from signaling import db, journal, presence, revocation
from signaling.frames import CLOSE_DONE, CLOSE_NOT_SIGNED_IN, CLOSE_RESTARTING, event_frame
from signaling.hooks import Present, Snapshot, opened_by, rooms, sockets_are_open
from signaling.hub import hub
from signaling.media_rights import RIGHTS
from signaling.socket import Socket

log = logging.getLogger(__name__)

RENEW_SECONDS = 10
REAP_SECONDS = 2
RETURN_SECONDS = 15
SET_RIGHT_SECONDS = 1.5
POLL_SECONDS = 0.5
TIDY_SECONDS = 30
_seen_revocations: set[int] = set()
_polling = asyncio.Lock()
_poll_is_due = False
# When all that was revoked until then had been applied to the sockets here.
_revoked_until: datetime | None = None


def enter_and_read(socket: Socket, wants_media: bool) -> tuple[bool, Snapshot, list[Present]]:
    """Synchronous: register the tab (committed), then read what its client needs.

    The socket is in the hub by now: what is revoked from here on finds it there, so what was revoked before is asked
    for once more. Raises NotSignedIn and whatever `entry` raises.
    """
    identity = socket.identity
    if not rooms().still_signed_in(person=identity.person, session=identity.session):
        raise NotSignedIn("session_ended", "You were signed out. Please sign in again.")
    entry = socket.entry = rooms().entry(room_id=socket.room_id, person=identity.person)
    came_back = presence.enter(
        entry=entry, connection=socket.id, peer=socket.peer, process=hub.process, wants_media=wants_media
    )
    present = presence.present(entry.room)
    return came_back, rooms().snapshot(entry=entry, present=present), present


def tell_arrival(socket: Socket, came_back: bool, present: list[Present]) -> None:
    """After the welcome: which tab has this person's media now, and that they are back."""
    _end_older(socket)
    mine = next((one for one in present if one.person == socket.person.id), None)
    if mine is None:
        return
    if mine.peer is not None:
        hub.cast(socket.address, media_frame(mine), skip=None)
    if came_back:
        hub.cast(socket.address, _presence_frame(mine.person, True), skip=socket)


def _end_older(socket: Socket) -> None:
    """What a tab left behind when it came back may look alive for a while: signals to the tab must not end there."""
    message = {"kind": "returned", "peer": socket.peer, "connection": socket.id}
    _heard_returned(socket.room, message)
    hub.publish(socket.room, message)


def _heard_returned(room: int, message: dict[str, Any]) -> None:
    for other in hub.sockets(room):
        if other.peer == message["peer"] and other.id != message["connection"]:
            other.close(CLOSE_RESTARTING)


hub.on("returned", _heard_returned)


def media_frame(present: Present) -> str:
    return event_frame(
        "media-state",
        {
            "userId": present.person,
            "audio": present.audio,
            "video": present.video,
            "screen": present.screen,
            "peerId": present.peer,
        },
    )


async def drop(socket: Socket) -> None:
    if await db.run(presence.drop, connection=socket.id):
        hub.cast(socket.address, _presence_frame(socket.person.id, False))
        hub.spawn(_set_right(socket.room, socket.person.id))


async def _set_right(room: int, person: str) -> None:
    """Who came back at once did so on another process, perhaps, whose word of it overtook ours of their loss."""
    await asyncio.sleep(SET_RIGHT_SECONDS)
    try:
        if await db.run(presence.is_live, room=room, person=person):
            hub.cast(room, _presence_frame(person, True))
    except Exception:  # the database, most likely; whoever comes in or back reads how it is
        log.warning("who is connected could not be read", exc_info=True)


def _presence_frame(person: str, connected: bool) -> str:
    return event_frame("presence", {"userId": person, "connected": connected})


async def leave(socket: Socket) -> None:
    gone = await db.run(presence.leave, connection=socket.id)
    if gone is not None:
        _tell_gone(gone)


def _tell_gone(gone: presence.Gone) -> None:
    # Where they are gone altogether the journal's `leave` tells it; here only their media went.
    if gone.had_media and not gone.last:
        hub.cast(gone.room, media_frame(Present(gone.person, connected=True)))


async def _renew() -> None:
    mine = {socket.id: socket for socket in hub.all_sockets() if socket.entered}
    if mine:
        alive = await db.run(presence.renew, process=hub.process, connections=mine)
        for lost in mine.keys() - alive:
            await _look_again_when_in(mine[lost])  # which also knows why


async def _reap() -> None:
    # Right after a start everybody is still on the way back, and their leases may have run out meanwhile.
    if hub.rooms() and hub.age() > RETURN_SECONDS:
        for gone in await db.run(presence.reap):
            _tell_gone(gone)


async def _tidy() -> None:
    people = {(socket.identity.person, socket.identity.session) for socket in hub.all_sockets()}

    def tidy() -> None:
        sockets_are_open(people)
        rooms().tidy()
        revocation.forget_old()

    await db.run(tidy)


async def _poll() -> None:
    async with _polling:
        await _poll_once()


def _heard_revoked(room: int, message: dict[str, Any]) -> None:
    """Looks now instead of within half a second; for many hints at once, once."""
    global _poll_is_due
    if not _poll_is_due:
        _poll_is_due = True
        hub.spawn(_poll_now())


async def _poll_now() -> None:
    global _poll_is_due
    try:
        async with _polling:
            _poll_is_due = False
            await _poll_once()
    except Exception:  # the next poll finds it too
        log.warning("what was revoked could not be read yet", exc_info=True)


hub.on("revoked", _heard_revoked)


async def _poll_once() -> None:
    """The heads of the rooms served here and what was revoked: two queries, twice a second."""
    global _revoked_until
    now = timezone.now()
    sockets = hub.all_sockets()
    if not sockets:
        _revoked_until = now
        return
    served = hub.rooms()

    def look() -> tuple[dict[int, int], list[tuple[int, str, str]]]:
        return (journal.heads_of(served) if served else {}), revocation.recent(since=_revoked_until)

    heads, revoked = await db.run(look)
    hub.heads_seen(heads)
    _seen_revocations.intersection_update({id for id, _, _ in revoked})
    missed = False
    for id, kind, key in revoked:
        if id in _seen_revocations:
            continue
        try:
            await _apply(kind, key)
            _seen_revocations.add(id)
        except Exception:  # the database, most likely: it is tried again with the next poll
            missed = True
            log.warning("a revocation could not be applied yet", exc_info=True)
    if not missed:
        _revoked_until = now
    for socket in sockets:
        await _let_time_pass(socket, now)


async def _let_time_pass(socket: Socket, now: datetime) -> None:
    """What ends by itself: the proof of who it is, and what was granted for a time."""
    if socket.identity.expires_at <= now:
        socket.close(CLOSE_NOT_SIGNED_IN)
    elif socket.entry is not None and socket.entry.good_until is not None and socket.entry.good_until <= now:
        await _look_again_when_in(socket)


async def _apply(kind: str, key: str) -> None:
    for socket in hub.all_sockets():
        if (kind == "session" and socket.identity.session == key) or (
            kind == "user" and socket.identity.person == key
        ):
            if not await db.run(
                rooms().still_signed_in, person=socket.identity.person, session=socket.identity.session
            ):
                socket.close(CLOSE_NOT_SIGNED_IN)
        elif kind == "access" and socket.entry is not None:
            room, _, person = key.partition(":")
            if str(socket.room) == room and person in {"*", socket.person.id}:
                await _look_again_when_in(socket)


async def _look_again_when_in(socket: Socket) -> None:
    if socket.look is not None:
        socket.look()
    elif socket.entered:
        await look_again(socket)
    else:
        socket.stale = True


async def look_again(socket: Socket) -> None:
    """May this socket's person still be here, and as what? Tells or closes it accordingly."""
    room_id, person = socket.room_id, socket.person.id
    try:
        entry, alive = await db.run(_entry_and_row, room_id, person, socket.id)
    except Problem as problem:
        socket.entry = replace(socket.seated, abilities=frozenset())  # nor may what it sent before and waits
        if problem.code == "removed":
            socket.send_text(event_frame("removed", {"message": problem.message}))
        elif isinstance(problem, NotFound):
            socket.send_text(event_frame("room-ended", {"reason": "deleted"}))
        elif problem.code == "waiting":  # the lobby has them again: they come back to it
            socket.close(CLOSE_RESTARTING)
        else:
            await _say_the_last_rows(socket)
        socket.close(CLOSE_CODES.get(type(problem), CLOSE_CODES[Gone]))
        return
    if not alive:
        socket.close(CLOSE_DONE)
        return
    before = socket.seated
    socket.entry = entry
    if (before.abilities, before.person.role) != (entry.abilities, entry.person.role):
        body: dict[str, Any] = {"role": entry.person.role, "abilities": sorted(entry.abilities)}
        socket.send_text(event_frame("abilities", body))
        socket.rights_changed()
        await _switch_off(socket, before.abilities - entry.abilities)
        await _show_what_opened(socket, before.abilities)


async def _switch_off(socket: Socket, lost: frozenset[str]) -> None:
    """Nobody is shown as sending what they may not: whichever process has one of their tabs says it to all."""
    kinds = [kind for kind, right in RIGHTS.items() if right in lost]
    if kinds:
        person = socket.person.id
        for now in await db.run(presence.switch_off, room=socket.room, persons=[person], kinds=kinds):
            hub.cast(socket.address, media_frame(now))


async def _show_what_opened(socket: Socket, before: frozenset[str]) -> None:
    """Whose rights changed hears what a newcomer's welcome has of it. Rows wait meanwhile: what follows is newer."""
    for type, read in opened_by(before, socket.abilities):
        cursor = socket.cursor
        socket.hold()
        try:
            socket.send_text(event_frame(type, await db.run(read, socket.seated)))
        finally:
            if cursor is not None:  # otherwise a catch-up holds them, and lets them go
                hub.release(socket, cursor)


async def _say_the_last_rows(socket: Socket) -> None:
    """Why it ends is in the journal, committed with the end; no poll and no hint may have told this process yet."""
    hub.heads_seen(await db.run(journal.heads_of, [socket.room]))
    await hub.settled(socket.room)


def _entry_and_row(room_id: str, person: str, connection: str) -> tuple[Any, bool]:
    entry = rooms().entry(room_id=room_id, person=person)
    return entry, bool(presence.renewable(connection))


hub.every(POLL_SECONDS, _poll)
hub.every(RENEW_SECONDS, _renew)
hub.every(REAP_SECONDS, _reap)
hub.every(TIDY_SECONDS, _tidy)
