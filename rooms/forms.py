"""The forms of the rooms' pages: a new room, and the way in by a code or a whole link."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django import forms

from fusemeet.errors import Problem
from rooms.models import TIERS
from rooms.policy import RoomType
from rooms.services import INTERVIEW_SIZE

ROOM_ID = re.compile(r"[A-Za-z0-9-]{3,50}")
# abc-defg-hij, as it is read out or typed from a slide: dashes and blanks are optional, capitals do not matter.
CODE_PARTS = re.compile(r"([a-z]{3})[\s-]*([a-z]{4})[\s-]*([a-z]{3})", re.IGNORECASE)

SMALLEST, LARGEST = INTERVIEW_SIZE

# A service names a wrong field as the REST contract does.
FIELD_OF_KEY = {
    "roomName": "room_name",
    "roomType": "room_type",
    "maxParticipants": "max_participants",
    "classCapacityTier": "class_capacity_tier",
    "description": "description",
    "password": "password",
    "allowLinkAccess": "allow_link_access",
}


def add_problem(form: forms.BaseForm, problem: Problem) -> None:
    """Puts what a service refused where the reader looks: under the field that it names, else above the form."""
    for key, messages in (problem.errors or {}).items():
        name = FIELD_OF_KEY.get(key, key)
        form.add_error(name if name in form.fields else None, list(messages))
    if not problem.errors:
        form.add_error(None, problem.message)


@dataclass(frozen=True)
class Way:
    """The way into a room: its id, and the token of the link that was pasted ("" for a mere code)."""

    room_id: str
    invite: str = ""


def read_way(text: str) -> Way | None:
    """Reads a code, with or without its dashes, or a link to a room's page; None for anything else."""
    text = text.strip()
    if "/" in text:
        return read_link(text)
    if parts := CODE_PARTS.fullmatch(text):
        return Way("-".join(parts.groups()).lower())
    return None


def read_link(text: str) -> Way | None:
    """The room of a link, whatever host it names: only its path and its token are used."""
    try:
        link = urlsplit(text if "://" in text or text.startswith("/") else f"https://{text}")
    except ValueError:
        return None
    found = re.search(r"(?:^|/)rooms/([^/]+)/?$", link.path)
    if not found or not ROOM_ID.fullmatch(found[1]):
        return None
    return Way(found[1], parse_qs(link.query).get("invite", [""])[0])


class JoinForm(forms.Form):
    code = forms.CharField(
        label="Code or link",
        help_text="A code looks like abc-defg-hij. You can also paste the whole link.",
        max_length=500,
        error_messages={"required": "Enter the code or the link that you were given."},
        widget=forms.TextInput(
            attrs={
                "class": "input-code",
                "placeholder": "abc-defg-hij",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )

    def clean_code(self) -> Way:
        way = read_way(self.cleaned_data["code"])
        if way is None:
            raise forms.ValidationError(
                "That is neither a code nor a link of a room. A code looks like abc-defg-hij."
            )
        return way


class NewRoomForm(forms.Form):
    room_name = forms.CharField(
        label="Name",
        max_length=100,
        error_messages={
            "required": "Give the room a name.",
            "max_length": "Use at most 100 characters for the name.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "Backend interview"}),
    )
    room_type = forms.ChoiceField(
        label="What is it for?",
        choices=[
            (RoomType.INTERVIEW.value, "Interview or meeting: everybody sees, talks and types"),
            (RoomType.CLASSROOM.value, "Classroom: students do what the teacher allows"),
        ],
        initial=RoomType.INTERVIEW.value,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the room is for."},
    )
    max_participants = forms.IntegerField(
        label="People at most",
        help_text=f"From {SMALLEST} to {LARGEST} in an interview or meeting, you included.",
        required=False,
        initial=5,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": f"Enter a whole number from {SMALLEST} to {LARGEST}."},
    )
    class_capacity_tier = forms.TypedChoiceField(
        label="Size of the class",
        help_text="For a classroom, you included.",
        choices=[(tier, f"Up to {tier} people") for tier in TIERS],
        coerce=int,
        required=False,
        initial=TIERS[0],
        empty_value=None,
    )
    description = forms.CharField(
        label="Description",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    password = forms.CharField(
        label="Password",
        help_text="Asked of people who come with the code alone. Leave it empty for none.",
        required=False,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )
    allow_link_access = forms.BooleanField(
        label="Let everybody in who has the link",
        help_text="With the link a name is enough; with the code alone one needs an account. "
        "Switched off, only people whom you invite come in.",
        required=False,
        initial=True,
    )

    def values(self) -> dict[str, Any]:
        """What the service takes: the size for an interview, the tier for a classroom, not both."""
        data = dict(self.cleaned_data)
        data["name"] = data.pop("room_name")
        if data["room_type"] == RoomType.CLASSROOM:
            data["max_participants"] = None
        else:
            data["class_capacity_tier"] = None
        return data
