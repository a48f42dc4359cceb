"""Every address of the site as the URL conf has it, so that a new one cannot be forgotten by the tests of rights."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import RoutePattern, URLPattern, URLResolver

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Door:
    """One address and method. `parameters` are the names in its path; `name` is its URL name."""

    name: str
    method: str
    route: str
    parameters: frozenset[str]

    def __str__(self) -> str:
        return f"{self.method} /{self.route}"

    def path(self, **values: Any) -> str:
        """The address with these in place of its parameters."""
        parts = []
        for part in self.route.split("/"):
            if part.startswith("<"):
                part = str(values[part.strip("<>").rpartition(":")[2]])
            parts.append(part)
        return "/" + "/".join(parts)


def doors(prefix: str = "") -> list[Door]:
    """The addresses below `prefix`, but for the admin site and static files."""
    return sorted(_walk(get_resolver().url_patterns, "", prefix), key=str)


def _walk(patterns: list[Any], before: str, prefix: str) -> Iterator[Door]:
    for pattern in patterns:
        if not isinstance(pattern.pattern, RoutePattern):
            continue  # the catch-all under /api/
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from _walk(pattern.url_patterns, route, prefix)
        elif isinstance(pattern, URLPattern) and route.startswith(prefix):
            for method in _methods(pattern.callback):
                names = frozenset(pattern.pattern.converters)
                yield Door(str(pattern.name), method, route, names)


def _methods(view: Any) -> list[str]:
    """What a REST view has methods for; of a page's function, which does not say, reading and sending."""
    kind = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if kind is None:
        return ["GET", "POST"]
    return [method.upper() for method in METHODS if hasattr(kind, method)]
