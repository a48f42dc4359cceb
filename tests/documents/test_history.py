"""What the log tells of the past: who wrote what, at which moments, in pages, to those who may read the room."""

import time
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from pycrdt import Doc, Text, TransactionEvent

from accounts.deletion import DELETED_NAME
from rooms.models import Room
from signaling.documents import history
from signaling.documents.archive import archive_documents
from signaling.documents.models import DocumentHead, DocumentUpdate, SharedDocument, UpdateKind
from signaling.documents.stored_rows import LogDamaged, read_rows
from tests.security.cast import as_guest

pytestmark = pytest.mark.django_db
SECOND = 1_000_000
START = 1_750_000_000 * SECOND


class Log:
    """Writes rows as commits do: one Yjs document a person, times as told."""

    def __init__(self, room: int) -> None:
        self.document = SharedDocument.objects.get(room=room, kind="code").pk
        self.server: Doc[Text] = Doc()
        self.server.get("code", type=Text)
        self.docs: dict[str, Doc[Text]] = {}
        self.rows: list[DocumentUpdate] = []

    @property
    def text(self) -> str:
        return str(self.server.get("code", type=Text))

    def edit(
        self, user: str, at: int, insert: str = "", delete: int = 0, *, seconds: float = 0, client: str = ""
    ) -> int:
        """Returns the row's version. `client`: under whose document it is written, if not the user's own."""
        doc = self.docs.setdefault(client or user, Doc())
        text = doc.get("code", type=Text)
        doc.apply_update(self.server.get_update(doc.get_state()))
        before = doc.get_state()
        with doc.transaction():
            if delete:
                del text[at : at + delete]
            if insert:
                text.insert(at, insert)
        events: list[bytes] = []

        def remember(event: TransactionEvent) -> None:
            events.append(event.update)

        subscription = self.server.observe(remember)
        self.server.apply_update(doc.get_update(before))
        self.server.unobserve(subscription)
        (data,) = events
        self.rows.append(
            DocumentUpdate(
                document_id=self.document,
                seq=len(self.rows) + 1,
                time=START + int(seconds * SECOND),
                user=user,
                client_id=None,
                kind=UpdateKind.YJS,
                data=data,
                checksum=zlib.crc32(data),
            )
        )
        return len(self.rows)

    def write(self) -> "Log":
        DocumentUpdate.objects.bulk_create(self.rows, batch_size=20)
        DocumentHead.objects.filter(document=self.document).update(seq=len(self.rows))
        return self

    def authors(self, after: int = 0) -> history.Authors:
        head = len(self.rows)
        return history.authors_after(document=self.document, kind="code", head=head, after=after)

    def moments(self, before: int | None = None) -> history.Moments:
        head = len(self.rows)
        return history.moments_before(document=self.document, kind="code", head=head, before=before)


@pytest.fixture
def log(make_room: Callable[..., Room]) -> Log:
    return Log(make_room().pk)


def test_each_letter_has_its_author_and_its_minute(log: Log) -> None:
    log.edit("1", 0, "one ")
    log.edit("1", 4, "two ", seconds=5)
    log.edit("g2", 8, "three ", seconds=6)
    log.edit("1", 14, "later", seconds=200)
    log.write()
    one, guest = (log.docs[user].client_id for user in ("1", "g2"))
    found = [(each.client, each.clock, each.user, each.time) for each in log.authors().ranges]
    assert found == [
        (one, 0, "1", START),  # and what came five seconds later, which needs no range of its own
        (guest, 0, "g2", START + 6 * SECOND),
        (one, 8, "1", START + 200 * SECOND),
    ]


def test_what_the_server_writes_for_somebody_is_theirs(log: Log) -> None:
    log.edit("1", 0, "a", client="server")
    log.edit("2", 1, "b", client="server", seconds=1)
    log.write()
    assert [(each.clock, each.user) for each in log.authors().ranges] == [(0, "1"), (1, "2")]


def test_a_row_of_several_clients_has_a_range_for_each(log: Log) -> None:
    """As a whole text that comes at once, after somebody was away."""
    first: Doc[Text] = Doc(client_id=5)
    second: Doc[Text] = Doc(client_id=6)
    first.get("code", type=Text).insert(0, "one")
    second.apply_update(first.get_update())
    second.get("code", type=Text).insert(3, "two")
    data = second.get_update()
    row = DocumentUpdate(
        document_id=log.document,
        seq=1,
        time=START,
        user="1",
        kind="yjs",
        data=data,
        checksum=zlib.crc32(data),
    )
    log.rows.append(row)
    log.write()
    assert {(each.client, each.clock) for each in log.authors().ranges} == {(5, 0), (6, 0)}


def test_taking_out_makes_nobody_the_author(log: Log) -> None:
    log.edit("1", 0, "words")
    log.edit("2", 0, delete=2, seconds=1)
    log.write()
    assert [each.user for each in log.authors().ranges] == ["1"]


