"""The two ways in which a change does not become part of a document: it is refused, or it breaks the replica."""

from asyncio import CancelledError
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Refused(Exception):
    """An update that must not become part of the document. `code` is what its sender is told."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class ReplicaBroken(Exception):
    """The CRDT library failed or did not do what the update said; the replica may hold anything now."""


def guarded(call: Callable[[], T]) -> T:
    """Call into the CRDT library, whose panics are BaseException. Raises ReplicaBroken."""
    try:
        return call()
    except (CancelledError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as problem:
        raise ReplicaBroken(type(problem).__name__) from problem
