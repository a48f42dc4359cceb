"""The forms of the groups' pages: the group itself, a list of people, and what asks whether one means it."""

from typing import Any

from django import forms

from accounts.forms import AccountForm
from fusemeet.errors import Problem
from groups.decoding import MOST_BYTES, MOST_CHARACTERS, clean_text, read_text
from groups.models import GroupRole
from groups.services import DESCRIPTION_LENGTH, NAME_LENGTH

MOST_MENDED = 100  # wrong lines that have a field of their own; the others are mended in the whole list


class GroupForm(AccountForm):
    name = forms.CharField(
        label="Name",
        max_length=NAME_LENGTH,
        error_messages={"required": "Give the group a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "Algorithms, autumn"}),
    )
    description = forms.CharField(
        label="Description",
        required=False,
        max_length=DESCRIPTION_LENGTH,
        help_text="Everybody in the group sees it.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PeopleForm(forms.Form):
    """A list, pasted or as a file; `text_of` is what it says after the fields of wrong lines were put into it."""

    text = forms.CharField(
        label="Addresses",
        required=False,
        initial="",
        strip=False,
        max_length=MOST_CHARACTERS,
        help_text="One person a line: an address, “Ada Lovelace <ada@example.org>”, or columns of a table.",
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocapitalize": "none"}),
    )
    file = forms.FileField(
        label="Or a file",
        required=False,
        initial="",
        allow_empty_file=True,
        help_text="CSV or text with commas, semicolons or tabs; headings such as email, name and role are understood.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )
    role = forms.ChoiceField(
        label="Add them as",
        choices=[
            (GroupRole.STUDENT.value, "Students"),
            (GroupRole.TEACHER.value, "Teachers: they see addresses, add people and plan sessions"),
        ],
        initial=GroupRole.STUDENT.value,
        widget=forms.RadioSelect,
        help_text="Where a line says student or teacher itself, that counts.",
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        file, text = data.get("file"), data.get("text") or ""
        try:
            if file is not None and text.strip():
                self.add_error("file", "Choose a file or paste addresses, not both at once.")
            elif file is not None:
                data["list"] = read_text(file.read(MOST_BYTES + 1))
            elif "text" in data:
                data["list"] = clean_text(self._mended(text.replace("\r\n", "\n")))
        except Problem as problem:
            for name, words in (problem.errors or {"text": [problem.message]}).items():
                self.add_error(name, words)
        return data

    def _mended(self, text: str) -> str:
        """A line is only replaced where it still has what its field was made from."""
        lines = text.split("\n")
        for number in range(1, MOST_MENDED + 1):
            place = str(self.data.get(f"line-{number}", ""))
            was, now = self.data.get(f"was-{number}", ""), self.data.get(f"now-{number}", "")
            if place.isdigit() and len(place) < 6 and 0 < int(place) <= len(lines) and was:
                at = int(place) - 1
                lines[at] = lines[at].replace(was, " ".join(now.splitlines()), 1)
        return "\n".join(lines)


class DeleteGroupForm(AccountForm):
    name = forms.CharField(
        label="Name of the group",
        help_text="Type it to say that you mean it.",
        error_messages={"required": "Type the name of the group."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, group_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group_name = group_name

    def clean_name(self) -> str:
        typed = " ".join(str(self.cleaned_data["name"]).split())
        if typed.casefold() != self.group_name.casefold():
            raise forms.ValidationError(f"Type {self.group_name} to delete this group.")
        return typed
