"""What a form of a session would do, before it does it: every date of it, how many are asked, what is wrong."""

from dataclasses import dataclass
from datetime import datetime

from django.forms import BaseForm

from scheduling.forms import SessionForm, TimesForm
from scheduling.reader_zone import ReaderZone

# Fields that nobody has come to yet are not called wrong while the form is only looked at.
UNSAID = {"required", None}


@dataclass(frozen=True)
class Span:
    """From when to when, in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Preview:
    """`wrong` names the field and says what to do; `zone` is the session's own, `offset` what it is on that day."""

    spans: list[Span]
    zone: ReaderZone | None
    offset: str
    people: int | None
    words: list[str]
    wrong: list[tuple[str, str]]


def preview_of(form: TimesForm, reader: ReaderZone) -> Preview:
    """Of a bound form, right or wrong."""
    form.is_valid()
    plan = form.plan
    wrong_time = bool({"timezone", "date", "start", "end", "end_date", "repeat_count"} & form.errors.keys())
    wrong_people = bool({"emails", "groups"} & form.errors.keys())
    spans = [] if wrong_time else [Span(start, start + plan.length) for start in plan.starts]
    named = form.cleaned_data.get("timezone") if "timezone" not in form.errors else None
    return Preview(
        spans=spans,
        zone=ReaderZone(named, "own" if named == reader.name else "chosen") if named else None,
        offset=form.zone_words,
        people=len(plan.people) if isinstance(form, SessionForm) and not wrong_people else None,
        words=plan.words,
        wrong=list(_wrong(form)),
    )


def _wrong(form: BaseForm) -> list[tuple[str, str]]:
    found = []
    for name, errors in form.errors.as_data().items():
        label = str(form[name].label) if name in form.fields else ""
        for error in errors:
            if name in form.fields and error.code in UNSAID and not form[name].value():
                continue
            found += [(label, str(message)) for message in error.messages]
    return found
