"""What an operator of the instance may do with any room, without a place in it; hosts have doors of their own."""

from django.db import transaction
from django.utils import timezone

from rooms.access import lock_room
from rooms.models import Guest, Room, ShareInvitation
from rooms.steps import tell_deletion
from signaling import journal, presence
from signaling.documents.services import delete_documents
from signaling.revocation import revoke


def destroy_room(*, room: Room) -> None:
    """The room with all that was recorded of it; everyone in it is told and disconnected."""
    with transaction.atomic():
        room = lock_room(room.pk)
        tell_deletion(room)
        presence.forget_room(room=room.pk)
        delete_documents(room=room.pk)
        journal.delete_journal(room=room.pk)
        revoke("access", f"{room.pk}:*")
        room.delete()


def revoke_invitation(*, invitation: ShareInvitation) -> None:
    """Nobody comes in by it any more; who did stays."""
    ShareInvitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=timezone.now())


def revoke_pass(*, guest: Guest) -> None:
    """A guest's pass ends, and their sockets close on every process."""
    with transaction.atomic():
        if Guest.objects.filter(pk=guest.pk, revoked_at=None).update(revoked_at=timezone.now()):
            revoke("access", f"{guest.room_id}:g{guest.pk}")
