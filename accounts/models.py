"""People with an account, and the sessions that they are signed in with."""

import secrets
from typing import Any, ClassVar

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group, PermissionsMixin
from django.core.validators import EmailValidator
from django.db import models
from django.utils.crypto import salted_hmac

from accounts.validators import EMAIL_LENGTH, USERNAME_LENGTH, validate_phone, validate_username
from fusemeet.fields import ExactCharField, FoldedCharField

ROLE_USER = "ROLE_USER"
ROLE_ADMIN = "ROLE_ADMIN"
ROLE_INTERVIEWER = "ROLE_INTERVIEWER"
ROLES = (ROLE_USER, ROLE_ADMIN, ROLE_INTERVIEWER)


class AccountType(models.TextChoices):
    INTERVIEWER = "INTERVIEWER", "Interviewer"
    CANDIDATE = "CANDIDATE", "Candidate"
    TEACHER = "TEACHER", "Teacher"
    STUDENT = "STUDENT", "Student"

    @property
    def roles(self) -> tuple[str, ...]:
        """The site's roles that come with this kind of account."""
        hosts = (AccountType.INTERVIEWER, AccountType.TEACHER)
        return (ROLE_USER, ROLE_INTERVIEWER) if self in hosts else (ROLE_USER,)


class SignupMethod(models.TextChoices):
    EMAIL = "EMAIL", "Email"
    GOOGLE = "GOOGLE", "Google"


