"""What the board keeps of people: in their archive what is theirs alone, after their account is gone only a number."""

import io
import json
import zipfile
from typing import Any

import pytest

from accounts.deletion import erase_account
from accounts.models import User
from accounts.my_data import write_archive
from rooms.admission import join_room
from rooms.operators import destroy_room
from signaling.models import JournalEvent
from tests.whiteboard.conftest import School
from tests.whiteboard.images import an_image
from whiteboard.images import save_image
from whiteboard.models import BoardImage, BoardPage
from whiteboard.pages import add_page

pytestmark = pytest.mark.django_db


def archive_of(user: User) -> dict[str, Any]:
    out = io.BytesIO()
    write_archive(user, out)
    with zipfile.ZipFile(out) as archive:
        return {name: json.loads(archive.read(name)) for name in ("board-images.json", "board-pages.json")}


def test_the_archive_has_ones_own_images_and_pages(school: School) -> None:
    add_page(room=school.room.pk, person=str(school.teacher.pk), title="Mine")
    add_page(room=school.room.pk, person=str(school.second.pk), title="Not mine")
    mine = save_image(member=school.member(school.teacher), data=an_image())
    save_image(member=school.member(school.second), data=an_image(size=(20, 20)))
    found = archive_of(school.teacher)
    assert [(each["fileId"], each["roomId"]) for each in found["board-images.json"]] == [
        (mine.file_id, school.id)
    ]
    assert [page["title"] for page in found["board-pages.json"]] == ["Mine"]


def test_a_deleted_account_leaves_images_and_pages_under_a_number_alone(school: School) -> None:
    join_room(who=school.second, room_id=school.id, network="test")
    person, name = str(school.second.pk), school.second.username
    add_page(room=school.room.pk, person=person, title="A page")
    save_image(member=school.member(school.second), data=an_image())
    erase_account(user=school.second)
    assert BoardImage.objects.get().uploaded_by == person
    assert BoardPage.objects.get(title="A page").created_by == person
    payloads = JournalEvent.objects.filter(type__startswith="whiteboard").values_list("payload", flat=True)
    assert payloads and name not in json.dumps(list(payloads))


def test_a_deleted_room_takes_its_board_along(school: School) -> None:
    add_page(room=school.room.pk, person=str(school.teacher.pk))
    save_image(member=school.member(school.teacher), data=an_image())
    destroy_room(room=school.room)
    assert not BoardImage.objects.exists() and not BoardPage.objects.exists()
