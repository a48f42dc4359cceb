"""A room's documents on the test database, and as many server processes as a test wants."""

import itertools
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from django.db import connections, transaction

from signaling import db, hooks
from signaling.documents import services
from tests.documents.network import Network, Process

_rooms = itertools.count(1_000_000)


@pytest.fixture
def room(transactional_db: None) -> int:
    """A room's key; it has documents and, as far as these tests care, nothing else."""
    key = next(_rooms)
    services.create_documents(room=key, language="python")
    return key


@pytest.fixture
def saved_texts(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str, int]]:
    """What the rooms were told for good: (room, text, version), as of the commit that it is part of."""
    told: list[tuple[int, str, int]] = []

    def text_saved(room: int, text: str, version: int) -> None:
        transaction.on_commit(lambda: told.append((room, text, version)))

    monkeypatch.setattr(hooks, "text_saved", text_saved)
    return told


@pytest_asyncio.fixture
async def network(saved_texts: list[tuple[int, str, int]]) -> AsyncIterator[Network]:
    network = Network()
    yield network
    await _stop(network)


@pytest_asyncio.fixture
async def process(network: Network) -> Process:
    return network.process()


async def _stop(network: Network) -> None:
    for hub in network.hubs:
        if hub.alive:
            for handler in hub.stopping:
                await handler()
    await db.run(connections.close_all)
    db.close_pool()
