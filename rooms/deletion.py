"""What becomes of rooms, and of what was said in them, when somebody's account is deleted."""

from django.db.models import F, Func, JSONField, Q, Value
from django.utils import timezone

from accounts.deletion import DELETED_NAME, deletion_step
from accounts.models import ROLE_INTERVIEWER, User
from fusemeet.errors import NotFound
from rooms.access import lock_room
from rooms.invitations import forget_invited
from rooms.models import Access, ChatMessage, Participant, Room, ShareInvitation
from rooms.operators import destroy_room
from rooms.policy import HOSTS, Role
from rooms.presentation import room_info
from rooms.seats import depart
from rooms.services import close_room
from signaling import presence
from signaling.models import JournalEvent
from signaling.publish import announce
from signaling.revocation import revoke


@deletion_step
def leave_every_room(user: User) -> None:
    """One room after the other, in the order of their keys, so that two deletions do not wait for each other."""
    concerned = Room.objects.filter(
        Q(access__user=user) | Q(participants__user=user) | Q(interviewer=user)
    ).distinct()
    for pk in concerned.order_by("pk").values_list("pk", flat=True):
        try:
            room = lock_room(pk)
        except NotFound:  # its owner deleted it at this moment
            continue
        _leave(room, user)
    ShareInvitation.objects.filter(invited_by=user, revoked_at=None).update(revoked_at=timezone.now())
    if user.email_verified:  # until then the address may be somebody else's, and so is what was mailed there
        forget_invited(email=user.email)


def _leave(room: Room, user: User) -> None:
    person = str(user.pk)
    owned = (
        room.interviewer_id == user.pk
        or Access.objects.filter(room=room, user=user, access_type=Role.OWNER).exists()
    )
    if owned and _is_theirs_alone(room, user):
        destroy_room(room=room)
        return
    presence.forget_person(room=room.pk, person=person)
    depart(room=room.pk, person=person, reason="left")
    Access.objects.filter(room=room, user=user).delete()
    if owned:
        _hand_over_or_end(room, person)
    Participant.objects.filter(room=room, user=user).delete()
    revoke("access", f"{room.pk}:{person}")
    _forget_the_name(room, person)


def _is_theirs_alone(room: Room, user: User) -> bool:
    """Nobody else was ever let in: then nothing in it is anybody else's."""
    others = Participant.objects.filter(room=room).exclude(user=user)
    return not others.exists() and not Access.objects.filter(room=room).exclude(user=user).exists()


def _hand_over_or_end(room: Room, person: str) -> None:
    heir = (
        Access.objects.filter(
            room=room,
            access_type__in=HOSTS,
            user__is_active=True,
            user__email_verified=True,
            user__groups__name=ROLE_INTERVIEWER,
        )
        .select_related("user")
        .order_by("granted_at", "pk")
        .first()
    )
    room.interviewer = heir.user if heir else None
    room.save(update_fields=["interviewer", "updated_at"])
    if heir is None:
        close_room(room=room, by=person)
        return
    Access.objects.filter(pk=heir.pk).update(access_type=Role.OWNER)
    revoke("access", f"{room.pk}:{heir.user_id}")
    announce(room=room.pk, type="room", payload={"room": room_info(room), "permissions": room.permissions})


def _forget_the_name(room: Room, person: str) -> None:
    """What was said stays, because others answered it; who said it is a person of whom only the number is left."""
    ChatMessage.objects.filter(room=room, person=person).update(username=DELETED_NAME)
    theirs = JournalEvent.objects.filter(room=room.pk, actor=person)
    theirs.update(payload=_replaced("$.username", "$.fullName"))
    about_their_room = JournalEvent.objects.filter(room=room.pk, type="room", payload__room__ownerId=person)
    about_their_room.update(payload=_replaced("$.room.ownerName"))


def _replaced(*paths: str) -> Func:
    """The payload with the deleted one's name at those of `paths` that it has; both databases call it the same."""
    pairs = [Value(value) for path in paths for value in (path, DELETED_NAME)]
    return Func(F("payload"), *pairs, function="JSON_REPLACE", output_field=JSONField())
