"""Settings are documented in one table, and the code, the table and the example file name the same ones."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READERS = ["fusemeet/settings.py"]
COMPOSE_ONLY = {"MYSQL_PASSWORD", "HTTP_PORT"}


def names_read() -> set[str]:
    """First arguments of the calls to fusemeet.env."""
    names = set()
    for reader in READERS:
        for node in ast.walk(ast.parse((ROOT / reader).read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "env"
            ):
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"line {node.lineno}: a setting's name is written out"
                names.add(first.value)
    return names


def names_in_table() -> set[str]:
    return set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.M))


def names_in_example() -> set[str]:
    return set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))


def test_the_table_has_every_setting_and_no_other() -> None:
    assert names_in_table() == names_read()


def test_the_example_has_every_setting_and_no_other() -> None:
    assert names_in_example() - COMPOSE_ONLY == names_read()


def test_the_environment_is_read_in_one_place() -> None:
    # The example is a program of its own, which knows nothing of the site's settings.
    allowed = {"fusemeet/env.py", "docs/examples/code_client.py"}
    found = []
    for path in ROOT.glob("*/**/*.py"):
        name = path.relative_to(ROOT).as_posix()
        if name.split("/")[0] in {"tests", ".venv", "frontend", "bench", "var"} or name in allowed:
            continue
        text = path.read_text(encoding="utf-8")
        if re.search(r"os\.getenv|environ\.get\(|environ\[", text):
            found.append(name)
    assert not found, f"settings are read through fusemeet.env only: {found}"
