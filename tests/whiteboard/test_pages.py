"""The list of pages: what may become of it, by whom, and who hears of it."""

import threading
from typing import Any

import pytest
from django.db import connections

from fusemeet.errors import Conflict, Gone, Invalid, NotFound, Problem
from rooms.grants import give_grant
from rooms.models import Room
from rooms.services import end_room
from signaling.models import JournalEvent
from tests.whiteboard.conftest import School
from whiteboard.models import BoardPage
from whiteboard.pages import (
    MOST_PAGES,
    add_page,
    delete_page,
    move_page,
    page_ids,
    pages_of,
    rename_page,
    show_page,
)
from whiteboard.visibility import set_visibility

pytestmark = pytest.mark.django_db


def by(school: School, **more: Any) -> dict[str, Any]:
    return {"room": school.room.pk, "person": str(school.teacher.pk), **more}


def titles(school: School) -> list[str]:
    return [page.title for page in pages_of(school.room.pk).pages]


def told(school: School, type: str = "whiteboard-pages") -> list[JournalEvent]:
    return list(JournalEvent.objects.filter(room=school.room.pk, type=type).order_by("seq"))


def three_pages(school: School) -> list[str]:
    for page in ("second", "third"):
        add_page(**by(school), page=page, title=page.title())
    return ["first", "second", "third"]


def test_a_board_that_nobody_touched_has_one_page(school: School) -> None:
    assert pages_of(school.room.pk).as_wire() == {
        "pages": [{"id": "first", "title": "Page 1", "order": 0}],
        "activePageId": "first",
    }
    assert page_ids(school.room.pk) == {"first"}
    assert not BoardPage.objects.exists()


def test_pages_are_added_named_and_ordered_and_everybody_hears_the_whole_list(school: School) -> None:
    add_page(**by(school))
    add_page(**by(school), title="  Between \u202e the\n two ", order=1)
    assert titles(school) == ["Page 1", "Between the two", "Page 2"]
    between = pages_of(school.room.pk).pages[1].id
    rename_page(**by(school), page="first", title="Start")
    move_page(**by(school), page=between, order=0)
    assert titles(school) == ["Between the two", "Start", "Page 2"]
    last = told(school)[-1]
    assert last.audience == "all"
    assert last.payload == {"userId": str(school.teacher.pk), **pages_of(school.room.pk).as_wire()}
    assert [page["order"] for page in last.payload["pages"]] == [0, 1, 2]


def test_the_same_id_from_the_same_host_is_one_page(school: School) -> None:
    seqs = {add_page(**by(school, client_id="once")) for _ in range(3)}
    assert len(seqs) == 1
    assert len(titles(school)) == 2
    add_page(room=school.room.pk, person=str(school.second.pk), client_id="once")
    assert len(titles(school)) == 3


@pytest.mark.parametrize("title", ["", "   ", "\x00\x1b", "x" * 101])
def test_a_title_is_one_that_can_be_read(school: School, title: str) -> None:
    with pytest.raises(Invalid, match="bad_title"):
        add_page(**by(school), title=title)
    with pytest.raises(Invalid, match="bad_title"):
        rename_page(**by(school), page="first", title=title)
    assert titles(school) == ["Page 1"]


def test_there_are_at_most_fifty_pages(school: School) -> None:
    for _ in range(MOST_PAGES - 1):
        add_page(**by(school))
    with pytest.raises(Conflict, match="too_many_pages"):
        add_page(**by(school))
    assert len(set(titles(school))) == MOST_PAGES


def test_an_unknown_page_can_be_neither_changed_nor_shown(school: School) -> None:
    three_pages(school)
    for change in (
        lambda: rename_page(**by(school), page="nope", title="x"),
        lambda: move_page(**by(school), page="nope", order=0),
        lambda: delete_page(**by(school), page="nope"),
        lambda: show_page(**by(school), page="nope"),
    ):
        with pytest.raises(NotFound, match="unknown_page"):
            change()
    with pytest.raises(Conflict, match="page_exists"):
        add_page(**by(school), page="second")


def test_the_last_page_stays(school: School) -> None:
    with pytest.raises(Conflict, match="last_page"):
        delete_page(**by(school), page="first")
    assert pages_of(school.room.pk).ids == {"first"}


