"""The web server as FuseMeet runs it everywhere: uvicorn, with the limits that a room's sockets need."""

import errno
import logging
import socket
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.supervisors import ChangeReload

# A document frame may have 1 MB, and a larger one is to be refused by the room, not by a cut connection.
WS_MAX_BYTES = 1024 * 1024 + 64 * 1024
WS_MAX_QUEUE = 8
WS_PING_SECONDS = 20.0
WS_PONG_SECONDS = 25.0  # 45 s after the last sign of life in all
# A client that hangs does not hold up a deployment: ten seconds in all, of which the goodbye takes what it needs.
GOODBYE_SECONDS = 4.0
SHUTDOWN_SECONDS = 6

LOOPBACK = ("127.0.0.1", "::1")
NO_SUCH_ADDRESS = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  (only where the operator asks for it)


class RoomServer(uvicorn.Server):
    """uvicorn, which closes its sockets before the application hears of the end: here they are told why first."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Not at the top: with reload this module is read in a process that has no apps yet.
        from signaling.lifespan import say_goodbye

        for server in self.servers:
            server.close()  # who comes back now reaches another process
        for listener in sockets or []:
            listener.close()
        if not self.force_exit:
            await say_goodbye(GOODBYE_SECONDS)
        await super().shutdown(sockets)


def open_sockets(hosts: tuple[str, ...], port: int) -> list[socket.socket]:
    """Bound sockets on each of the addresses that this machine has.

    Raises OSError when the port is taken on any of them.
    """
    opened: list[socket.socket] = []
    for host in hosts:
        try:
            opened.append(_bind(host, port))
        except OSError as problem:
            if problem.errno in NO_SUCH_ADDRESS:
                continue  # a machine without IPv6
            for listener in opened:
                listener.close()
            raise
    return opened


def _bind(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        if listener.family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.set_inheritable(True)
    except OSError:
        listener.close()
        raise
    return listener


def serve(
    *,
    hosts: tuple[str, ...],
    port: int,
    certificate: tuple[Path, Path] | None = None,
    reload: Path | None = None,
    log_level: str = "info",
) -> None:
    """Serve until told to stop. `certificate` is a (chain, key) pair of files, `reload` a folder to watch."""
    options: dict[str, Any] = {}
    if certificate is not None:
        options |= {"ssl_certfile": str(certificate[0]), "ssl_keyfile": str(certificate[1])}
    if reload is not None:
        outside = ["var/*", "frontend/*", "static/*", ".venv/*", "tests/*"]
        options |= {"reload": True, "reload_dirs": [str(reload)], "reload_excludes": outside}
    config = uvicorn.Config(
        "fusemeet.asgi:application",
        host=hosts[0],
        port=port,
        ws="fusemeet.websocket:SocketProtocol",
        ws_max_size=WS_MAX_BYTES,
        ws_max_queue=WS_MAX_QUEUE,
        ws_ping_interval=WS_PING_SECONDS,
        ws_ping_timeout=WS_PONG_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        # The application itself knows how many proxies to trust (TRUSTED_PROXIES).
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_level=log_level,
        **options,
    )
    server = RoomServer(config)
    sockets = open_sockets(hosts, port)
    if config.should_reload:
        logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it counts every file that the site writes
        ChangeReload(config, target=server.run, sockets=sockets).run()
    else:
        server.run(sockets=sockets)
