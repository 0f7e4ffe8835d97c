"""What somebody else wrote while a form was being filled in: what it says now, beside what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import Field, SelectFieldBase

from consult.foundation import i18n
from consult.outcomes.forms import DraftedForm, field_of


@dataclass(frozen=True)
class Said:
    """One part of a form as it is stored now."""

    label: str
    words: str
    language: str = ""
    """Of words that somebody wrote; empty where the words are the page's own."""


def said_meanwhile(form: DraftedForm, mark: str, now: Mapping[str, Any], language: str) -> list[Said]:
    """Each part that says something else now than what was typed; the form goes on from there.

    ``mark`` is that of what is stored, ``now`` what that is, by the names of the form's fields; ``language`` that of
    fields that name none themselves. Empty where nobody wrote meanwhile, and where the form has faults of its own to
    mend first.
    """
    if form.is_submitted() and not form.form_errors:
        return []
    changed = form.is_submitted() and form.seen.data != mark
    form.seen.data = mark
    if not changed:
        return []
    return [
        _said(form[name], value, language)
        for name, value in now.items()
        if _plain(value) != _plain(form[name].data)
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return sorted(value)
    return value.split() if isinstance(value, str) else value or []


def _said(field: Field, value: Any, language: str) -> Said:
    shown = _shown(field, value)
    is_written = isinstance(value, str) and bool(shown) and not isinstance(field, SelectFieldBase)
    own = next((one for one in i18n.LANGUAGES if field.short_name.endswith(field_of("", one))), language)
    return Said(field.label.text, shown or i18n.gettext("(empty)"), own if is_written else "")


def _shown(field: Field, value: Any) -> str:
    options = field.iter_choices() if isinstance(field, SelectFieldBase) else ()
    names = {option: name for option, name, *_ in options}
    if isinstance(value, date):
        return i18n.date_text(value)
    if isinstance(value, (list, tuple)):
        value = "\n".join(str(names.get(one, one)) for one in value)
    return str(names.get(value, value) or "").strip()