def test_a_pause_or_another_person_begins_a_new_moment(log: Log) -> None:
    log.edit("1", 0, "abc")
    log.edit("1", 3, "😀", seconds=4)
    log.edit("2", 0, "x", seconds=10)
    log.edit("2", 0, delete=1, seconds=12)
    log.edit("2", 0, "y", seconds=60)
    log.write()
    found = log.moments()
    shown = [
        (moment.first, moment.last, {user: (s.added, s.removed) for user, s in moment.people.items()})
        for moment in found.moments
    ]
    # Letters are counted as the page counts them: an emoji is two.
    assert shown == [(5, 5, {"2": (1, 0)}), (3, 4, {"2": (1, 1)}), (1, 2, {"1": (5, 0)})]
    assert found.before is None and found.moments[-1].ended == START + 4 * SECOND


def test_two_who_type_at_once_share_a_moment(log: Log) -> None:
    for i in range(10):
        log.edit("1", 0, "a", seconds=i)
        log.edit("2", 0, "b", seconds=i + 0.4)
    log.write()
    (moment,) = log.moments().moments
    assert {user: share.added for user, share in moment.people.items()} == {"1": 10, "2": 10}


def test_long_work_without_a_pause_is_cut_into_moments(log: Log) -> None:
    for i in range(60):
        log.edit("1", i, "a", seconds=i * 10)
    log.write()
    found = log.moments().moments
    assert len(found) > 3
    assert all(moment.ended - moment.began <= history.LONGEST_MOMENT_US for moment in found)
    assert [m.last for m in found][1:] == [m.first - 1 for m in found][:-1]


