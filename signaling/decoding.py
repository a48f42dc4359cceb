"""From a text frame to an event of the catalogue and its payload, or to the error that the sender gets."""

import re
from typing import Any

import msgspec

from fusemeet.errors import Problem
from signaling import frames, registry

CLIENT_ID = re.compile(r"[\x21-\x7e]{1,64}")


class Undecodable(Problem):
    """A frame whose id could still be read, so that the error names it."""

    def __init__(self, code: str, message: str, client_id: str | None = None) -> None:
        super().__init__(code, message)
        self.client_id = client_id


def decode(text: str, catalogue: dict[str, registry.Event]) -> tuple[str | None, registry.Event, Any]:
    """`(client id, event, payload)` of a text frame. Raises Problem bad_json, unknown_type, too_big or bad_field."""
    try:
        frame = frames.parse_json(text)
    except frames.BadFrame as error:
        raise Undecodable("bad_json", f"This is no frame: {error}.") from None
    if not isinstance(frame, dict):
        raise Undecodable("bad_json", "A frame is a JSON object.")
    client_id = frame.pop("id", None)
    if client_id is not None and not (isinstance(client_id, str) and CLIENT_ID.fullmatch(client_id)):
        raise Undecodable("bad_field", "id is a string of 1 to 64 printable ASCII characters.")
    name = frame.pop("type", None)
    event = catalogue.get(name) if isinstance(name, str) else None
    if event is None:
        raise Undecodable("unknown_type", "There is no such event.", client_id)
    if len(text) > event.max_bytes or (not text.isascii() and len(text.encode()) > event.max_bytes):
        raise Undecodable("too_big", "This message is too large.", client_id)
    for name in registry.IDENTITY_FIELDS - set(event.payload.__struct_encode_fields__):
        frame.pop(name, None)
    try:
        return client_id, event, msgspec.convert(frame, event.payload)
    except msgspec.ValidationError as error:
        raise Undecodable("bad_field", str(error), client_id) from None
