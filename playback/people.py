"""The people of a recording by their present names: accounts, guests, and those who have gone."""

from collections.abc import Iterable
from typing import Any

from accounts.models import User
from rooms.models import Guest
from rooms.person_ids import columns_of

FORMER_NAME = "Former participant"

Names = dict[str, tuple[str, str]]


def names_of(people: Iterable[str]) -> Names:
    """`{person: (username, full name)}` in two queries; an erased account is called FORMER_NAME."""
    known = {person: columns_of(person) for person in people if person}
    accounts = {columns["user_id"] for columns in known.values() if "user_id" in columns}
    guests = {columns["guest_id"] for columns in known.values() if "guest_id" in columns}
    users = {
        pk: (username, full_name)
        for pk, username, full_name in User.objects.filter(pk__in=accounts).values_list(
            "pk", "username", "full_name"
        )
    }
    visitors = {
        pk: (name, name) for pk, name in Guest.objects.filter(pk__in=guests).values_list("pk", "name")
    }
    nobody = (FORMER_NAME, FORMER_NAME)
    return {
        person: visitors.get(columns["guest_id"], nobody)
        if "guest_id" in columns
        else users.get(columns["user_id"], nobody)
        for person, columns in known.items()
    }


def person_info(person: str, names: Names, role: str) -> dict[str, Any]:
    """As the manifest has people; never an address."""
    username, full_name = names.get(person, (FORMER_NAME, FORMER_NAME))
    return {"userId": person, "username": username, "fullName": full_name or username, "role": role}
