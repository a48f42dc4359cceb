"""A person's library as one file, which can be imported again."""

from django.http import HttpResponse
from django.utils import timezone

from accounts.models import User
from questions.library import words_of
from questions.markdown import write_markdown
from questions.models import LibraryQuestion
from questions.tables import write_csv

FORMATS = {
    "markdown": (write_markdown, "text/markdown; charset=utf-8", "md"),
    "csv": (write_csv, "text/csv; charset=utf-8", "csv"),
}


def export_library(user: User, kind: str) -> HttpResponse:
    """In the order in which they were kept; `kind` is one of FORMATS."""
    write, content_type, extension = FORMATS[kind]
    rows = LibraryQuestion.objects.filter(owner=user).order_by("id").iterator(chunk_size=500)
    response = HttpResponse("".join(write(words_of(row) for row in rows)), content_type=content_type)
    day = timezone.now().date().isoformat()
    response["Content-Disposition"] = f'attachment; filename="questions-{day}.{extension}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