@pytest.mark.parametrize(
    ("shown", "gone", "then"),
    [
        ("second", "second", "third"),
        ("third", "third", "second"),
        ("first", "first", "second"),
        ("third", "second", "third"),
        (None, "first", "second"),
    ],
)
def test_when_the_shown_page_goes_its_neighbour_is_shown(
    school: School, shown: str | None, gone: str, then: str
) -> None:
    three_pages(school)
    if shown:
        show_page(**by(school), page=shown)
    delete_page(**by(school), page=gone)
    assert pages_of(school.room.pk).active == then
    assert told(school)[-1].payload["activePageId"] == then
    assert gone not in page_ids(school.room.pk)


def test_showing_a_page_is_told_and_lasts(school: School) -> None:
    three_pages(school)
    show_page(**by(school), page="third")
    assert pages_of(school.room.pk).active == "third"
    (row,) = told(school, "whiteboard-page")
    assert (row.audience, row.payload) == ("all", {"userId": str(school.teacher.pk), "pageId": "third"})


def test_in_a_room_that_has_ended_nothing_changes(school: School) -> None:
    end_room(member=school.member(school.teacher))
    for change in (
        lambda: add_page(**by(school)),
        lambda: show_page(**by(school), page="first"),
        lambda: set_visibility(**by(school), visible=False),
    ):
        with pytest.raises(Gone):
            change()


def test_while_the_board_is_hidden_only_hosts_and_excepted_persons_are_told(school: School) -> None:
    set_visibility(**by(school), visible=False)
    add_page(**by(school), title="Secret")
    assert [row.audience for row in told(school)] == ["hosts"]
    give_grant(member=school.member(school.teacher), user_id=str(school.ben.pk), ability="see_board")
    show_page(**by(school), page="first")
    rows = told(school, "whiteboard-page")
    assert [row.audience for row in rows] == ["hosts", str(school.ben.pk)]


def test_whom_the_board_is_closed_to_alone_is_not_told_while_the_others_are(school: School) -> None:
    host = school.member(school.teacher)
    give_grant(member=host, user_id=str(school.ann.pk), ability="see_board", allowed=False)
    add_page(**by(school))
    rows = told(school)
    assert [row.audience for row in rows] == ["hosts", str(school.ben.pk)]


def test_of_many_excepted_persons_each_is_told_once(school: School, make_user: Any) -> None:
    from django.utils import timezone

    from rooms.models import Access, Grant
    from rooms.policy import Role

    users = [make_user(account_type="STUDENT") for _ in range(90)]
    for user in users:
        Access.objects.create(
            room=school.room, user=user, access_type=Role.STUDENT, granted_at=timezone.now()
        )
        Grant.objects.create(room=school.room, user=user, ability="see_board", allowed=True)
    set_visibility(**by(school), visible=False)
    add_page(**by(school))
    hosts, *others = [row.audience for row in told(school)]
    assert hosts == "hosts"
    heard = [person for audience in others for person in audience.split(",")]
    assert sorted(heard) == sorted(str(user.pk) for user in users)
    assert all(len(audience) <= 255 for audience in others)


@pytest.mark.django_db(transaction=True)
def test_two_hosts_at_once_leave_one_list_and_get_clear_answers(school: School) -> None:
    three_pages(school)
    answers: list[str] = []
    start = threading.Barrier(4)

    def delete(person: str, page: str) -> None:
        start.wait()
        try:
            delete_page(room=school.room.pk, person=person, page=page)
            answers.append("done")
        except Problem as problem:
            answers.append(problem.code)
        finally:
            connections.close_all()

    people = (str(school.teacher.pk), str(school.second.pk))
    threads = [
        threading.Thread(target=delete, args=(person, page))
        for person in people
        for page in ("second", "third")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["done", "done", "unknown_page", "unknown_page"]
    listed = pages_of(school.room.pk)
    assert [(page.id, page.order) for page in listed.pages] == [("first", 0)]
    assert told(school)[-1].payload["pages"] == [{"id": "first", "title": "Page 1", "order": 0}]


def test_hiding_is_a_switch_of_the_room_and_kept_for_reports(school: School) -> None:
    set_visibility(**by(school), visible=False)
    room = Room.objects.get(pk=school.room.pk)
    assert room.permissions["boardVisible"] is False
    assert room.whiteboard.visible is False
    set_visibility(**by(school), visible=True)
    room = Room.objects.get(pk=school.room.pk)
    assert (room.switches, room.whiteboard.visible) == ({}, True)
    shown, hidden = told(school, "whiteboard-visibility")[::-1]
    assert (hidden.audience, shown.audience) == ("all", "all")
    assert hidden.payload == {"userId": str(school.teacher.pk), "visible": False}
    (pages,) = told(school)
    assert pages.seq == shown.seq + 1, "who may see it now hears the list"
