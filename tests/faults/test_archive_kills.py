"""The job that archives a log is killed at each of its steps: every row is in the table or in the archive, once."""

import itertools
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from signaling.documents.archive import archive_documents
from signaling.documents.log import load
from signaling.documents.models import DocumentArchive, DocumentUpdate, SharedDocument
from signaling.documents.stored_rows import read_rows
from tests.documents.test_live import Editor
from tests.faults.nursery import Nursery
from tests.faults.seams import ARCHIVE_POINTS
from tests.live import Live
from tests.live import test_database_url as database_url

pytestmark = pytest.mark.faults
KILLS = 10 * int(os.environ.get("FUZZ", "1"))
WORDS = 30
# Small, so that one log becomes several values and a kill can fall between them.
VALUES = {"signaling.documents.archive.MAX_ROWS": 8}
JOB = "signaling.documents.archive.archive_documents"


@pytest.fixture(scope="module")
def nursery(django_db_setup: None, django_db_blocker: Any) -> Iterator[Nursery]:
    with django_db_blocker.unblock():
        environment = {"DATABASE_URL": database_url(), "DEBUG": "1", "LOG_LEVEL": "ERROR"}
        with Nursery(**environment).open(0) as nursery:
            yield nursery


def stored(document: int) -> list[tuple[int, bytes, str]]:
    return [(row.seq, row.data, row.user) for row in read_rows(document, 0, None)]


@pytest.mark.parametrize("point", ARCHIVE_POINTS)
def test_a_killed_job_leaves_every_row_readable_once(
    point: str, live: Live, nursery: Nursery, make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    ada = make_user("ada")
    room = make_room(ada)
    editor = Editor(live, room, ada).come_in()
    document = SharedDocument.objects.get(room=room.pk, kind="code").pk
    numbers, earlier = itertools.count(), nursery.explosions
    for kill in range(KILLS):
        for _ in range(WORDS if kill == 0 else WORDS // 3):
            editor.type(0, f"w{next(numbers)} ")
        editor.until(lambda: editor.saved == editor.sent)
        before, text = stored(document), str(editor)
        nursery.work(JOB, seams={"values": VALUES, **nursery.bomb(point, 1 + kill % 2)}, room=room.pk)
        assert stored(document) == before
        assert load(room.pk, "code").replica.text() == text
    assert nursery.explosions - earlier == KILLS, "each job was to be killed at its point"
    archive_documents(room=room.pk)
    assert not DocumentUpdate.objects.filter(document=document).exists()
    assert stored(document) == before
    values = DocumentArchive.objects.filter(document=document).count()
    print(f"\n{point}: {KILLS} kills, {len(before)} rows, {values} values, differences: 0")
