"""Shapes of the REST paths under /api/auth/: what comes in, and what goes out with exactly the contract's keys."""
# ruff: noqa: N815  (the keys are the contract's)

from typing import Any

from rest_framework import serializers

from accounts.models import AccountType, User
from accounts.pictures import full_picture_url
from accounts.sessions import TokenPair
from accounts.validators import EMAIL_LENGTH, PASSWORD_LENGTH, PHONE_LENGTH, USERNAME_LENGTH


class RegisterRequest(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=EMAIL_LENGTH)
    username = serializers.CharField(max_length=USERNAME_LENGTH)
    password = serializers.CharField(max_length=PASSWORD_LENGTH, trim_whitespace=False)
    fullName = serializers.CharField(max_length=100, source="full_name")
    accountType = serializers.ChoiceField(choices=AccountType.choices, source="account_type")


class LoginRequest(serializers.Serializer[Any]):
    usernameOrEmail = serializers.CharField(max_length=EMAIL_LENGTH, source="identifier")
    password = serializers.CharField(max_length=1000, trim_whitespace=False)


class TwoFactorRequest(serializers.Serializer[Any]):
    challenge = serializers.CharField(max_length=1000, help_text="Of the answer to /login.")
    code = serializers.CharField(max_length=40, help_text="Of the authenticator app, or a recovery code.")


class TwoFactorRequired(serializers.Serializer[Any]):
    """What /login answers instead of tokens while two-factor is on."""

    twoFactorRequired = serializers.BooleanField()
    challenge = serializers.CharField(help_text="Good for five minutes at /two-factor.")


class EmailRequest(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=EMAIL_LENGTH)


class RefreshRequest(serializers.Serializer[Any]):
    refreshToken = serializers.CharField(
        required=False, allow_null=True, help_text="Only without the cookie."
    )


class ProfileRequest(serializers.Serializer[Any]):
    fullName = serializers.CharField(max_length=100, source="full_name")
    phoneNumber = serializers.CharField(
        max_length=PHONE_LENGTH, source="phone_number", required=False, allow_null=True, allow_blank=True
    )
    username = serializers.CharField(max_length=USERNAME_LENGTH, required=False, allow_null=True)

    def validate_phoneNumber(self, value: str | None) -> str:  # noqa: N802
        """null takes the number away, like an empty text; a missing key leaves it."""
        return value or ""


class UserProfileResponse(serializers.ModelSerializer[User]):
    id = serializers.CharField(source="pk", help_text="The `userId` of every other path and event.")
    fullName = serializers.CharField(source="full_name")
    phoneNumber = serializers.SerializerMethodField()
    accountType = serializers.ChoiceField(choices=AccountType.choices, source="account_type")
    profileImageUrl = serializers.SerializerMethodField()
    emailVerified = serializers.BooleanField(source="email_verified")
    pendingEmail = serializers.SerializerMethodField()
    roles = serializers.ListField(child=serializers.CharField())
    createdAt = serializers.DateTimeField(source="created_at")
    lastLogin = serializers.DateTimeField(source="last_login", allow_null=True)

    class Meta:
        model = User
        fields = [
            "id",
            "username",
            "email",
            "fullName",
            "phoneNumber",
            "accountType",
            "profileImageUrl",
            "emailVerified",
            "pendingEmail",
            "roles",
            "createdAt",
            "lastLogin",
        ]
        read_only_fields = fields

    def get_phoneNumber(self, user: User) -> str | None:  # noqa: N802
        return user.phone_number or None

    def get_profileImageUrl(self, user: User) -> str | None:  # noqa: N802
        return full_picture_url(user)

    def get_pendingEmail(self, user: User) -> str | None:  # noqa: N802
        return user.pending_email or None


class AuthResponse(serializers.Serializer[Any]):
    accessToken = serializers.CharField(source="access")
    refreshToken = serializers.CharField(source="refresh")
    tokenType = serializers.SerializerMethodField()
    expiresIn = serializers.SerializerMethodField(help_text="Seconds until the access token ends.")
    user = UserProfileResponse()

    def get_tokenType(self, pair: TokenPair) -> str:  # noqa: N802
        return "Bearer"

    def get_expiresIn(self, pair: TokenPair) -> int:  # noqa: N802
        return pair.seconds
