"""Puts a built page's files into a template: `{% vite "src/room/main.tsx" %}`, from the manifest that Vite writes."""

import json
import logging
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
log = logging.getLogger(__name__)

BUILT = Path(settings.BASE_DIR) / "static" / "dist"
MANIFEST = BUILT / ".vite" / "manifest.json"

Manifest = dict[str, dict[str, Any]]
_read: tuple[float, Manifest] = (0.0, {})


def read_manifest() -> Manifest:
    """The manifest, read again when a new build has replaced it; empty when the page has never been built."""
    global _read
    try:
        changed = MANIFEST.stat().st_mtime
    except FileNotFoundError:
        log.error("The page is not built: static/dist has no manifest. Run `make build`.")
        return {}
    if changed != _read[0]:
        _read = (changed, json.loads(MANIFEST.read_text(encoding="utf-8")))
    return _read[1]


def address(file: str) -> str:
    """Where a built file is served. Its name carries its hash already, and the files import each other by it."""
    return f"{settings.STATIC_URL}dist/{file}"


def imported(manifest: Manifest, entry: str) -> list[str]:
    """The chunks that an entry imports at once, directly and through others, each named once."""
    found: list[str] = []
    waiting = list(manifest[entry].get("imports", []))
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            waiting += manifest[name].get("imports", [])
    return found


@register.simple_tag
def vite(entry: str) -> SafeString:
    """Style sheets, module preloads and the script of one entry, in the order in which a browser wants them.

    Without a build it is empty (the pages work without script); an entry that the build does not have is an error.
    """
    manifest = read_manifest()
    if not manifest:
        return SafeString()
    if entry not in manifest:
        raise LookupError(f"{entry} is no entry of the built page; vite.config.ts names them.")
    chunks = imported(manifest, entry)
    styles = [css for name in [entry, *chunks] for css in manifest[name].get("css", [])]
    file = manifest[entry]["file"]
    if file.endswith(".css"):
        styles.append(file)
    parts = [
        format_html_join(
            "", '<link rel="stylesheet" href="{}">', ((address(css),) for css in dict.fromkeys(styles))
        ),
        format_html_join(
            "",
            '<link rel="modulepreload" href="{}">',
            ((address(manifest[name]["file"]),) for name in chunks),
        ),
    ]
    if file.endswith(".js"):
        parts.append(format_html('<script type="module" src="{}"></script>', address(file)))
    return format_html_join("", "{}", ((part,) for part in parts))
