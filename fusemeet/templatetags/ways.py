"""Where the head of a page leads: links that only some people have use for."""

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser

from accounts.models import ROLE_INTERVIEWER, AccountType, User
from groups.access import groups_of

register = template.Library()


@register.filter
def hosts(user: User | AnonymousUser) -> bool:
    """Whether this kind of account holds rooms; asked of no table, since every page asks."""
    return isinstance(user, User) and ROLE_INTERVIEWER in AccountType(user.account_type).roles


@register.filter
def sees_groups(user: User | AnonymousUser) -> bool:
    """Who may have groups, and who is in one; a query for the others."""
    return hosts(user) or (isinstance(user, User) and groups_of(user).exists())


@register.filter
def leads_here(path: str, request: Any) -> bool:
    """Whether the page that is open lies below `path`."""
    return bool(path) and request is not None and request.path.startswith(path)
