"""`manage.py protocol`: write the types and the page that come from the catalogue; `--check`: are they up to date?"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from signaling.protocol import outputs


class Command(BaseCommand):
    help = "Writes (or with --check compares) the TypeScript types and the protocol page."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = []
        for name, text in outputs().items():
            path = settings.BASE_DIR / name
            if options["check"]:
                if not path.exists() or path.read_text() != text:
                    stale.append(name)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            self.stdout.write(f"wrote {name}")
        if stale:
            raise CommandError(f"out of date: {', '.join(stale)} (run manage.py protocol)")
