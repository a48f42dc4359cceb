"""The mails of groups: to people who were added, and to addresses that were invited."""

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from groups.members import ADDED, INVITED
from groups.models import GroupInvitation, GroupMember
from mailing.letters import Letter, as_name, letter

WHAT = {"TEACHER": "a teacher", "STUDENT": "a student"}


@letter(ADDED)
def added(user: int, group: int, by: int) -> Letter | None:
    """To an account that became a member; None once it is none any more."""
    found = GroupMember.objects.select_related("group", "user").filter(group=group, user=user).first()
    if found is None or not found.user.is_active or not found.user.email_verified:
        return None
    return _letter(found.user.email, found.group.name, by, "group_added", found.role, _link("group", group))


@letter(INVITED)
def invited(invitation: int, email: str, group: int, by: int) -> Letter | None:
    """To an address; None once it is taken back, or an account has come with it."""
    found = GroupInvitation.objects.select_related("group").filter(pk=invitation, email=email).first()
    if found is None:
        return None
    # Whoever has an account signs in instead; the address that counts is written out in the mail.
    link = f"{settings.SITE_URL}{reverse('register')}?{urlencode({'next': reverse('groups')})}"
    return _letter(found.email, found.group.name, by, "group_invited", found.role, link)


def _letter(to: str, group: str, by: int, template: str, role: str, link: str) -> Letter | None:
    """None where the account that asked for it was blocked since."""
    inviter = User.objects.filter(pk=by).first()
    if inviter is not None and not inviter.is_active:
        return None
    name = as_name(inviter.get_full_name() if inviter else "Somebody")
    group = as_name(group)
    words = "invites you to the group" if template == "group_invited" else "added you to the group"
    context: dict[str, object] = {
        "group": group,
        "inviter": name,
        "role": WHAT[role],
        "link": link,
        "email": to,
    }
    return Letter(to=to, subject=f"{name} {words} {group}", template=template, context=context)


def _link(name: str, pk: int) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[pk])}"
