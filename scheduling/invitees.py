"""Whom a session invites: addresses and groups, each person once."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.models import User
from accounts.validators import EMAIL_LENGTH
from fusemeet.errors import Invalid
from groups.access import group_for
from groups.models import ClassGroup, GroupRole
from groups.selectors import invitees_of
from rooms.models import Room
from rooms.policy import Role, RoomType, newcomer_role

MOST_INVITEES = 500
# Of a whole series: every session of it has its own invitations and answers.
MOST_INVITATIONS = 6000
MOST_GROUPS = 20
NAMED = 5  # how many wrong addresses are said


@dataclass
class Invitee:
    """Somebody to invite; `email` in lower case, `group` what they were found in if not asked by address."""

    email: str
    role: Role
    user: User | None = None
    group: ClassGroup | None = None


@dataclass
class Invitees:
    """Everybody once, by address; `words` is what the host should hear of it."""

    by_email: dict[str, Invitee] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.by_email)


def collect_invitees(
    *, host: User, room: Room, emails: Iterable[str], group_ids: Iterable[int] = ()
) -> Invitees:
    """Addresses (in any case, twice is once) and everybody in these groups, the host's own address left out.

    An address that is also in a group is asked by address, with the role of the group. Raises Invalid
    `bad_addresses` or `too_many_invitees`, and for a group what the group's own door answers.
    """
    found = Invitees()
    newcomer = newcomer_role(room.room_type)
    for email in _clean(emails):
        found.by_email[email] = Invitee(email, newcomer)
    for group in _groups(host, group_ids):
        for address, user, role in invitees_of(group):
            one = found.by_email.setdefault(address.lower(), Invitee(address.lower(), newcomer, user, group))
            if role == GroupRole.TEACHER and room.room_type == RoomType.CLASSROOM:
                one.role = Role.TEACHER
    if found.by_email.pop(host.email.lower(), None) is not None:
        found.words.append("You are the host: your own address was left out.")
    require_most(len(found))
    for user in users_by_email([one.email for one in found.by_email.values() if one.user is None]):
        found.by_email[user.email.lower()].user = user
    return found


def users_by_email(emails: list[str]) -> list[User]:
    """The accounts that have proved these addresses; one query. Until then an address is nobody's."""
    if not emails:
        return []
    known = User.objects.filter(email__in=emails, email_verified=True, is_active=True)
    wanted = set(emails)
    return [user for user in known if user.email.lower() in wanted]  # MySQL takes `é` for `e`


def require_most(people: int) -> None:
    """Raises Invalid `too_many_invitees`."""
    if people > MOST_INVITEES:
        wrong = f"{people} people are too many: a session invites {MOST_INVITEES} at most."
        raise Invalid("too_many_invitees", wrong, errors={"inviteeEmails": [wrong]})


def require_bounded(people: int, sessions: int) -> None:
    """Raises Invalid `too_many_invitees` for a series that is many weeks times many people."""
    if people * sessions > MOST_INVITATIONS:
        weeks = MOST_INVITATIONS // people
        wrong = f"With {people} people a session can be repeated {weeks} times at most."
        raise Invalid("too_many_invitees", wrong, errors={"repeat": [wrong]})


def capacity_words(room: Room, invited: int) -> list[str]:
    """What the host of a session should hear where more are asked than the room holds."""
    if invited < room.max_participants:  # the host has a seat too
        return []
    return [f"{invited} people are invited, and the room holds {room.max_participants} with you."]


def _clean(emails: Iterable[str]) -> list[str]:
    cleaned = dict.fromkeys(email.strip().lower() for email in emails if email.strip())
    wrong = [email for email in cleaned if not _is_address(email)]
    if wrong:
        shown = ", ".join(f"“{email[:EMAIL_LENGTH]}”" for email in wrong[:NAMED])
        more = f" and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
        said = f"{shown}{more}: not an email address. Correct it, or take it out."
        raise Invalid("bad_addresses", said, errors={"inviteeEmails": [said]})
    return list(cleaned)


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= EMAIL_LENGTH


def _groups(host: User, group_ids: Iterable[int]) -> list[ClassGroup]:
    wanted = list(dict.fromkeys(group_ids))
    if len(wanted) > MOST_GROUPS:
        wrong = f"Invite {MOST_GROUPS} groups at most."
        raise Invalid("too_many_groups", wrong, errors={"groupIds": [wrong]})
    return [group_for(host, pk, manage=True) for pk in wanted]
