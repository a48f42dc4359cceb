"""Text columns whose comparison must be the same on SQLite and MySQL."""

from typing import Any

from django.db import models


class _CollatedCharField(models.CharField):
    collations: dict[str, str] = {}

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        parameters: dict[str, Any] = super().db_parameters(connection)
        if collation := self.collations.get(connection.vendor):
            parameters["collation"] = collation
        return parameters


class ExactCharField(_CollatedCharField):
    """Compared byte by byte (tokens, ids): MySQL's default collations would take `É` for `e`."""

    collations = {"mysql": "utf8mb4_bin"}


class FoldedCharField(_CollatedCharField):
    """Compared without regard to case (user names, addresses), so that a plain unique key holds on both databases."""

    collations = {"mysql": "utf8mb4_unicode_ci", "sqlite": "NOCASE"}
