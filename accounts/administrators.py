"""What an administrator who deletes their account may not take along: the record of what they did, and the last key."""

import re

from django.contrib.admin.models import LogEntry
from django.db.models import Q

from accounts.models import ROLE_ADMIN, User
from fusemeet.errors import Conflict

# Neither can be typed by anybody who registers: a user name has no space, and an address has an @.
NOBODY = "Deleted user"
NOBODYS_ADDRESS = "deleted-user"


def require_dispensable(user: User) -> None:
    """Inside the deletion's transaction. Raises Conflict `last_administrator` for the only one who can sign in to the
    administration, and `keeps_the_record` for the account that stands for those who are gone.
    """
    if user.username == NOBODY:
        raise Conflict(
            "keeps_the_record", "This account stands for deleted administrators in the record, and stays."
        )
    if not (user.is_active and user.is_staff):
        return
    others = User.objects.filter(Q(is_superuser=True) | Q(groups__name=ROLE_ADMIN), is_active=True)
    # Locked, so that the last two do not let each other go: of both transactions the database ends one.
    left = User.objects.select_for_update().filter(pk__in=others.exclude(pk=user.pk).values("pk"))
    if not list(left.order_by("pk").values_list("pk", flat=True)):
        raise Conflict(
            "last_administrator",
            "You are the only administrator here. Make somebody else one, then delete your account.",
        )


def keep_record(user: User) -> None:
    """The administration's record of them goes over to nobody; what it says of others' acts on them has no address."""
    acts = LogEntry.objects.filter(user_id=user.pk)
    if acts.exists():
        acts.update(user_id=_nobody().pk)
    # As a word of its own: the end of a longer address is somebody else's.
    address = re.compile(rf"(?<![\w.+%-]){re.escape(user.email)}(?![\w-]|\.\w)", re.IGNORECASE)
    for entry in LogEntry.objects.filter(object_repr__icontains=user.email):
        LogEntry.objects.filter(pk=entry.pk).update(object_repr=address.sub(NOBODY, entry.object_repr)[:200])


def _nobody() -> User:
    """Made when it is first needed: it has no password that anybody could know, and is not active."""
    found, made = User.objects.get_or_create(
        username=NOBODY, defaults={"email": NOBODYS_ADDRESS, "full_name": NOBODY, "is_active": False}
    )
    if made:
        found.set_unusable_password()
        found.save(update_fields=["password"])
    return found
