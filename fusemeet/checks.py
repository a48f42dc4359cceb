"""The project's system checks: what a model may not declare, and how the Redis that is configured must be set up.

Unsafe settings are no matter for these: an instance does not even start with them (`fusemeet.refusals`).
"""

import logging
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags
from django.core.checks import Warning as Caution
from django.db import connections, models

log = logging.getLogger(__name__)

# What MySQL would leave out with a mere warning: conditional unique keys and indexes, deferrable unique keys.
LOST_ON_MYSQL = {"models.W036", "models.W037", "models.W038"}
ON_LOST = "Use a plain unique key, with a column that is NULL where the rule does not apply."
KEEPS_ALL = "noeviction"


def own_models() -> list[type[models.Model]]:
    """The models of the apps that stand in this checkout."""
    base = Path(settings.BASE_DIR)
    return [
        model
        for config in apps.get_app_configs()
        if Path(config.path).parent == base
        for model in config.get_models(include_auto_created=True)
    ]


def check_constraints_hold_everywhere(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Refused on every database, so that development says it and not the first migration of a production."""
    return [problem for model in own_models() for problem in lost_on_mysql(model)] + [
        Error(message.msg, hint=message.hint, obj=model, id="fusemeet.E002")
        for alias in connections
        for model in apps.get_models()
        for message in model.check(databases=[alias])
        if message.id in LOST_ON_MYSQL
    ]


def lost_on_mysql(model: type[models.Model]) -> list[CheckMessage]:
    """An error for each unique key or index of this model that MySQL would not create."""
    unique = [each for each in model._meta.constraints if isinstance(each, models.UniqueConstraint)]
    lost: list[Any] = [
        each
        for each in unique
        if each.condition is not None or each.deferrable is not None or each.include  # type: ignore[attr-defined]
    ]
    lost += [index for index in model._meta.indexes if index.condition is not None or index.include]
    return [
        Error(f"{each.name} would not be created on MySQL.", hint=ON_LOST, obj=model, id="fusemeet.E001")
        for each in lost
    ]


def check_redis_forgets_nothing(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """A warning where Redis throws keys out when it is full; nothing where it is away or not configured."""
    policy = redis_policy()
    if policy in {None, KEEPS_ALL}:
        return []
    words = f"REDIS_URL: this Redis has maxmemory-policy {policy}, and would throw out counters and jobs."
    return [Caution(words, hint=f"Set maxmemory-policy {KEEPS_ALL}.", id="fusemeet.W001")]


def redis_policy() -> str | None:
    """What the configured Redis does when it is full; None when there is none or it does not say."""
    if not settings.REDIS_URL:
        return None
    import redis

    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, decode_responses=True
        ) as client:
            # INFO, for services that are run by others forbid CONFIG.
            return str(client.info("memory").get("maxmemory_policy") or "") or None
    except (redis.RedisError, OSError):
        return None


def warn_of_a_forgetful_redis() -> None:
    """The same at the start of a server, in its log."""
    for warning in check_redis_forgets_nothing(None):
        log.warning("%s %s", warning.msg, warning.hint)


CHECKS = {
    check_constraints_hold_everywhere: (Tags.models, False),
    check_redis_forgets_nothing: (Tags.caches, True),
}
