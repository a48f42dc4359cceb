"""The REST interface as three kinds of people see it, with real ids for the addresses that schemathesis makes up."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import schemathesis
from django.core.cache import caches
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.utils import timezone
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from rooms.access import room_for
from scheduling.planning import plan_sessions
from scheduling.tokens import token_of
from tests.ws import access_token

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]


class Undo(Exception):
    """Takes one request back, so that the next finds everything as it was."""


@dataclass
class Callers:
    """Headers by role; `known` are the values that a parameter of an address really has."""

    headers: dict[str, dict[str, str]]
    known: dict[str, list[str]]

    def ask(self, case: Any, chance: random.Random) -> None:
        """The same request by each, half of the time at an address that leads somewhere; held against the schema."""
        for name, values in self.known.items():
            if name in (case.path_parameters or {}) and chance.random() < 0.5:
                case.path_parameters[name] = chance.choice(values)
        for headers in self.headers.values():
            caches["strict"].clear()  # what is tried here is not the counting
            try:
                with transaction.atomic():
                    answer = case.call(headers=headers)
                    case.validate_response(answer, checks=CHECKS)
                    raise Undo
            except Undo:
                pass


def schema() -> Any:
    """The schema that the site serves, asked for in this process."""
    return schemathesis.openapi.from_wsgi("/api/schema/?format=json", get_wsgi_application())


def callers(make_user: Callable[..., Any], make_room: Callable[..., Any]) -> Callers:
    host, candidate = make_user(), make_user(account_type="CANDIDATE")
    room = make_room(owner=host)
    headers = {"visitor": {}} | {
        role: {"Authorization": f"Bearer {access_token(person)}"}
        for role, person in (("candidate", candidate), ("host", host))
    }
    start = timezone.now() + timedelta(days=2)
    (session,) = plan_sessions(
        member=room_for(host, room.room_id),
        title="A session",
        start=start,
        end=start + timedelta(hours=1),
        timezone="Europe/Berlin",
        emails=[candidate.email],
    )
    invite = session.invites.get()
    known = {
        "room_id": [room.room_id],
        "user_id": [str(candidate.pk), str(host.pk), "g1"],
        "schedule_id": [str(session.pk)],
        "invite_id": [str(invite.pk)],
        "token": [token_of(invite)],
    }
    return Callers(headers, known)
