"""The project as an application: its commands, template tags and start-up checks."""

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.db import connections, models

# Constraints that MySQL would leave out with a mere warning.
LOST_ON_MYSQL = {"models.W036", "models.W037", "models.W038"}


class FuseMeetConfig(AppConfig):
    name = "fusemeet"
    verbose_name = "FuseMeet"

    def ready(self) -> None:
        register(check_constraints_hold_everywhere)


def check_constraints_hold_everywhere(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """A conditional, deferrable or covering unique constraint does not exist on MySQL: refuse it on every database."""
    from django.apps import apps

    found: list[CheckMessage] = []
    own = {"accounts", "rooms", "questions", "scheduling", "whiteboard", "signaling"}
    for model in apps.get_models():
        if model._meta.app_label not in own:
            continue
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and (
                constraint.condition is not None or constraint.deferrable is not None or constraint.include  # type: ignore[attr-defined]
            ):
                hint = "Use a plain unique key, with a column that is NULL where the rule does not apply."
                words = f"{constraint.name} would not be created on MySQL."
                found += [Error(words, hint=hint, obj=model, id="fusemeet.E001")]
    for alias in connections:
        for model in apps.get_models():
            found += [
                Error(message.msg, hint=message.hint, obj=model, id="fusemeet.E002")
                for message in model.check(databases=[alias])
                if message.id in LOST_ON_MYSQL
            ]
    return found
