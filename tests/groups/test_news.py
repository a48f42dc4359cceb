"""What open pages hear of groups, on real sockets: each their own, and nobody else anything."""

from collections.abc import Callable
from typing import Any

import httpx

from groups.models import ClassGroup
from tests.live import Live
from tests.ws import RoomClient


def mine(live: Live, user: Any, **how: Any) -> RoomClient:
    return RoomClient.connect(live, "", user, path="/ws/me/", **how)


def test_who_is_added_raised_and_removed_hears_it_and_a_stranger_and_other_students_hear_nothing(
    live: Live, tess: Any, group: ClassGroup, enrol: Callable[..., Any], make_user: Callable[..., Any]
) -> None:
    sam, stranger, pupil = make_user("sam"), make_user(), enrol("pupil")
    with (
        mine(live, tess) as teacher,
        mine(live, sam, process=1) as added,
        mine(live, pupil) as other,
        mine(live, stranger) as nobody,
    ):
        path = f"{live.http()}/api/groups/{group.pk}/members"

        def ask(method: str, rest: str = "", **body: Any) -> None:
            headers = {"Authorization": f"Bearer {teacher.token}"}
            answer = httpx.request(method, f"{path}{rest}", json=body or None, headers=headers, timeout=20)
            assert answer.status_code in {200, 204}, answer.text

        ask("POST", emails=[sam.email])
        news = added.expect("group")
        assert (news["action"], news["groupId"], news["name"], news["role"]) == (
            "added",
            group.pk,
            "Algorithms",
            "STUDENT",
        )
        assert teacher.expect("group")["action"] == "members"
        ask("PATCH", f"/{sam.pk}", role="TEACHER")
        assert added.expect("group")["role"] == "TEACHER"
        ask("DELETE", f"/{sam.pk}")
        while (news := added.expect("group"))["action"] != "removed":
            assert news["action"] == "members", "who teaches hears that the members changed"
        other.hears_nothing("group")
        nobody.hears_nothing("group")
