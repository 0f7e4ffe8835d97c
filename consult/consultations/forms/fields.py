"""What the forms of this room share."""

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import Length

from consult.consultations import rules
from consult.foundation.forms import Form

LIMIT = Length(max=rules.TEXT_LIMIT)


def choices(names: Mapping[Any, Any]) -> list[SelectChoice]:
    """Options of a select or radio field: value -> what is shown."""
    return [SelectChoice(value, name) for value, name in names.items()]


class SeenForm(Form):
    """A form that changes something stored: ``seen`` is the stamp of what it showed."""

    seen = HiddenField()
