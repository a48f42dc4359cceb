"""How often one network may fail the handshake: counted for all processes, refused before it is looked at."""

import logging
import time
from typing import Any

from django.conf import settings
from django.core.cache import caches

from fusemeet.network import address_of, network_of

log = logging.getLogger(__name__)

WINDOW_SECONDS = 60


def network(scope: dict[str, Any]) -> str:
    """The network that the handshake of this scope comes from."""
    peer = (scope.get("client") or ("", 0))[0]
    forwarded = ",".join(
        value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"x-forwarded-for"
    )
    return network_of(address_of(peer, forwarded))


def is_worn_out(network: str) -> bool:
    """Whether this minute saw too many failures of this network. Synchronous; without a counter nobody is refused,
    since what is proved in a handshake is not guessed."""
    try:
        failures: int = caches["strict"].get(_key(network)) or 0
        return failures >= settings.FAILED_HANDSHAKES_PER_MINUTE
    except Exception:
        log.exception("the strict cache does not answer")
        return False


def count_failure(network: str) -> None:
    try:
        caches["strict"].add(_key(network), 0, timeout=2 * WINDOW_SECONDS)
        caches["strict"].incr(_key(network))
    except Exception:
        log.exception("the strict cache does not count")


def _key(network: str) -> str:
    return f"knock:{int(time.time()) // WINDOW_SECONDS}:{network}"
