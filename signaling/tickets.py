"""Socket tickets: single use, 30 seconds, for clients that can send neither a cookie nor a header."""

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone

from fusemeet.errors import NotSignedIn
from signaling.hooks import Identity, rooms
from signaling.models import SocketTicket

TICKET_SECONDS = 30


def issue_ticket(*, room_id: str, identity: Identity) -> str:
    """A ticket for this person, session and room; it opens a socket for as long as the identity behind it lasts."""
    ticket = secrets.token_urlsafe(32)
    SocketTicket.objects.filter(expires_at__lt=timezone.now()).delete()
    SocketTicket.objects.create(
        digest=_digest(ticket),
        room_id=room_id,
        person=identity.person,
        session=identity.session,
        identity_expires_at=identity.expires_at,
        expires_at=timezone.now() + timedelta(seconds=TICKET_SECONDS),
    )
    return ticket


def redeem_ticket(*, ticket: str, room_id: str) -> Identity:
    """Raises NotSignedIn for a ticket that is unknown, used, expired, of another room, or of an ended session."""
    row = SocketTicket.objects.filter(digest=_digest(ticket)).first()
    if row is None or not SocketTicket.objects.filter(digest=row.digest).delete()[0]:
        raise NotSignedIn("ticket_invalid", "This ticket is not valid. Ask for a new one.")
    if row.room_id != room_id or row.expires_at < timezone.now():
        raise NotSignedIn("ticket_invalid", "This ticket is not valid. Ask for a new one.")
    if not rooms().still_signed_in(person=row.person, session=row.session):
        raise NotSignedIn("session_ended", "You were signed out. Please sign in again.")
    return Identity(person=row.person, session=row.session, expires_at=row.identity_expires_at)


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
