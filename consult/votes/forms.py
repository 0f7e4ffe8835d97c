"""Forms: one answer, an address to vote with, and what staff do with statements."""

from wtforms import HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, Length

from consult.foundation import i18n
from consult.foundation.forms import Form, PlainText, TrappingForm, required
from consult.votes.rules import VALUES

_ = i18n.lazy


class VoteForm(Form):
    """One answer to one statement. ``value`` comes from the button that was pressed."""

    statement = HiddenField(validators=[required(_("Please choose a statement.")), Length(max=40)])
    value = StringField(validators=[AnyOf(VALUES, message=_("Please choose agree, disagree or pass."))])
    back = StringField(validators=[Length(max=10)])


class AddressForm(TrappingForm):
    """The e-mail address or telephone number that a link to vote with is sent to."""

    email = PlainText(
        _("E-mail address"),
        description=_("We send one link to it. We keep only a code made from it, so that each person answers once."),
        validators=[Length(max=254)],
        render_kw={"autocomplete": "email", "spellcheck": "false", "inputmode": "email"},
    )  # fmt: skip
    phone = PlainText(
        _("Or mobile number"),
        description=_("With + and the country code. The link comes in a text message."),
        validators=[Length(max=60)],
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )


class ReceiptForm(Form):
    """The address once more, because only a code made from it is kept; people with an account give none."""

    email = PlainText(
        _("The e-mail address that you confirmed"),
        description=_("We keep only a code made from it, so please type it again."),
        validators=[Length(max=254)],
        render_kw={"autocomplete": "email", "spellcheck": "false", "inputmode": "email"},
    )  # fmt: skip


class ActForm(Form):
    """A button and nothing else."""


class OpenForm(Form):
    """Comments that staff put to agreement, by reference."""

    comment = SelectMultipleField(_("Published comments"), choices=[], validate_choice=False)


class CloseForm(Form):
    """Taking a statement off, with a reason that everybody sees."""

    reason = RadioField(
        _("Why does it close?"),
        choices=[
            SelectChoice("duplicate", _("Another statement says the same")),
            SelectChoice("unclear", _("It can’t be answered with one word")),
            SelectChoice("mistake", _("It was opened by mistake")),
        ],
        validate_choice=False,
    )
