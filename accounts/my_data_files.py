"""What accounts put into a person's archive: the profile, the picture, the sessions, the ways to sign in."""

from collections.abc import Iterator
from typing import Any

from accounts.models import Identity, Picture, User, UserSession
from accounts.my_data import my_data
from accounts.two_factor.services import active_device


@my_data("profile.json", "Your account.")
def profile(user: User) -> dict[str, Any]:
    return {
        "userId": str(user.pk),
        "username": user.username,
        "email": user.email,
        "pendingEmail": user.pending_email or None,
        "emailVerified": user.email_verified,
        "fullName": user.full_name,
        "phoneNumber": user.phone_number or None,
        "accountType": user.account_type,
        "roles": user.roles,
        "twoFactor": active_device(user) is not None,
        "signupMethod": user.signup_method,
        "createdAt": user.created_at,
        "lastLogin": user.last_login,
        "lastUsernameChangeAt": user.last_username_change_at,
        "lastEmailChangeAt": user.last_email_change_at,
    }


@my_data("picture.webp", "Your picture, if you have set one.")
def picture(user: User) -> bytes:
    return bytes(Picture.objects.filter(user=user).values_list("data", flat=True).first() or b"")


@my_data("sessions.json", "Where you signed in. Sessions are forgotten a week after their end.")
def sessions(user: User) -> Iterator[dict[str, Any]]:
    for session in UserSession.objects.filter(user=user).order_by("created_at").iterator():
        yield {
            "device": session.device,
            "address": session.address,
            "signedInAt": session.created_at,
            "lastUsedAt": session.last_used_at or session.rotated_at or session.created_at,
            "endsAt": session.absolute_expires_at,
            "signedOutAt": session.revoked_at,
        }


@my_data("connections.json", "Accounts of other providers that sign you in here.")
def connections(user: User) -> Iterator[dict[str, Any]]:
    for identity in Identity.objects.filter(user=user):
        yield {
            "provider": identity.provider,
            "subject": identity.subject,
            "email": identity.email,
            "connectedAt": identity.created_at,
        }
