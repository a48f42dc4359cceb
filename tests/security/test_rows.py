"""Every rule of the list is held by tests that are there and run, or says why not."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.security.rows import ROWS

ROOT = Path(__file__).resolve().parents[2]
NAMED = sorted({name for row in ROWS.values() for name in row.held})
# Left out only where a program of the machine is missing, which `make test` says at its end.
NEEDS_A_PROGRAM = {"tests/test_proxy.py", "tests/accounts/test_locking_live.py"}


def test_every_rule_is_in_the_list() -> None:
    assert list(ROWS) == [f"{part}{number}" for part in "AB" for number in range(1, 16)]
    assert all(row.held or row.open for row in ROWS.values())


def test_every_named_test_is_collected() -> None:
    files = sorted({name.split("::")[0] for name in NAMED})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    collected = {line.split("[")[0] for line in done.stdout.splitlines() if "::" in line}
    assert done.returncode == 0, done.stdout[-3000:]
    assert not set(NAMED) - collected, "named, but not there"


@pytest.mark.parametrize("path", sorted({name.split("::")[0] for name in NAMED}))
def test_none_of_them_is_skipped(path: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    names = {name.split("::")[1] for name in NAMED if name.startswith(f"{path}::")}
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    suspects: list[ast.AST] = [node for node in functions if node.name in names]
    suspects += [
        node
        for node in tree.body
        if isinstance(node, ast.Assign) and "pytestmark" in ast.dump(node.targets[0])
    ]
    for node in suspects:
        words = {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
        allowed = {"skipif"} if path in NEEDS_A_PROGRAM else set()
        assert not ({"skip", "skipif", "xfail"} & words) - allowed, f"{path}: {ast.unparse(node)[:200]}"
