"""The forms of the library's pages, which work without script."""

from typing import Any

from django import forms

from accounts.forms import AccountForm
from questions.models import LibraryQuestion, Question
from questions.texts import DEFAULT_CATEGORY, DEFAULT_DIFFICULTY, MOST_CATEGORY_CHARACTERS, Words, clean_words

DIFFICULTY_CHOICES = Question.Difficulty.choices


class QuestionForm(AccountForm):
    question = forms.CharField(
        label="Question",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="What people read in the room, up to 10,000 characters.",
        error_messages={"required": "Write the question."},
    )
    difficulty = forms.ChoiceField(label="Difficulty", choices=DIFFICULTY_CHOICES, initial=DEFAULT_DIFFICULTY)
    category = forms.CharField(
        label="Category",
        required=False,
        max_length=MOST_CATEGORY_CHARACTERS,
        help_text=f"One or two words to find it by; {DEFAULT_CATEGORY} if you leave it empty.",
        widget=forms.TextInput(attrs={"list": "categories", "autocomplete": "off"}),
    )

    def words(self) -> Words:
        """Raises Invalid `bad_question`."""
        return clean_words(
            **{name: self.cleaned_data[name] for name in ("question", "difficulty", "category")}
        )


def form_of(row: LibraryQuestion, data: Any = None) -> QuestionForm:
    """With what is kept in its fields."""
    kept = {"question": row.question, "difficulty": row.difficulty, "category": row.category}
    return QuestionForm(data, initial=kept)


class SearchForm(forms.Form):
    """What a reader looks for; what makes no sense is not looked for."""

    search = forms.CharField(
        label="Search", required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    difficulty = forms.ChoiceField(
        label="Difficulty", required=False, choices=[("", "Any difficulty"), *DIFFICULTY_CHOICES]
    )

    def __init__(self, categories: list[str], data: Any):
        super().__init__(data)
        choices = [("", "Any category"), *((name, name) for name in categories)]
        self.fields["category"] = forms.ChoiceField(label="Category", required=False, choices=choices)

    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class ImportForm(AccountForm):
    file = forms.FileField(
        label="File",
        required=False,
        help_text="Markdown or CSV, with commas, semicolons or tabs, 512 KB at most.",
        widget=forms.FileInput(
            attrs={"accept": ".md,.markdown,.txt,.csv,.tsv,text/markdown,text/csv,text/plain"}
        ),
        error_messages={"empty": "This file is empty."},
    )
    text = forms.CharField(
        label="Or paste them here",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="One question to a line of a list, to a paragraph, under a heading, or to a row of a table.",
    )
    format = forms.ChoiceField(
        label="It is",
        required=False,
        choices=[("", "whatever it looks like"), ("markdown", "Markdown"), ("csv", "a table (CSV)")],
    )
