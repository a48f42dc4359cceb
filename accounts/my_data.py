"""A person's data as a ZIP of JSON files. Each app registers what it keeps of people when it is ready.

What is written: what the person gave us, did here, or was told. What is not: hashes, tokens and links of whatever
kind, and what belongs to others.
"""

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from accounts.models import User

Value = Mapping[str, Any]
Read = Callable[[User], Value | Iterable[Value] | bytes]
IN_MEMORY = 4 * 1024 * 1024  # bytes; a larger archive is written to a temporary file


@dataclass(frozen=True)
class Part:
    """One file of the archive. `read` gives an object, or the rows of a list one by one, or a file as it is."""

    file: str
    says: str
    read: Read


_parts: dict[str, Part] = {}


def my_data(file: str, says: str) -> Callable[[Read], Read]:
    """Register `read(user)` for the file of this name; `says` is its line in the archive's README."""

    def register(read: Read) -> Read:
        if file in _parts:
            raise ValueError(f"{file} is registered twice")
        _parts[file] = Part(file, says, read)
        return read

    return register


def parts() -> list[Part]:
    """In the order of their registering: the account first."""
    return list(_parts.values())


def open_archive(user: User) -> IO[bytes]:
    """The archive, open at its beginning, and gone when it is closed. Rows are read and written one by one."""
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (whoever sends it closes it)
    try:
        write_archive(user, out)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def write_archive(user: User, out: IO[bytes]) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        lines = [f"{part.file}: {part.says}" for part in parts()]
        archive.writestr("README.txt", _README.format(user=user, at=timezone.now(), files="\n".join(lines)))
        for part in parts():
            found = part.read(user)
            if isinstance(found, bytes):
                if found:
                    archive.writestr(part.file, found)
            else:
                with archive.open(part.file, "w") as file:
                    for text in _texts(found):
                        file.write(text.encode())


def _texts(found: Value | Iterable[Value]) -> Iterator[str]:
    if isinstance(found, Mapping):
        yield _json(found) + "\n"
        return
    between = "[\n"
    for row in found:
        yield between + _json(row)
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"


def _json(value: Value) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


_README = """What FuseMeet keeps of {user.username}, as of {at:%d %B %Y, %H:%M} UTC.

{files}

Times are UTC. Passwords, tokens and links are not in here: they are kept as hashes, or not at all.
"""