class UserManager(BaseUserManager["User"]):
    """Makes accounts with the roles of their kind; the rules of registration are in `services`."""

    def create_user(self, username: str, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username, email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        user.give_roles(*AccountType(user.account_type).roles)
        return user

    def by_email(self, email: str, **conditions: Any) -> "User | None":
        """The account with this address, whatever its case. MySQL's collation alone would take `é` for `e`."""
        found = self.filter(email=self.normalize_email(email), **conditions).first()
        return found if found is not None and found.email.casefold() == email.strip().casefold() else None

    def create_superuser(
        self, username: str, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        fields |= {"is_superuser": True, "email_verified": True}
        fields.setdefault("full_name", username)
        user = self.create_user(username, email, password, **fields)
        user.give_roles(ROLE_ADMIN)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. The columns' names are a contract with reports and operators."""

    username = FoldedCharField(
        max_length=USERNAME_LENGTH,
        unique=True,
        validators=[validate_username],
        error_messages={"unique": "That user name is taken."},
    )
    email = FoldedCharField(
        max_length=EMAIL_LENGTH,
        unique=True,
        validators=[EmailValidator()],
        error_messages={"unique": "There is an account with that address."},
    )
    full_name = models.CharField(max_length=100)
    phone_number = models.CharField(max_length=20, blank=True, validators=[validate_phone])
    account_type = models.CharField(
        max_length=32, choices=AccountType.choices, default=AccountType.INTERVIEWER
    )
    signup_method = models.CharField(max_length=16, choices=SignupMethod.choices, default=SignupMethod.EMAIL)
    profile_image_url = models.CharField(max_length=500, blank=True)
    email_verified = models.BooleanField(default=False)
    pending_email = models.CharField(max_length=EMAIL_LENGTH, blank=True)
    failed_login_attempts = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    last_username_change_at = models.DateTimeField(null=True, blank=True)
    last_email_change_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    token_version = models.PositiveIntegerField(
        default=0, help_text="Raised to end every access token at once."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    groups = models.ManyToManyField(  # type: ignore[assignment]  # the mixin types it by its own table
        Group,
        blank=True,
        db_table="user_roles",
        related_name="users",
        related_query_name="user",
        verbose_name="roles",
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        db_table = "users"

    @property
    def roles(self) -> list[str]:
        """Names of the roles, sorted. One query, unless `groups` was prefetched."""
        return sorted(group.name for group in self.groups.all())

    def give_roles(self, *names: str) -> None:
        self.groups.add(*[Group.objects.get_or_create(name=name)[0] for name in names])

    @property
    def is_staff(self) -> bool:
        """May use the admin site."""
        return self.is_superuser or ROLE_ADMIN in self.roles

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """ROLE_ADMIN may do everything on the admin site; in rooms it gives nothing."""
        return self.is_active and (self.is_staff or super().has_perm(perm, obj))

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and (self.is_staff or super().has_module_perms(app_label))

    @property
    def picture_path(self) -> str:
        """The address of their picture on this site, or "". Never somebody else's server: it would see who looks."""
        return self.profile_image_url if self.profile_image_url.startswith("/pictures/") else ""

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What the administration's session holds: it ends with the password, and with "sign out everywhere"."""
        held = f"{self.password}:{self.token_version}"
        return salted_hmac("accounts.User.session", held, secret=secret, algorithm="sha256").hexdigest()

    def check_password(self, raw_password: str | None) -> bool:
        """As Django's, but a hash that is renewed by it never overwrites a password that was set meanwhile."""
        old = mine = self.password

        def renew(raw: str) -> None:
            nonlocal mine
            mine = make_password(raw)
            rows = User.objects.filter(pk=self.pk)
            if rows.filter(password=old).update(password=mine):
                self.password = mine
            else:  # somebody else was faster: with another password, or with this one's new hash
                self.password = rows.values_list("password", flat=True).first() or mine

        good = check_password(raw_password, old, renew)
        return good and (self.password == mine or check_password(raw_password, self.password))

    def get_full_name(self) -> str:
        """What others see of them."""
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.username


def new_session_id() -> str:
    """128 random bits in 22 letters that are safe in an address."""
    return secrets.token_urlsafe(16)


class UserSession(models.Model):
    """A family of tokens: one sign-in on one device, with the counter that makes each refresh token good once.

    No token is stored. The row is the blacklist: a family that is revoked, or gone, has no good tokens.
    """

    id = ExactCharField(primary_key=True, max_length=22, default=new_session_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    counter = models.PositiveIntegerField(default=0)
    device = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=45, blank=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="When the newest refresh token ends.")
    rotated_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="Written at most once a minute.")
    absolute_expires_at = models.DateTimeField(help_text="No rotation goes beyond this.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "user_sessions"
        verbose_name = "session"
        indexes = [
            models.Index(fields=["user", "revoked_at"], name="user_sessions_user_revoked"),
            models.Index(fields=["expires_at"], name="user_sessions_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.device or 'an unknown device'}"


class SignInFailures(models.Model):
    """Wrong passwords for one account from one source (a known browser, or a network) since its last good one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_failures")
    source = ExactCharField(max_length=64, help_text="network:<network> or device:<digest of its cookie>")
    count = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "sign_in_failures"
        verbose_name_plural = "sign-in failures"
        constraints = [models.UniqueConstraint(fields=["user", "source"], name="sign_in_failures_once")]

    def __str__(self) -> str:
        return f"{self.count} of {self.user_id}"


class RecoveryCode(models.Model):
    """A way in without the second factor, good once; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = ExactCharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "two_factor_recovery_codes"
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"of {self.user_id}"


class Identity(models.Model):
    """Somebody's account with a provider that may sign them in here; `subject` is its id there."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    provider = models.CharField(max_length=20, choices=[("google", "Google")])
    subject = ExactCharField(max_length=191)
    email = models.CharField(max_length=EMAIL_LENGTH, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "user_identities"
        verbose_name_plural = "identities"
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="identity_once"),
            models.UniqueConstraint(fields=["user", "provider"], name="identity_once_a_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} of {self.user_id}"


class Picture(models.Model):
    """Somebody's picture, made small and written anew here; in the database, because machines share no disk."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="picture")
    digest = ExactCharField(
        max_length=64, unique=True, help_text="In its address, so that a changed picture has another."
    )
    data = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "user_pictures"

    def __str__(self) -> str:
        return f"of {self.user_id}"
