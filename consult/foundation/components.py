"""GOV.UK Frontend's macros for our templates, and the mapping of a WTForms field onto them.

The library's templates lean on undefined parameters; ours don't (StrictUndefined). So its macros are
compiled in an overlay of their own and offered as globals: ``govuk.button({...})``, ``field(form.body)``.
"""

from types import NoneType
from typing import Any

from flask import Flask
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup
from wtforms import Field
from wtforms.fields import (
    BooleanField,
    FileField,
    MultipleFileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.fields.core import UnboundField

from consult.foundation.i18n import gettext

LIBRARY = "govuk_frontend_jinja"
"""Its templates import one another by this prefix."""
COMPONENTS = {
    "back_link": "back-link",
    "breadcrumbs": "breadcrumbs",
    "button": "button",
    "checkboxes": "checkboxes",
    "details": "details",
    "error_summary": "error-summary",
    "fieldset": "fieldset",
    "file_upload": "file-upload",
    "input": "input",
    "inset_text": "inset-text",
    "notification_banner": "notification-banner",
    "pagination": "pagination",
    "panel": "panel",
    "radios": "radios",
    "select": "select",
    "skip_link": "skip-link",
    "summary_list": "summary-list",
    "table": "table",
    "tag": "tag",
    "task_list": "task-list",
    "textarea": "textarea",
    "warning_text": "warning-text",
}


class Components:
    """The library's macros by our names: ``govuk.button(params)``.

    Each is compiled when a page first needs it: all of them take most of a second, for which commands and the
    worker would wait in vain.
    """

    def __init__(self) -> None:
        self._environment = Environment(
            loader=PrefixLoader({LIBRARY: PackageLoader(LIBRARY, "templates")}),
            autoescape=True,
            undefined=ChainableUndefined,
            auto_reload=False,
        )

    def __getattr__(self, name: str) -> Any:
        if name not in COMPONENTS:
            raise AttributeError(name)
        folder = COMPONENTS[name]
        macro = "govuk" + "".join(part.capitalize() for part in folder.split("-"))
        module = self._environment.get_template(f"{LIBRARY}/components/{folder}/macro.html").module
        setattr(self, name, getattr(module, macro))
        return self.__dict__[name]


govuk: Any = Components()


def field(bound: Field, **params: Any) -> Markup:
    """A form field in GOV.UK's markup: label, hint (the field's ``description``), error, all linked by id.

    ``params`` go to the component as they are; ``label_classes`` and ``legend_classes`` style the label.
    """
    common = _common(bound, params)
    if isinstance(bound, RadioField):
        return _choices("radios", bound, common, params)
    if isinstance(bound, SelectMultipleField):
        return _choices("checkboxes", bound, common, params)
    if isinstance(bound, BooleanField):
        return _tick(bound, common)
    label = {"text": str(bound.label.text), "classes": params.pop("label_classes", "govuk-label--s")}
    common["label"] = label
    if isinstance(bound, SelectField):
        items = [
            {"value": str(value), "text": str(text), "selected": chosen}
            for value, text, chosen, *_ in bound.iter_choices()
        ]
        return Markup(govuk.select({**common, "items": items, **params}))  # noqa: S704 - the component escapes its texts
    if isinstance(bound, TextAreaField):
        return _rendered("textarea", {**common, "value": bound.data or "", "rows": 8, **params})
    if isinstance(bound, FileField | MultipleFileField):
        if isinstance(bound, MultipleFileField):
            params["attributes"] = {"multiple": True, **params.get("attributes", {})}
        return _rendered("file_upload", {**common, **params})
    value = "" if isinstance(bound, PasswordField) else bound._value()  # type: ignore[attr-defined]
    kind = bound.widget.input_type if hasattr(bound.widget, "input_type") else "text"
    return _rendered("input", {**common, "value": value, "type": kind, **params})


KEPT = 2_000
"""Rendered components that a process keeps: the fields of its forms before anything is typed, in each language."""
_kept: dict[str, Markup] = {}


def _rendered(name: str, params: dict[str, Any]) -> Markup:
    """A component in its markup. One that nobody typed anything into is rendered once: a form takes half as long.

    What somebody typed or ticked, and errors about it, are never kept. The key is all that the component is made from,
    so there is none where a part isn't plain: a text still to be translated looks alike in every language.
    """
    if params.get("value") or "errorMessage" in params or _is_ticked(params) or not _is_plain(params):
        return Markup(getattr(govuk, name)(params))  # noqa: S704 - the component escapes its texts
    key = f"{name} {params!r}"
    found = _kept.get(key)
    if found is None:
        found = Markup(getattr(govuk, name)(params))  # noqa: S704
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[key] = found
    return found


def _is_ticked(params: dict[str, Any]) -> bool:
    return any(item["checked"] for item in params.get("items", ()))


def _is_plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(_is_plain(one) for pair in value.items() for one in pair)
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return type(value) in (str, int, bool, NoneType, Markup)


def _common(bound: Field, params: dict[str, Any]) -> dict[str, Any]:
    common: dict[str, Any] = {"id": bound.id, "name": bound.name}
    if bound.description:
        common["hint"] = {"text": str(bound.description)}
    if bound.errors:
        common["errorMessage"] = {"text": str(bound.errors[0]), "visuallyHiddenText": gettext("Error")}
    attributes = {k.replace("_", "-"): v for k, v in (bound.render_kw or {}).items()}
    if attributes or "attributes" in params:
        common["attributes"] = {**attributes, **params.pop("attributes", {})}
    return common


def _choices(component: str, bound: Any, common: dict[str, Any], params: dict[str, Any]) -> Markup:
    common["idPrefix"] = common.pop("id")
    attributes = common.pop("attributes", None)
    legend = {
        "text": str(bound.label.text),
        "classes": params.pop("legend_classes", "govuk-fieldset__legend--s"),
    }
    hints: dict[str, str] = params.pop("hints", {})
    items = []
    for number, (value, text, chosen, *_) in enumerate(bound.iter_choices()):
        item: dict[str, Any] = {"value": str(value), "text": str(text), "checked": chosen}
        if number == 0:
            item["id"] = bound.id
        if attributes:
            item["attributes"] = attributes
        if str(value) in hints:
            item["hint"] = {"text": hints[str(value)]}
        items.append(item)
    made = {**common, "fieldset": {"legend": legend}, "items": items, **params}
    if not _are_the_forms_own(bound):
        return Markup(getattr(govuk, component)(made))  # noqa: S704 - the component escapes its texts
    return _rendered(component, made)


def _are_the_forms_own(bound: Any) -> bool:
    """Whether the choices are those written in the form's class: others may come from data, which must not stay."""
    written = getattr(type(bound._form), bound.short_name, None)
    own = written.kwargs.get("choices") if isinstance(written, UnboundField) else None
    return isinstance(own, list) and [*map(id, own)] == [*map(id, bound.choices or ())]


def _tick(bound: BooleanField, common: dict[str, Any]) -> Markup:
    hint = common.pop("hint", None)
    item: dict[str, Any] = {
        "value": "y",
        "text": str(bound.label.text),
        "checked": bool(bound.data),
        "id": bound.id,
    }
    if hint:
        item["hint"] = hint
    common["idPrefix"] = common.pop("id")
    common.pop("attributes", None)
    return _rendered("checkboxes", {**common, "items": [item]})


def init_app(app: Flask) -> None:
    """Offer ``govuk`` and ``field`` to every template."""
    app.jinja_env.globals.update(govuk=govuk, field=field)
