"""Renders the control of a form field in the site's look, and focuses the first one that is wrong."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def control_kind(field: BoundField) -> str:
    """How a field is laid out: "check" (label beside it), "choice" (a group with a legend) or "input"."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choice"
    return "input"


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's control with its class; the first wrong field of its form has the focus when the page opens."""
    attrs: dict[str, str | bool] = {}
    if control_kind(field) == "input":
        own = field.field.widget.attrs.get("class", "")
        attrs["class"] = f"input {own}".strip()
    if first_wrong(field.form) == field.name:
        attrs["autofocus"] = True
    return field.as_widget(attrs=attrs)


def first_wrong(form: forms.BaseForm) -> str | None:
    """The name of the first field, in the order of the form, that has an error."""
    if not form.is_bound:
        return None
    return next((name for name in form.fields if name in form.errors), None)
