"""What the tree promises: which way imports run, how long a file may be, what no name or file may hold."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = {
    "fusemeet",
    "mailing",
    "accounts",
    "signaling",
    "groups",
    "rooms",
    "questions",
    "scheduling",
    "whiteboard",
    "playback",
    "interviews",
}

# What each app may import, besides itself. Everything may use the project's base modules.
BASE = {
    f"fusemeet.{name}"
    for name in ("errors", "fields", "env", "drf", "network", "read_only", "text_files", "link_tokens")
}
BELOW = {
    "signaling": set(),
    "mailing": set(),
    "accounts": {"signaling", "mailing"},  # revocation: a session that ends closes its sockets
    "groups": {"signaling", "mailing", "accounts"},
    "rooms": {"signaling", "mailing", "accounts"},
    "questions": {"signaling", "mailing", "accounts", "rooms"},
    "whiteboard": {"signaling", "mailing", "accounts", "rooms"},
    "playback": {"signaling", "mailing", "accounts", "rooms", "questions", "whiteboard"},
    # Who attended is read as the report reads it.
    "scheduling": {
        "signaling",
        "mailing",
        "accounts",
        "groups",
        "rooms",
        "questions",
        "whiteboard",
        "playback",
    },
    "interviews": {"signaling", "mailing", "accounts", "rooms", "questions", "whiteboard", "playback"},
    "fusemeet": APPS,
}
MOST_LINES = 400
MEASURED = {".py", ".ts", ".tsx", ".css", ".html"}
GENERATED = {"frontend/src/room/protocol.ts"}
NAMELESS = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}


def tracked() -> list[str]:
    """The files under version control, and those that are about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    out = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted(name for name in out.split("\0") if name and (ROOT / name).is_file())


FILES = tracked()
PYTHON = [name for name in FILES if name.endswith(".py")]


def imports(name: str) -> Iterator[str]:
    """Every module that this file names in an import, wherever it stands in it."""
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def wrong_imports(name: str, modules: list[str]) -> list[str]:
    app = name.split("/")[0]
    if app not in APPS or app == "fusemeet":
        return []
    wrong = []
    for module in modules:
        top = module.split(".")[0]
        based = any(module == base or module.startswith(base + ".") for base in BASE) or module == "fusemeet"
        if top in APPS and top != app and top not in BELOW[app] and not based:
            wrong.append(module)
    return wrong


def test_imports_run_one_way() -> None:
    found = {name: wrong for name in PYTHON if (wrong := wrong_imports(name, list(imports(name))))}
    assert not found, f"imports against the direction of the architecture: {found}"


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("signaling/hub.py", "rooms.models"),
        ("signaling/documents/lane.py", "accounts.models"),
        ("mailing/outbox.py", "accounts.models"),
        ("accounts/services.py", "rooms.services"),
        ("rooms/services.py", "whiteboard.models"),
        ("rooms/services.py", "fusemeet.urls"),
    ],
)
def test_an_import_against_the_direction_is_seen(name: str, module: str) -> None:
    assert wrong_imports(name, [module]) == [module]


def test_base_modules_stand_below_the_apps() -> None:
    for module in BASE:
        path = module.replace(".", "/") + ".py"
        # REST and sockets share one JSON parser, which lives in signaling, the lowest of the apps.
        found = [other for other in imports(path) if other.split(".")[0] in APPS - {"fusemeet", "signaling"}]
        assert not found, f"{path} stands below every app and imports {found}"


def test_the_policy_is_pure() -> None:
    allowed = {"dataclasses", "enum", "typing", "collections", "functools", "types", "fusemeet", "rooms"}
    found = {module for module in imports("rooms/policy.py") if module.split(".")[0] not in allowed}
    assert not found, f"rooms/policy.py knows no ORM and no sockets, but imports {found}"


def test_no_file_is_too_long() -> None:
    long = {}
    for name in FILES:
        if Path(name).suffix not in MEASURED or name in GENERATED or "/migrations/" in name:
            continue
        lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
        if lines > MOST_LINES:
            long[name] = lines
    assert not long, f"files over {MOST_LINES} lines: {long}"


def test_every_name_says_something() -> None:
    nameless = [name for name in FILES if {Path(part).stem for part in Path(name).parts} & NAMELESS]
    assert not nameless, f"a name that says nothing: {nameless}"


def test_every_python_module_says_what_it_is_for() -> None:
    silent = []
    for name in PYTHON:
        if "/migrations/" in name or Path(name).name == "__init__.py":
            continue
        if not ast.get_docstring(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            silent.append(name)
    assert not silent, f"modules without a sentence on what they are for: {silent}"


def texts() -> Iterator[tuple[str, str]]:
    for name in FILES:
        try:
            yield name, (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a font


def test_nothing_names_the_machine_it_was_written_on() -> None:
    # Package registries are named by their clients' own settings, never by a file of ours.
    machine = [str(ROOT), str(ROOT.parent) + "/", "registry.npmjs" + ".org", "files.python" + "hosted.org"]
    found = [(name, word) for name, text in texts() for word in machine if len(word) > 2 and word in text]
    assert not found, f"paths or hosts of one machine: {found}"


def test_lock_files_carry_no_addresses() -> None:
    locks = [name for name in FILES if Path(name).name == "package-lock.json"]
    found = [name for name in locks if re.search(r'"resolved": *"https?:', (ROOT / name).read_text())]
    assert not found, f"download addresses in {found}: see omit-lockfile-registry-resolved"


def test_requirements_are_pinned() -> None:
    for name in FILES:
        if re.fullmatch(r"requirements.*\.txt", name):
            for line in (ROOT / name).read_text().splitlines():
                requirement = line.split("#")[0].strip()
                if requirement and not requirement.startswith("-r "):
                    assert "==" in requirement, f"{name}: {requirement} has no exact version"
