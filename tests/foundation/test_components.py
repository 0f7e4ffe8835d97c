"""Form fields in GOV.UK’s markup: untyped ones are rendered once, and what somebody typed is never kept."""

import pytest
from flask import Flask
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from consult.foundation import components, i18n
from consult.foundation.forms import Form


class Typed(Form):
    """Three kinds of fields."""

    name = StringField("Your name", description="As it is shown")
    body = TextAreaField("Your comment")
    stance = RadioField(
        "What do you think?", choices=[SelectChoice("support", "For"), SelectChoice("oppose", "Against")]
    )


def rendered(**typed: str) -> str:
    form = Typed(formdata=None, data=typed)
    return "".join(components.field(form[name]) for name in ("name", "body", "stance"))


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "_kept", {})


def test_empty_fields_are_rendered_once(app: Flask) -> None:
    with app.test_request_context("/en/"):
        first = rendered()
        kept = dict(components._kept)
        assert len(kept) == 3 and rendered() == first and components._kept == kept


def test_what_somebody_typed_is_shown_escaped_and_never_kept(app: Flask) -> None:
    with app.test_request_context("/en/"):
        empty = rendered()
        typed = rendered(name="Ann <b>", body="Mine plays there.")
        assert "Ann &lt;b&gt;" in typed and "Mine plays there." in typed
        assert not any("Ann" in key + one or "Mine" in key + one for key, one in components._kept.items())
        assert rendered() == empty
        chosen = rendered(stance="oppose")
        assert chosen.count("checked") == 1 and "checked" not in empty


def test_an_error_is_shown_and_never_kept(app: Flask) -> None:
    with app.test_request_context("/en/"):
        form = Typed(formdata=None)
        form.name.errors = ["Please fill this in."]
        assert "Please fill this in." in components.field(form.name)
        assert not components._kept


def test_each_language_has_its_own(app: Flask) -> None:
    class Said(Form):
        """A field whose label is translated."""

        body = TextAreaField(i18n.lazy("Your comment"))

    said = {}
    for language in i18n.LANGUAGES:
        with app.test_request_context(f"/{language}/"), i18n.speaking(language):
            said[language] = str(components.field(Said(formdata=None).body))
    assert len(set(said.values())) == len(i18n.LANGUAGES)


def test_no_more_is_kept_than_a_process_may_hold(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "KEPT", 2)
    with app.test_request_context("/en/"):
        for _ in range(3):
            rendered()
            assert len(components._kept) <= 2


def test_texts_that_are_still_to_be_translated_are_said_in_each_language(app: Flask) -> None:
    class Hinted(Form):
        """Lazy texts where a component takes them as they are."""

        body = TextAreaField("Yours", render_kw={"placeholder": i18n.lazy("Your comment")})
        stance = RadioField("What do you think?", choices=[SelectChoice("support", "For")])

    said = set()
    for language in i18n.LANGUAGES:
        with app.test_request_context(f"/{language}/"), i18n.speaking(language):
            form = Hinted(formdata=None)
            hint = i18n.lazy("Your comment")
            said.add(
                str(components.field(form.body)) + str(components.field(form.stance, hints={"support": hint}))
            )
    assert len(said) == len(i18n.LANGUAGES)


def test_choices_that_come_from_data_are_never_kept(app: Flask) -> None:
    class Placed(Form):
        """Choices that a page fills in, and some beside those of the class."""

        place = RadioField("Where?", choices=[])
        further = RadioField("Where else?", choices=[SelectChoice("", "Nowhere")])

    with app.test_request_context("/en/"):
        form = Placed(formdata=None)
        form.place.choices = [SelectChoice("1", "Sycamore Lane")]
        form.further.choices.append(SelectChoice("1", "Sycamore Lane"))
        assert "Sycamore Lane" in components.field(form.place)
        assert "Sycamore Lane" in components.field(form.further)
        assert not components._kept


def test_ticks_are_never_kept(app: Flask) -> None:
    class Ticked(Form):
        """One tick."""

        agreed = BooleanField("Agreed")

    with app.test_request_context("/en/"):
        rendered(stance="oppose")
        before = dict(components._kept)
        components.field(Ticked(formdata=None, data={"agreed": True}).agreed)
        assert components._kept == before and "checked" not in "".join(before.values())