def test_pages_go_on_where_the_last_one_ended(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MAX_MOMENTS", 3)
    monkeypatch.setattr(history, "MAX_ROWS", 4)
    monkeypatch.setattr(history, "BLOCK_ROWS", 3)
    for i in range(10):
        log.edit("1", i, "a", seconds=i * 100)
    log.write()
    seen, before = [], None
    while True:
        page = log.moments(before)
        seen += [moment.last for moment in page.moments]
        before = page.before
        if before is None:
            break
    assert seen == list(range(10, 0, -1))

    ranges, after = [], 0
    while True:
        part = log.authors(after)
        ranges += [each.clock for each in part.ranges]
        after = part.version
        if not part.more:
            break
    assert ranges == list(range(10))


def test_a_hundred_thousand_rows_are_read_in_bounded_pages(log: Log) -> None:
    rows = 100_000
    for row in (log.edit("1", i, "a", seconds=i / 5) for i in range(40)):
        assert row
    ready = [row.data for row in log.rows]
    # The clocks do not matter here, only that there are that many whole rows.
    log.rows = [
        DocumentUpdate(
            document_id=log.document, seq=seq, time=START + seq * SECOND // 5, user=str(seq // 50 % 2 + 1),
            kind="yjs", data=ready[seq % 40], checksum=zlib.crc32(ready[seq % 40]),
        )
        for seq in range(1, rows + 1)
    ]  # fmt: skip
    for first in range(0, rows, 5000):
        DocumentUpdate.objects.bulk_create(log.rows[first : first + 5000])
    DocumentHead.objects.filter(document=log.document).update(seq=rows)

    began = time.perf_counter()
    page = log.moments()
    took = time.perf_counter() - began
    assert page.before is not None and page.before > rows - history.MAX_ROWS - 1
    assert len(page.moments) <= history.MAX_MOMENTS
    began = time.perf_counter()
    authors = log.authors()
    took_authors = time.perf_counter() - began
    assert authors.more and authors.version == history.MAX_ROWS
    assert len(authors.ranges) < history.MAX_ROWS / 20
    print(f"a page of moments: {took * 1000:.0f} ms, of authors: {took_authors * 1000:.0f} ms")
    assert max(took, took_authors) < 10


def peak_of(read: Callable[[], object]) -> int:
    """The most bytes of Python's own that reading held at once."""
    tracemalloc.start()
    try:
        read()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture
def swollen(log: Log) -> Log:
    """A log of 600 tiny rows, 100 of half a megabyte and another 600 tiny ones."""
    log.edit("1", 0, "a")
    log.edit("1", 0, "x" * 500_000)
    tiny, large = (row.data for row in log.rows)
    log.rows = [
        DocumentUpdate(
            document_id=log.document, seq=seq, time=START + seq * SECOND * 100, user="1", kind="yjs",
            data=data, checksum=zlib.crc32(data),
        )
        for seq, data in enumerate([tiny] * 600 + [large] * 100 + [tiny] * 600, start=1)
    ]  # fmt: skip
    return log.write()


def test_large_rows_after_many_tiny_ones_are_not_in_memory_together(swollen: Log) -> None:
    assert peak_of(lambda: [len(row.data) for row in read_rows(swollen.document, 0)]) < 10_000_000
    assert [row.seq for row in read_rows(swollen.document, 0)] == list(range(1, 1301))
    assert [row.seq for row in read_rows(swollen.document, 590, 720)] == list(range(591, 721))


def test_a_look_back_holds_no_row_longer_than_it_needs_and_ends_where_they_grow_large(
    swollen: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MAX_MOMENTS", 10_000)
    assert peak_of(swollen.moments) < 15_000_000
    assert peak_of(swollen.authors) < 15_000_000
    seen, pages, before = [], 0, None
    while pages == 0 or before is not None:
        page = swollen.moments(before)
        seen += [moment.last for moment in page.moments]
        pages, before = pages + 1, page.before
    assert seen == list(range(1300, 0, -1)) and 2 < pages < 6
    versions = [0]
    while versions[-1] < 1300:
        part = swollen.authors(versions[-1])
        assert part.more == (part.version < 1300)
        versions.append(part.version)
    assert 640 <= versions[1] <= 642 and 3 < len(versions) < 6


def test_the_past_is_the_same_when_the_rows_have_moved_into_an_archive(log: Log) -> None:
    for i in range(30):
        log.edit("12"[i // 4 % 2], 0, "ab", seconds=i * 8)
    log.write()
    before = (log.moments(), log.authors())
    room = SharedDocument.objects.get(pk=log.document).room
    assert archive_documents(room=room) == 30
    assert not DocumentUpdate.objects.filter(document=log.document).exists()
    assert (log.moments(), log.authors()) == before


def test_a_damaged_row_is_not_guessed_around(log: Log) -> None:
    log.edit("1", 0, "a")
    log.edit("1", 1, "b")
    log.write()
    DocumentUpdate.objects.filter(document=log.document, seq=1).update(data=b"\x00\x00")
    with pytest.raises(LogDamaged):
        log.authors()
    with pytest.raises(LogDamaged):
        log.moments()


@pytest.fixture
def written(make_room: Callable[..., Room], make_user: Callable[..., Any]) -> tuple[Room, Any, Any]:
    """A room in which its owner, a guest and somebody whose account is gone wrote."""
    ada = make_user("ada", full_name="Ada Lovelace")
    room = make_room(ada)
    guest = as_guest(room, str(room.invite_link_token), "Gil").guest
    log = Log(room.pk)
    log.edit(str(ada.pk), 0, "hers ")
    log.edit(f"g{guest.pk}", 5, "his ", seconds=10)
    log.edit("999999", 9, "gone ", seconds=20)
    log.write()
    return room, ada, guest


def test_everybody_who_wrote_has_a_name(api: Callable[..., Any], written: tuple[Room, Any, Any]) -> None:
    room, ada, guest = written
    names = {str(ada.pk): "Ada Lovelace", f"g{guest.pk}": "Gil", "999999": DELETED_NAME}
    said = api(ada).get(f"/api/rooms/{room.room_id}/code/history").json()
    assert {person["userId"]: person["name"] for person in said["people"]} == names
    assert [share["userId"] for moment in said["moments"] for share in moment["shares"]] == [
        "999999", f"g{guest.pk}", str(ada.pk),
    ]  # fmt: skip
    assert said["moments"][0]["ended"] == (START + 20 * SECOND) // 1000
    said = api(ada).get(f"/api/rooms/{room.room_id}/code/authors?after=1").json()
    assert {person["userId"] for person in said["people"]} == {f"g{guest.pk}", "999999"}
    assert (said["version"], said["more"]) == (3, False)
    assert [each[2] for each in said["ranges"]] == [f"g{guest.pk}", "999999"]


def test_others_than_the_rooms_people_are_told_nothing(
    api: Callable[..., Any], written: tuple[Room, Any, Any], make_user: Callable[..., Any]
) -> None:
    room, *_ = written
    stranger = make_user("stranger", account_type="CANDIDATE")
    for door in ("history", "authors"):
        assert api(stranger).get(f"/api/rooms/{room.room_id}/code/{door}").status_code == 404
        assert api().get(f"/api/rooms/{room.room_id}/code/{door}").status_code == 401


def test_the_past_is_asked_for_only_so_often_and_the_present_as_often_as_one_likes(
    api: Callable[..., Any], written: tuple[Room, Any, Any], settings: Any
) -> None:
    room, ada, _ = written
    settings.RATE_LIMITS = {"code-past": [(3, 3600)]}
    past = ["code/history", "code/authors", "code?version=1", "code?version=2"]
    codes = [api(ada).get(f"/api/rooms/{room.room_id}/{path}").status_code for path in past]
    assert codes == [200, 200, 200, 429]
    assert all(api(ada).get(f"/api/rooms/{room.room_id}/code").status_code == 200 for _ in range(5))


@pytest.mark.parametrize("query", ["after=-1", "after=x", "before=0", "before=1e9", f"before={10**30}"])
def test_nonsense_in_the_address_is_refused_in_words(
    api: Callable[..., Any], written: tuple[Room, Any, Any], query: str
) -> None:
    room, ada, _ = written
    door = "authors" if query.startswith("after") else "history"
    answer = api(ada).get(f"/api/rooms/{room.room_id}/code/{door}?{query}")
    assert answer.status_code == 400 and answer.json()["errors"]
