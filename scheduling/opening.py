"""What an invitation to a session opens: the room, for as long as it stands, and never more than that."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from rooms.lobby import forget_waiting
from rooms.models import Access, Guest, LobbyEntry, Participant, Room
from rooms.person_ids import person_id
from rooms.seats import depart
from scheduling.models import Invite, InviteAccess
from signaling import presence
from signaling.revocation import revoke

BATCH = 500


def open_room(*, room: Room, invites: Iterable[Invite], by: User) -> None:
    """With the room locked: those of the invited who have an account may enter, at once, in their invitation's role.

    Whoever may enter already keeps what they have, in their own role. Somebody whom a host removed is asked back by
    name, so may come again.
    """
    bound = [(invite.invitee_user_id, invite) for invite in invites if invite.invitee_user_id is not None]
    people = {user for user, _ in bound}
    if not people:
        return
    here = set(Access.objects.filter(room=room, user__in=people).values_list("user_id", flat=True))
    by_invitation = set(
        InviteAccess.objects.filter(room=room, user__in=people).values_list("user_id", flat=True)
    )
    now = timezone.now()
    new = {user: invite.role for user, invite in bound if user not in here}
    Access.objects.bulk_create(
        [
            Access(room=room, user_id=user, access_type=role, invited_by=by, granted_at=now)
            for user, role in new.items()
        ],
        batch_size=BATCH,
    )
    opened = new.keys() | (by_invitation & here)
    InviteAccess.objects.bulk_create(
        [InviteAccess(invite=invite, room=room, user_id=user) for user, invite in bound if user in opened],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    Participant.objects.filter(room=room, user__in=people, removed_at__isnull=False).update(removed_at=None)


def close_room_to(*, room: Room, invites: Iterable[Invite]) -> None:
    """With the room locked, once these invitations were withdrawn or their sessions cancelled.

    Takes what they alone had opened: access from elsewhere stays, and so does that of another invitation that stands,
    were its session over by now.
    """
    rows = InviteAccess.objects.filter(invite__in=[invite.pk for invite in invites])
    roles: dict[tuple[int | None, int | None], str] = {
        (user, guest): role for user, guest, role in rows.values_list("user_id", "guest_id", "invite__role")
    }
    rows.delete()
    standing = InviteAccess.objects.filter(
        Q(user__in=[user for user, _ in roles if user]) | Q(guest__in=[guest for _, guest in roles if guest]),
        room=room,
        invite__withdrawn_at=None,
        invite__schedule__cancelled_at=None,
    )
    kept: set[tuple[int | None, int | None]] = set(standing.values_list("user_id", "guest_id"))
    # Made something else in the room since: that was a host's doing, and stays.
    now = dict(
        Access.objects.filter(room=room, user__in=[user for user, _ in roles]).values_list(
            "user_id", "access_type"
        )
    )
    kept |= {(user, None) for user, role in now.items() if role != roles.get((user, None))}
    gone = {person_id(user=user, guest=guest) for user, guest in roles.keys() - kept}
    there = Participant.objects.filter(room=room, is_active=True).select_related("guest")
    # With a socket that makes nobody present: of one document, or in the lobby.
    outside = presence.persons_outside(room=room.pk)
    waiting = LobbyEntry.objects.filter(room=room).select_related("user", "guest")
    for person in sorted(gone & {one.person for one in waiting}):
        forget_waiting(room=room, person=person)
    here = {one.person for one in there} | presence.connected_persons(room=room.pk) | outside
    for person in sorted(gone & here):
        presence.forget_person(room=room.pk, person=person)
        depart(room=room.pk, person=person, reason="removed")
        revoke("access", f"{room.pk}:{person}")
    if gone - here:  # somebody of them may be opening a socket at this moment, and was let in a moment ago
        revoke("access", f"{room.pk}:*")
    Access.objects.filter(room=room, user__in=[user for user, _ in roles.keys() - kept if user]).delete()
    ended = [guest for _, guest in roles.keys() - kept if guest]
    Guest.objects.filter(pk__in=ended, revoked_at=None).update(revoked_at=timezone.now())


def came_in(*, invite: Invite, user: User | None = None, guest: Guest | None = None) -> None:
    """Somebody whom the room did not know came in by the token of this invitation."""
    columns = {"user": user} if user is not None else {"guest": guest}
    InviteAccess.objects.get_or_create(
        invite=invite, **columns, defaults={"room_id": invite.schedule.room_id}
    )


def has_from_elsewhere(*, room: Room, user: User) -> None:
    """A host has given them access by name: no invitation takes it away any more."""
    InviteAccess.objects.filter(room=room, user=user).delete()
