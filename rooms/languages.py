"""The languages of the editor: the one list that page and server share."""

import functools
import json

from django.conf import settings

SOURCE = settings.BASE_DIR / "frontend" / "src" / "code" / "languages.json"


@functools.cache
def language_ids() -> frozenset[str]:
    with SOURCE.open(encoding="utf-8") as file:
        return frozenset(language["id"] for language in json.load(file))
