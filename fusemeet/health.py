"""Whether this instance works, for balancers and operators: /actuator/health, /ready and /alive.

Each part is asked in a thread of its own and given PATIENCE_SECONDS, so that the answer comes within a second
whatever hangs. Only the database decides: without Redis the site is degraded, and a balancer that emptied it for that
would make things worse.
"""

import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.8
FREE_BYTES = 200 * 1024 * 1024  # with less, uploads and SQLite's journal are about to fail


class Probe:
    """Asks one part at a time: whoever asks meanwhile shares the question that is already on its way."""

    def __init__(self, name: str, ask: Callable[[], None]):
        self.name, self._ask = name, ask
        self._lock = threading.Lock()
        self._asking: threading.Thread | None = None
        self._answered = threading.Event()
        self._works = False

    def start(self) -> None:
        with self._lock:
            if self._asking is not None and self._asking.is_alive():
                return
            self._answered.clear()
            # A daemon thread: one that hangs does not hold up the end of the process.
            self._asking = threading.Thread(target=self._run, name=f"health-{self.name}", daemon=True)
            self._asking.start()

    def works(self, deadline: float) -> bool:
        """Whether it answered well before `deadline` (time.monotonic)."""
        return self._answered.wait(max(0.0, deadline - time.monotonic())) and self._works

    def _run(self) -> None:
        try:
            self._ask()
            self._works = True
        except Exception as problem:  # whatever it is, this part does not work
            self._works = False
            logger.warning("%s does not work: %s", self.name, problem)
        finally:
            self._answered.set()


def ask_database() -> None:
    """One query on a connection of its own, with time-outs that end the thread soon after the answer was due."""
    own = connection.copy()
    if own.vendor == "mysql":
        own.settings_dict["OPTIONS"] |= {"connect_timeout": 1, "read_timeout": 1, "write_timeout": 1}
    else:
        own.settings_dict["OPTIONS"] |= {"timeout": 1}
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        own.close()


def ask_redis() -> None:
    import redis

    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as client:
        client.ping()


def ask_disk() -> None:
    free = shutil.disk_usage(settings.VAR_DIR).free
    if free < FREE_BYTES:
        raise OSError(f"only {free // 2**20} MB free")


DATABASE = Probe("database", ask_database)
REDIS = Probe("redis", ask_redis)
DISK = Probe("disk", ask_disk)


def ask(probes: Iterable[Probe]) -> dict[str, bool]:
    """Which of these work, all asked at once."""
    probes = list(probes)
    deadline = time.monotonic() + PATIENCE_SECONDS
    for probe in probes:
        probe.start()
    return {probe.name: probe.works(deadline) for probe in probes}


def _word(works: bool) -> str:
    return "UP" if works else "DOWN"


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Database, Redis where there is one, and disk. 503 only without the database."""
    works = ask([DATABASE, REDIS, DISK] if settings.REDIS_URL else [DATABASE, DISK])
    answer: dict[str, object] = {
        "status": _word(works["database"]),
        "components": {name: {"status": _word(good)} for name, good in works.items()},
    }
    if works["database"] and not all(works.values()):
        answer["degraded"] = True
    if through_a_proxy(request):
        del answer["components"]  # what we are made of is nobody's business outside
    return JsonResponse(answer, status=200 if works["database"] else 503)


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether this instance may get traffic: its database is there and knows every table that this code needs."""
    good = ask([DATABASE])["database"] and Migrated.yet()
    return JsonResponse({"status": _word(good)}, status=200 if good else 503)


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Whether the process answers at all; nothing else is asked."""
    return JsonResponse({"status": "UP"})


class Migrated:
    """Remembers that no migration is missing; tables do not go away while this code runs."""

    _done = False

    @classmethod
    def yet(cls) -> bool:
        if not cls._done:
            executor = MigrationExecutor(connection)
            cls._done = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return cls._done


class ActuatorMiddleware:
    """Who asks a process itself may ask all; who comes through a proxy, as all outsiders do, only for its health."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/actuator/"):
            if through_a_proxy(request) and request.path_info != "/actuator/health":
                return HttpResponseNotFound()
            # A balancer asks by address, which no list of allowed hosts can name: here that name means nothing.
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0]
            request.META.pop("HTTP_X_FORWARDED_HOST", None)
        return self.get_response(request)


def through_a_proxy(request: HttpRequest) -> bool:
    """nginx and balancers name the client whom they ask for; a balancer's own health check names none."""
    return bool({"HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_VIA"} & request.META.keys())
