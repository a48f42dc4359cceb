"""Rows of any table of ours, many at once, for tests that ask what a long list costs."""

import datetime
import itertools
import uuid
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone

_numbers = itertools.count(1)


def make_rows(model: type[models.Model], count: int) -> list[Any]:
    """`count` rows, each with rows of its own in the tables that it refers to."""
    rows = [model() for _ in range(count)]
    for field in model._meta.concrete_fields:
        if isinstance(field, models.AutoField):
            continue
        if isinstance(field, models.ForeignKey):
            related = field.remote_field.model
            others: list[Any] = [] if related is model else make_rows(related, count)
            for row, other in zip(rows, others, strict=False):
                setattr(row, field.name, other)
            continue
        for number, row in enumerate(rows):
            setattr(row, field.attname, value_for(field, number))
    return model._base_manager.bulk_create(rows)


def value_for(field: Any, number: int) -> Any:
    """Something of the field's kind; what is text is different in every row and never too long."""
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.DateTimeField):
        return timezone.now() - datetime.timedelta(minutes=number)
    if isinstance(field, models.DateField):
        return timezone.now().date()
    if isinstance(field, models.BooleanField):
        return bool(number % 2)
    if isinstance(field, models.BigIntegerField):
        return next(_numbers)  # rooms and places in a journal, of which each is there once
    if isinstance(field, models.IntegerField):
        limits = [one.limit_value for one in field.validators if isinstance(one, MaxValueValidator)]
        return number % min(limits) + 1 if limits else number  # from 1, as scores are
    if isinstance(field, models.BinaryField):
        return b"\x00"
    if isinstance(field, models.JSONField):
        return {}
    return uuid.uuid4().hex[: field.max_length or 32]
