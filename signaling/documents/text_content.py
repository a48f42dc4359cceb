"""What a replica knows of a document that is one plain text: the code."""

from array import array
from collections.abc import Sequence
from typing import Any

from pycrdt import Doc, StickyIndex, Text

from signaling.documents.changes import TextEdit
from signaling.documents.past import Past
from signaling.documents.refusals import Refused, guarded
from signaling.documents.structs import Id, Update
from signaling.documents.text import to_units, utf16_length
from signaling.documents.text_edits import edits_of, make_edits
from signaling.documents.varint import read_bytes, read_uint, write_bytes, write_uint

MAX_TEXT_UNITS = 2_000_000


class TextContent:
    """Asked by `Replica` before and after each update; it never applies one itself."""

    def __init__(self, doc: "Doc[Any]") -> None:
        self._doc = doc
        self._text: Text = doc.get("code", type=Text)
        self._second_halves: set[Id] = set()
        # A bound of the text's length; it is measured only when the bound is reached.
        self._units = 0
        self.changes: list[TextEdit] = []
        # While it is watched: its newest steps, and what the library says of an update.
        self.past: Past | None = None
        self._delta: list[dict[str, Any]] = []
        self._watching: Any = None

    def text(self) -> str:
        return guarded(lambda: str(self._text))

    def edit(self, edits: Sequence[TextEdit]) -> None:
        """Make the edits, which ascend and do not overlap, inside the caller's transaction. Raises Refused."""
        units = self.past.units if self.past is not None else to_units(str(self._text))
        if len(units) + sum(utf16_length(edit.insert) - edit.delete for edit in edits) > MAX_TEXT_UNITS:
            raise Refused("too_big")
        make_edits(self._text, units, edits)

    def watch(self, watched: bool) -> None:
        """Note in `changes` and `past` what each update changes, or no longer."""
        if watched == (self.past is not None):
            return
        if watched:
            self.past = Past(to_units(self.text()))
            self._watching = self._text.observe(self._heard)
        else:
            self._text.unobserve(self._watching)
            self.past = None

    def _heard(self, event: Any) -> None:
        self._delta = event.delta

    # --- before an update ------------------------------------------------------------------------------------------
    def check(self, update: Update, fresh: dict[int, int], clocks: dict[int, int]) -> None:
        """Refuse what would part the copies or make the text too long. Raises Refused."""
        if self._second_halves or update.second_halves:
            self._refuse_cut_characters(update, fresh, clocks)

    def check_growth(self, update: Update, fresh: dict[int, int], clocks: dict[int, int]) -> None:
        """Keep the text to its length; what the same update deletes is not counted in its favour. Raises Refused."""
        units = sum(end - clocks.get(client, 0) for client, end in fresh.items())
        if self._units + units > MAX_TEXT_UNITS:
            self._units = utf16_length(self.text())
            if self._units + units > MAX_TEXT_UNITS:
                raise Refused("too_big")

    def _refuse_cut_characters(self, update: Update, fresh: dict[int, int], clocks: dict[int, int]) -> None:
        """An edit inside a surrogate pair: Yjs and pycrdt make different texts of it, so nobody may make one."""
        halves = self._second_halves.union(update.second_halves)
        cuts = [(client, clock + 1) for client, clock in update.left_origins]
        cuts += update.right_origins
        cuts += [(client, start) for client, start, _ in update.deletes]
        cuts += [(client, end) for client, _, end in update.deletes]
        cuts += [(client, clocks.get(client, 0)) for client in fresh]
        if not halves.isdisjoint(cuts):
            raise Refused("invalid")

    def prepare(self, update: Update) -> None:
        """There is one root, and it is there."""

    # --- after an update -------------------------------------------------------------------------------------------
    def note(self, update: Update, clocks: dict[int, int]) -> None:
        """Learn from an update that has been applied; `clocks` are those from before it."""
        for client, start, end in update.inserts:
            self._units += max(0, end - max(start, clocks.get(client, 0)))
        self._second_halves.update(update.second_halves)
        if self.past is not None:
            self._note_changes(self.past)

    def _note_changes(self, past: Past) -> None:
        delta, self._delta = self._delta, []
        self.changes = edits_of(delta, past.units)
        past.propose(self.changes)

    def facts(self) -> bytes:
        """What is known of the structs and does not stand in the document's state as it is encoded."""
        by_client: dict[int, list[int]] = {}
        for client, clock in sorted(self._second_halves):
            by_client.setdefault(client, []).append(clock)
        parts = [write_uint(len(by_client))]
        for client, halves in by_client.items():
            parts += [write_uint(client), write_bytes(array("I", halves).tobytes())]
        return b"".join(parts)

    def learn(self, facts: bytes) -> None:
        """The inverse of `facts`, in a document that has just been restored. Raises Malformed."""
        count, at = read_uint(facts, 0)
        for _ in range(count):
            client, at = read_uint(facts, at)
            halves, at = read_bytes(facts, at)
            self._second_halves.update((client, clock) for clock in array("I", halves))
        self._units = MAX_TEXT_UNITS  # not known: the first edit measures it

    def is_in_order(self, update: Update, fresh: dict[int, int], clocks: dict[int, int]) -> bool:
        """Whether the left neighbour of each new struct stands left of its right one.

        Copies that take a struct with its neighbours exchanged, in another order among other edits or with its
        neighbours cut at other places, end with different texts.
        """
        unclear = []
        for client, left, right in update.between:
            if client not in fresh:
                continue
            left_at, right_at = _position(self._text, left), _position(self._text, right)
            if left_at > right_at:
                return False
            if left_at == right_at:
                unclear.append((left, right))
        return not unclear or self._in_order_among_deleted(unclear, fresh.get(0) or clocks.get(0, 0))

    def _in_order_among_deleted(self, pairs: list[tuple[Id, Id]], clock: int) -> bool:
        """The same for ids at one position of the visible text, as deleted ones can be: by markers in a copy."""
        copy: Doc[Text] = Doc()
        text = copy.get("code", type=Text)
        copy.apply_update(self._doc.get_update())
        # Client 0 sorts before every other, so a marker stands directly after the id that it names.
        for left, right in pairs:
            copy.apply_update(_marker(clock, left))
            copy.apply_update(_marker(clock + 1, right))
            if _position(text, (0, clock)) > _position(text, (0, clock + 1)):
                return False
            clock += 2
        return True


def _position(text: Text, struct: Id) -> int:
    """The index of an id in the visible text (in UTF-8, but only order matters here)."""
    # Yjs' relative position: 0 for "an id", client, clock, 0 for "what follows".
    encoded = b"\x00" + write_uint(struct[0]) + write_uint(struct[1]) + b"\x00"
    return guarded(lambda: StickyIndex.decode(encoded, text).get_index())


def _marker(clock: int, left: Id) -> bytes:
    """An update by client 0 that inserts one letter after the given id."""
    info_string_with_origin = b"\x84"
    origin = write_uint(left[0]) + write_uint(left[1])
    return (
        b"\x01\x01\x00" + write_uint(clock) + info_string_with_origin + origin + write_bytes(b"|") + b"\x00"
    )
