"""The catalogue as others need it: TypeScript types for the page, and the protocol page for people."""

from typing import Any

import msgspec
from msgspec import inspect

from signaling import registry
from signaling.registry import Lane

# What the browser's own types, or other events, already name.
NATIVE = {
    "CandidateInit": "RTCIceCandidateInit",
    "ChatLine": "ChatOut | PrivateOut",
    "QuestionOrId": 'Question | Pick<Question, "id">',
}
HEADER = (
    "/** The wire of the room. Generated from the Python catalogue by `manage.py protocol`: do not edit. */\n"
)


def fields_of(cls: type[msgspec.Struct]) -> tuple[inspect.Field, ...]:
    info = inspect.type_info(cls)
    return info.fields if isinstance(info, inspect.StructType) else ()


def pascal(name: str) -> str:
    return "".join(part.title() for part in name.split("-"))


class TypeScript:
    """Collects the interfaces that the events need, each once."""

    def __init__(self) -> None:
        self.named: dict[str, str] = {}

    def type_of(self, kind: inspect.Type) -> str:
        match kind:
            case inspect.StrType():
                return "string"
            case inspect.IntType() | inspect.FloatType():
                return "number"
            case inspect.BoolType():
                return "boolean"
            case inspect.NoneType():
                return "null"
            case inspect.AnyType():
                return "unknown"
            case inspect.LiteralType(values=values):
                return " | ".join(f'"{value}"' for value in values)
            case inspect.EnumType(cls=cls):
                self.named[cls.__name__] = (
                    f"export type {cls.__name__} = " + " | ".join(f'"{m.value}"' for m in cls) + ";"
                )
                return cls.__name__
            case inspect.ListType(item_type=item):
                inner = self.type_of(item)
                return f"({inner})[]" if " " in inner else f"{inner}[]"
            case inspect.DictType(value_type=value):
                return f"Record<string, {self.type_of(value)}>"
            case inspect.UnionType(types=types):
                return " | ".join(self.type_of(part) for part in types)
            case inspect.StructType(cls=cls):
                return self.struct(cls)
        raise TypeError(f"no TypeScript type for {kind!r}")

    def struct(self, cls: type[msgspec.Struct]) -> str:
        name = NATIVE.get(cls.__name__, cls.__name__)
        if name == cls.__name__ and name not in self.named:
            self.named[name] = ""  # first, against recursion
            self.named[name] = f"export interface {name} {{\n{self.fields(cls)}}}"
        return name

    def fields(self, cls: type[msgspec.Struct]) -> str:
        lines = []
        for field in fields_of(cls):
            kind = self.type_of(field.type)
            if not field.required:
                kind = kind.replace(" | null", "") or kind
            lines.append(f"  {field.encode_name}{'' if field.required else '?'}: {kind};\n")
        return "".join(lines)

    def event(self, name: str, suffix: str, cls: type[msgspec.Struct], note: str, *, stamped: bool) -> str:
        interface = f"{pascal(name)}{suffix}"
        stamp = "  timestamp: number;\n" if stamped else ""
        doc = f"/** {note} */\n" if note else ""
        return f'{doc}export interface {interface} {{\n  type: "{name}";\n{stamp}{self.fields(cls)}}}'


def typescript() -> str:
    """`frontend/src/room/protocol.ts`."""
    writer = TypeScript()
    sent = {
        f"{pascal(event.name)}In": writer.event(event.name, "In", event.payload, event.note, stamped=False)
        for event in registry.events.values()
    }
    heard = {
        f"{pascal(name)}Out": writer.event(name, "Out", out, note, stamped=True)
        for name, out, _, note in said()
    }
    parts = [HEADER, *writer.named.values(), *sent.values(), _union("ClientEvent", sent)]
    parts += [*heard.values(), _union("ServerEvent", heard)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _union(name: str, members: dict[str, str]) -> str:
    return f"export type {name} =\n" + "\n".join(f"  | {member}" for member in members) + ";"


def said() -> list[tuple[str, type[msgspec.Struct], Lane, str]]:
    """Everything the server says: `(name, shape, lane, note)`, each once."""
    result = [
        (event.name, event.out, event.lane, event.note)
        for event in registry.events.values()
        if event.out is not None and event.lane is not Lane.CONTROL
    ]
    return result + [(one.name, one.out, one.lane, one.note) for one in registry.server_events.values()]


def markdown() -> str:
    """`docs/protocol.md`."""
    lines = [
        "# The room socket",
        "",
        "Generated from the catalogue in `signaling/registry.py` by `manage.py protocol`; do not edit.",
        "",
        "`ws(s)://HOST/ws/rooms/{roomId}/?peer={tab's own id}&media=1`: text frames are the JSON events below, binary",
        "frames are shared documents (`signaling/documents`). Every frame from the client may carry an `id`; it is",
        "answered by `ack` or `error` with that `id`. Every frame from the server carries `timestamp` (ms).",
        "",
        "A socket hears the documents' changes as events (`code-patch`, `code-change`, `whiteboard-action`,",
        "`whiteboard-clear`) from `welcome` on, unless it was opened with `documents=yjs` or has sent a binary frame",
        "for that document. `docs/examples` has a client that edits by them, and how stock Yjs clients come in at",
        "`/ws/rooms/{roomId}/documents/{code|board}`.",
        "",
        "## What a client may send",
        "",
        "| type | payload | lane | who | limit | |",
        "|---|---|---|---|---|---|",
    ]
    for event in registry.events.values():
        rate = f"{event.rate.per_second:g}/s, {event.rate.burst:g} at once; {event.max_bytes // 1024} KB"
        who = event.ability or "everybody in the room"
        lines.append(
            f"| `{event.name}` | {_keys(event.payload)} | {event.lane} | {who} | {rate} | {event.note} |"
        )
    lines += ["", "## What the server says", "", "| type | payload | lane | |", "|---|---|---|---|"]
    lines += [f"| `{name}` | {_keys(out)} | {lane} | {note} |" for name, out, lane, note in said()]
    return "\n".join(lines) + "\n"


def _keys(cls: type[msgspec.Struct]) -> str:
    return (
        ", ".join(f"`{field.encode_name}{'' if field.required else '?'}`" for field in fields_of(cls)) or "–"
    )


def outputs() -> dict[str, Any]:
    """Path below the project → text, of everything generated."""
    return {"frontend/src/room/protocol.ts": typescript(), "docs/protocol.md": markdown()}
