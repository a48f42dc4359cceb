"""The template tag that puts the built files into a page."""

import json
import os
from pathlib import Path

import pytest

from fusemeet.templatetags import vite

MANIFEST = {
    "src/room/main.tsx": {
        "file": "assets/room-a.js",
        "css": ["assets/room-b.css"],
        "imports": ["_shared.js"],
    },
    "_shared.js": {"file": "assets/shared-c.js", "css": ["assets/shared-d.css"], "imports": ["_base.js"]},
    "_base.js": {"file": "assets/base-e.js", "imports": ["_shared.js"]},
    "src/styles/site.css": {"file": "assets/site-f.css"},
}


@pytest.fixture
def manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(MANIFEST))
    monkeypatch.setattr(vite, "MANIFEST", file)
    monkeypatch.setattr(vite, "_read", (0.0, {}))
    return file


def test_an_entry_brings_its_styles_then_what_it_imports_then_itself_each_once(manifest: Path) -> None:
    assert vite.vite("src/room/main.tsx") == (
        '<link rel="stylesheet" href="/static/dist/assets/room-b.css">'
        '<link rel="stylesheet" href="/static/dist/assets/shared-d.css">'
        '<link rel="modulepreload" href="/static/dist/assets/shared-c.js">'
        '<link rel="modulepreload" href="/static/dist/assets/base-e.js">'
        '<script type="module" src="/static/dist/assets/room-a.js"></script>'
    )


def test_a_style_sheet_is_a_link_and_no_script(manifest: Path) -> None:
    assert vite.vite("src/styles/site.css") == '<link rel="stylesheet" href="/static/dist/assets/site-f.css">'


def test_an_entry_that_is_not_built_is_an_error(manifest: Path) -> None:
    with pytest.raises(LookupError, match=r"vite\.config"):
        vite.vite("src/nothing.ts")


def test_without_a_build_the_page_still_comes_and_the_log_says_what_to_do(
    manifest: Path, caplog: pytest.LogCaptureFixture
) -> None:
    manifest.unlink()
    assert vite.vite("src/room/main.tsx") == ""
    assert "make build" in caplog.text


def test_a_new_build_is_seen_without_a_restart(manifest: Path) -> None:
    vite.vite("src/styles/site.css")
    manifest.write_text(json.dumps(MANIFEST | {"src/styles/site.css": {"file": "assets/site-new.css"}}))
    os.utime(manifest, (1, 1))
    assert "site-new.css" in vite.vite("src/styles/site.css")
