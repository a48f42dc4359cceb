"""Which group of an element each struct of a board belongs to.

A struct that follows another takes over its key, and its bytes do not repeat it. So that nobody puts a colour under
the key of a place, the group of every struct is remembered, deleted ones too: somebody who was offline may name one.
"""

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from signaling.documents.board_fields import GROUP_NAMES
from signaling.documents.refusals import Refused
from signaling.documents.structs import Entry, Id
from signaling.documents.varint import read_bytes, read_uint, write_bytes, write_uint

# The number by which a group is remembered; 0: not known.
NUMBERS = {name: number for number, name in enumerate(GROUP_NAMES, 1)}

Found = list[tuple[int, int, int, int]]


class BoardGroups:
    """Per client runs of clocks of one group: where each begins, and its number."""

    def __init__(self) -> None:
        self._starts: dict[int, array[int]] = {}
        self._numbers: dict[int, bytearray] = {}

    def number(self, client: int, clock: int) -> int:
        """The group of a struct that has been added."""
        starts = self._starts.get(client)
        place = bisect_right(starts, clock) - 1 if starts else -1
        return self._numbers[client][place] if place >= 0 else 0

    def add(self, client: int, start: int, number: int) -> None:
        """From this clock on the client's structs are of this group, until another is added."""
        starts = self._starts.setdefault(client, array("I"))
        numbers = self._numbers.setdefault(client, bytearray())
        if not numbers or (numbers[-1] != number and starts[-1] < start):
            starts.append(start)
            numbers.append(number)

    def find(self, entries: Sequence[Entry], clocks: Mapping[int, int]) -> Found:
        """`(client, first new clock, end, number)` of each new struct: its key's group or its left neighbour's.

        Raises Refused where a value is of another group than its key, or neighbours wait for each other.
        """
        new: dict[int, list[Entry]] = {}
        for entry in entries:
            if entry.clock + entry.length > clocks.get(entry.client, 0):
                new.setdefault(entry.client, []).append(entry)
        starts = {client: [entry.clock for entry in structs] for client, structs in new.items()}
        numbers: dict[Id, int] = {}
        found: Found = []
        for client, structs in new.items():
            known = clocks.get(client, 0)
            for entry in structs:
                number = self._follow(entry, new, starts, clocks, numbers)
                found.append((client, max(known, entry.clock), entry.clock + entry.length, number))
        return found

    def _follow(
        self,
        entry: Entry,
        new: Mapping[int, list[Entry]],
        starts: Mapping[int, list[int]],
        clocks: Mapping[int, int],
        numbers: dict[Id, int],
    ) -> int:
        """Go to the left until a struct's group is known; every struct on the way has the same."""
        way: list[Entry] = []
        seen: set[Id] = set()
        number = -1
        while number < 0:
            id = (entry.client, entry.clock)
            if id in numbers:
                number = numbers[id]
                break
            if id in seen:
                raise Refused("invalid")
            seen.add(id)
            way.append(entry)
            if entry.left is None:
                number = NUMBERS[entry.group]
            elif entry.left[1] < clocks.get(entry.left[0], 0):
                number = self.number(*entry.left)
            else:
                place = bisect_right(starts.get(entry.left[0], ()), entry.left[1]) - 1
                if place < 0:
                    raise Refused("gap")
                entry = new[entry.left[0]][place]
        for passed in way:
            if number and passed.left and passed.group and NUMBERS[passed.group] != number:
                raise Refused("invalid")
            numbers[passed.client, passed.clock] = number
        return number

    def pack(self) -> bytes:
        """All of it, to be stored beside the document's state. Clocks are of four bytes, the lowest first."""
        parts = [write_uint(len(self._starts))]
        for client, starts in self._starts.items():
            parts += [write_uint(client), write_bytes(starts.tobytes())]
            parts.append(write_bytes(bytes(self._numbers[client])))
        return b"".join(parts)

    def unpack(self, data: bytes) -> None:
        """The inverse of `pack`. Raises Malformed."""
        count, at = read_uint(data, 0)
        for _ in range(count):
            client, at = read_uint(data, at)
            starts, at = read_bytes(data, at)
            numbers, at = read_bytes(data, at)
            self._starts[client] = array("I", starts)
            self._numbers[client] = bytearray(numbers)
