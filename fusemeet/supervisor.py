"""Runs several processes as one: their output with names before it, and one ending for all of them."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

STOP_SECONDS = 15  # longer than what the server itself allows its sockets
LIBC = ctypes.CDLL(None)  # loaded before any fork
COLOURS = {"web": "36", "worker": "33", "page": "35"}


@dataclass
class Supervisor:
    """Start named commands, wait for the first to end or for a signal, then end the rest."""

    write: Callable[[str], object] = sys.stdout.write
    colour: bool = False
    children: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    _told: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        # Before the first child is there: a Ctrl-C in between would end us and not them.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def start(self, name: str, command: list[str], environment: dict[str, str] | None = None) -> None:
        child = subprocess.Popen(
            command,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C reaches us alone, and we end the others in order
            preexec_fn=end_with_parent if sys.platform == "linux" else None,
        )
        self.children[name] = child
        threading.Thread(target=self._copy, args=(name, child), daemon=True).start()

    def run(self) -> int:
        """Wait; 0 when told to stop, 1 when a process ended by itself, which is said in one line."""
        try:
            while not self._told:
                for name, child in self.children.items():
                    code = child.poll()
                    if code is not None and not self._told:
                        time.sleep(0.2)  # let its last words come out first
                        self.say(f"{name} ended by itself ({_describe(code)}); stopping everything")
                        return 1
                time.sleep(0.1)
            self.say("stopping")
            return 0
        finally:
            self.stop()

    def stop(self) -> None:
        """Let each end in order; a second Ctrl-C ends them at once."""
        for child in self.children.values():
            _signal_group(child, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal_group(child, signal.SIGKILL)
                child.wait()
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)  # what it may have left behind

    def say(self, message: str) -> None:
        with self._lock:
            self.write(f"{message}\n")
            sys.stdout.flush()

    def _copy(self, name: str, child: subprocess.Popen[str]) -> None:
        assert child.stdout is not None  # noqa: S101  (it was asked for)
        label = f"{name:<6} |"
        if self.colour:
            label = f"\033[{COLOURS.get(name, '37')}m{label}\033[0m"
        for line in child.stdout:
            self.say(f"{label} {line.rstrip()}")

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._told:
            for child in self.children.values():
                _signal_group(child, signal.SIGKILL)
        self._told = number


def _signal_group(child: subprocess.Popen[str], number: int) -> None:
    """SIGTERM goes to the process itself, which ends its own children; SIGKILL to the whole group."""
    if child.poll() is None:
        try:
            if number == signal.SIGKILL:
                os.killpg(child.pid, number)
            else:
                child.send_signal(number)
        except ProcessLookupError:
            pass


def end_with_parent() -> None:
    """For `preexec_fn` on Linux: the kernel ends this child when the thread that started it is gone (prctl)."""
    LIBC.prctl(1, signal.SIGTERM)


def _describe(code: int) -> str:
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"
