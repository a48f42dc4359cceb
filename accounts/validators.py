"""What names, user names and phone numbers may look like."""

import re
import unicodedata
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

USERNAME_LENGTH = 50
EMAIL_LENGTH = 100
FULL_NAME_LENGTH = 64  # the column holds 100; 64 is what a tile and a list can show
PHONE_LENGTH = 20
USERNAME_CHANGE_PAUSE = timedelta(days=30)
PASSWORD_LENGTH = 128  # hashing costs by the byte, so there is an end to it

validate_username = RegexValidator(
    re.compile(r"\A[A-Za-z0-9][A-Za-z0-9._-]{2,49}\Z"),
    "A user name has 3 to 50 letters (a to z), digits, dots, dashes or underscores, and starts with a letter or digit.",
    "invalid_username",
)
validate_phone = RegexValidator(
    re.compile(r"\A\+?[0-9][0-9 ().-]{3,18}\Z"),
    "A phone number has digits, and may have spaces, dashes, brackets and a plus in front.",
    "invalid_phone",
)

# Cc: control, Cf: direction overrides and invisible joiners, Cs: lone surrogates, Co: no agreed meaning.
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
JOINERS = {"\u200c", "\u200d"}  # written inside words in Persian, Indic scripts and emoji


def clean_full_name(value: str) -> str:
    """`value` in NFC with single spaces; raises ValidationError for what is not seen or turns the line round."""
    name = " ".join(unicodedata.normalize("NFC", value).split())
    if any(unicodedata.category(letter) in HIDDEN and letter not in JOINERS for letter in name):
        raise ValidationError("A name has no invisible or control characters.", "invalid_name")
    if not any(letter.isalnum() for letter in name):
        raise ValidationError("Please enter a name.", "invalid_name")
    if len(name) > FULL_NAME_LENGTH:
        raise ValidationError(f"A name has at most {FULL_NAME_LENGTH} characters.", "invalid_name")
    return name
