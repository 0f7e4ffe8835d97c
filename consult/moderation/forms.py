"""The shape of what moderators, senders and readers send to this room."""

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Length, Optional

from consult.foundation import i18n
from consult.foundation.errors import N_
from consult.foundation.forms import AddingForm, Form, PlainText, required
from consult.foundation.ids import random_token
from consult.moderation import rules

_ = i18n.lazy

PASS_ON = N_("Pass on: %(what)s")
ACT_CHOICES = [
    SelectChoice("publish", _("Publish")),
    SelectChoice("hide", _("Hide: a placeholder with the ground stays")),
    SelectChoice("redact", _("Redact: black out words, the rest stays")),
    SelectChoice("refer", _("Pass on: it is not about this draft, another office deals with it")),
]

WITHHELD_CHOICES = [
    SelectChoice("withhold", _("I have read it; it stays unpublished, as its sender wishes")),
    ACT_CHOICES[-1],
]
"""For a comment that its sender withheld."""


class UnmaskForm(Form):
    """Why somebody has to know who sent a comment."""

    reason = TextAreaField(
        _("Why you have to know"), description=_("Whoever signs and the auditors read it."),
        validators=[required(), Length(max=rules.NOTE_LIMIT)],
    )  # fmt: skip


class GroundField(SelectField):
    """A listed ground. The list comes with ``offer``; which of them holds the rule decides."""

    def __init__(self, label: Any, **values: Any) -> None:
        super().__init__(
            label,
            choices=[SelectChoice("", _("Choose a ground"))],
            validate_choice=False,
            default="",
            **values,
        )

    def offer(self, names: Iterable[tuple[str, str]], referrals: Iterable[tuple[str, str]] = ()) -> None:
        """Fill the list with (code, name); ``referrals`` are those to pass a comment on."""
        self.choices = [
            SelectChoice("", _("Choose a ground")),
            *(SelectChoice(code, name) for code, name in names),
            *(SelectChoice(code, i18n.gettext(PASS_ON, what=name)) for code, name in referrals),
        ]


class RulingForm(AddingForm):
    """A ruling on one comment."""

    seen = HiddenField()
    """The comment's lock version as it was read."""
    act = RadioField(_("What should happen with it?"), choices=ACT_CHOICES, validate_choice=False)
    words = TextAreaField(
        _("Words to black out"),
        description=_(
            "One passage a line, exactly as it stands in the text. Every place where it stands is blacked out; end the "
            "line with #2 for the second place only."
        ),
        validators=[Length(max=20_000)],
    )
    ground = GroundField(_("Ground"))
    refer_to = PlainText(
        _("Office it is passed on to"),
        description=_("Its sender is told, and everybody reads which office has it now."),
        validators=[Length(max=rules.OFFICE_LIMIT)],
    )
    refer_address = PlainText(
        _("E-mail address of that office (you need not give it)"),
        description=_("We send the words there, without the sender’s name and address. It is never shown."),
        validators=[Optional(), Length(max=254)],
        render_kw={"autocomplete": "off", "spellcheck": "false", "inputmode": "email"},
    )
    note = TextAreaField(
        _("Public note"),
        description=_("Everybody reads it, the sender first. Needed when you hide a comment."),
    )
    internal_note = TextAreaField(_("Internal note"), description=_("Only staff and auditors read it."))

    def renew(self) -> None:
        """Give the form a fresh token: the earlier one was used, or the comment is another by now."""
        self.form_token.data = random_token()

    @property
    def seen_lock_version(self) -> int:
        """What the moderator read, -1 where the page didn't say: that is a conflict too."""
        seen = self.seen.data or ""
        return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 12 else -1


class BulkForm(AddingForm):
    """One ruling for many comments."""

    act = PlainText()
    """The value of the button that was pressed."""
    ground = GroundField(_("Ground"))
    note = TextAreaField(_("Public note"), description=_("Everybody reads it, the senders first."))
    scope = PlainText()
    """all: everything that the filters leave."""
    made = HiddenField()
    """When the page was made: nothing that came later is touched."""
    confirmed = HiddenField()


class ClaimForm(Form):
    """Take a comment over, or give it back."""


class ReviewForm(AddingForm):
    """A sender asks for a second look."""

    reason = TextAreaField(
        _("Why is the ruling wrong?"),
        description=_("The person who takes the second look reads this. It is not published."),
        validators=[required(_("Please say in a sentence or two why the ruling is wrong."))],
    )


class DecisionForm(AddingForm):
    """Another person decides a review."""

    result = RadioField(
        _("What do you find?"),
        choices=[
            SelectChoice("upheld", _("Upheld: the ruling stays")),
            SelectChoice("overturned", _("Overturned: the comment is published whole")),
        ],
        validate_choice=False,
    )
    note = TextAreaField(
        _("Public note"), description=_("Why you find so. Everybody reads it, the sender first.")
    )


class TakenUpForm(AddingForm):
    """What an office said about a comment passed on to it."""

    answer = TextAreaField(
        _("What the office said"),
        description=_("In a sentence or two. Everybody reads it, the sender first."),
    )


class ReportAnswerForm(AddingForm):
    """Whether a reported reply, statement or file stays."""

    answer = RadioField(
        _("What do you decide?"),
        choices=[
            SelectChoice("stays", _("It stays")),
            SelectChoice("hidden", _("It is hidden; that something stood there stays to be seen")),
        ],
        validate_choice=False,
    )
    note = TextAreaField(_("Your reason"), description=_("Both sides read it."))


class ReportForm(AddingForm):
    """A reader reports a published text."""

    ground = GroundField(_("What is wrong with it?"))
    message = TextAreaField(
        _("Anything we should know (you need not say)"), validators=[Length(max=2 * rules.REASON_LIMIT)]
    )
    email = PlainText(
        _("Your e-mail address (you need not give it)"),
        description=_("Only staff see it, to ask you something and to tell you what was decided."),
        validators=[Optional(), Length(max=254)],
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )
    phone = PlainText(
        _("Or mobile number"),
        description=_("With + and the country code. The answer comes in a text message."),
        validators=[Optional(), Length(max=60)],
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )
