"""The example client of docs/examples, as it stands there, against the real server."""

import importlib.util
import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings

from signaling.documents import services
from signaling.documents.patch import edits_of_patch, parse_patch, patch_of_edits
from signaling.documents.rebase import apply
from signaling.documents.text import from_units, to_units
from tests.conftest import PASSWORD
from tests.documents.test_json_edits import patched, some_edits, some_text
from tests.documents.test_live import Editor
from tests.live import Live

EXAMPLE = settings.BASE_DIR / "docs" / "examples" / "code_client.py"


@pytest.fixture(scope="module")
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("code_client", EXAMPLE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", range(40))
def test_its_patches_are_ours(example: ModuleType, seed: int) -> None:
    chance = random.Random(seed)
    before = some_text(chance)
    edits = some_edits(chance, before)
    after = patched(before, edits)
    units = to_units(before)
    made = edits_of_patch(units, parse_patch(example.make_patch(before, after)))
    assert from_units(apply(units, made)) == after
    assert example.apply_patch(before, patch_of_edits(units, edits)) == after


def test_two_of_them_and_an_editor_work_in_one_text(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any], example: ModuleType
) -> None:
    ada, cai = make_user("ada"), make_user("cai", account_type="CANDIDATE")
    room = make_room(ada)
    editor = Editor(live, room, ada).come_in()
    clients = [
        example.CodeClient.sign_in(
            live.http(number), room.room_id, who.username, PASSWORD, invite=room.invite_link_token
        )
        for number, who in enumerate((ada, cai))
    ]

    def work(client: Any, name: str) -> None:
        for number in range(8):
            client.edit(lambda text, number=number: f"{name}{number} 😀\n{text}")

    threads = [
        threading.Thread(target=work, args=(client, name)) for client, name in zip(clients, "AB", strict=True)
    ]
    for thread in threads:
        thread.start()
    for number in range(8):
        editor.type(0, f"E{number} 漢\n")
    for thread in threads:
        thread.join()
    for client in clients:
        client.follow(1.5)
    text = services.read_code(room=room.pk).content
    assert sorted(text.splitlines()) == sorted(
        f"{who}{number} {letter}"
        for who, letter in (("A", "😀"), ("B", "😀"), ("E", "漢"))
        for number in range(8)
    )
    assert [client.content for client in clients] == [text, text]
    editor.until(lambda: str(editor) == text)
    # A copy that has gone wrong is noticed by the hash, or by a patch that does not fit, and fetched.
    clients[0].content = "wrong" + clients[0].content
    clients[0].edit(lambda text: text + "end\n")
    clients[1].content = clients[1].content.replace("A0", "A9")
    clients[1].edit(lambda text: text + "END\n")
    for client in clients:
        client.follow(1.5)
    text = services.read_code(room=room.pk).content
    assert [client.content for client in clients] == [text, text]
    for client in clients:
        client.__exit__()
    editor.socket.close()


def test_it_runs_as_the_readme_says(
    live: Live, make_user: Callable[..., Any], make_room: Callable[..., Any]
) -> None:
    ada = make_user("ada")
    room = make_room(ada)
    command = [
        sys.executable,
        str(EXAMPLE),
        live.http(),
        room.room_id,
        "ada",
        "--line",
        "# 😀",
        "--seconds",
        "0.2",
    ]
    environment = {**os.environ, "FUSEMEET_PASSWORD": PASSWORD, "PYTHONUTF8": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "# 😀" in done.stdout
    assert services.read_code(room=room.pk).content.endswith("# 😀\n")
