"""A recording is the same after its room's logs have been archived."""

import pytest

from signaling.documents.archive import archive_documents
from signaling.documents.models import DocumentUpdate
from tests.playback.conftest import Cast
from tests.playback.session import Session, all_steps, text_of

pytestmark = pytest.mark.django_db


def all_of(cast: Cast):
    client = cast.client(cast.ada)
    export = b"".join(client.get(f"{cast.base}/export").streaming_content)
    logs = [
        [(s.seq, s.time, s.user, s.kind, s.data) for s in all_steps(client, cast.base, kind)] for kind in LOGS
    ]
    manifest = client.get(cast.base).json()
    return logs, manifest, export[export.index(b'"room"') :]


LOGS = ("code", "board")


def test_archived_rows_play_back_as_those_of_the_table(cast: Cast, session: Session):
    place = {"x": 0, "y": 0, "width": 9, "height": 9, "angle": 0}
    session.join(cast.ada).type(cast.ada, "before ").draw(
        cast.ada, "box", base={"type": "ellipse", "seed": 1}, place=place
    )
    session.type(cast.cai, "and 😀")
    before = all_of(cast)
    assert archive_documents(room=cast.room.pk) == 3
    assert not DocumentUpdate.objects.filter(document__room=cast.room.pk).exists()
    assert all_of(cast) == before
    session.type(cast.ada, " after")
    assert text_of(all_steps(cast.client(cast.ada), cast.base, "code")) == "before and 😀 after"


def test_with_a_gap_in_it_too(cast: Cast, session: Session):
    session.join(cast.ada).type(cast.ada, "a").record(False).type(cast.cai, "SECRET").delete(cast.cai, 1, 7)
    session.type(cast.cai, "b").record(True).type(cast.ada, "c").record(False).type(cast.ada, "d")
    before = all_of(cast)
    archive_documents(room=cast.room.pk)
    after = all_of(cast)
    assert after == before and text_of(all_steps(cast.client(cast.ada), cast.base, "code")) == "abc"
    assert b"SECRET" not in b"".join(step[4] for step in after[0][0])
