"""The shape of what senders send."""

import re
from collections.abc import Mapping
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import Length, Optional, ValidationError

from consult.consultations.forms import LocalTimes
from consult.contributions import labels
from consult.contributions.labels import STANCES
from consult.foundation import i18n, refusals
from consult.foundation.errors import N_, Refused
from consult.foundation.forms import AddingForm, Form, PlainText
from consult.foundation.ids import random_token

_ = i18n.lazy

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BROKEN = re.compile("[\ufffd\ud800-\udfff]|%ED%[AB][0-9A-F]%[89AB][0-9A-F]")
"""Half characters: as they are, replaced on the way, or percent-encoded as Werkzeug gives invalid UTF-8 back."""
CONTROL_TAKEN_OUT = N_(
    "An invisible control character (U+%(code)s) stood after “%(before)s”. It is taken out below. Please look at "
    "your text and send it again."
)
BROKEN = N_(
    "A character after “%(before)s” arrived broken and is shown as �. Please type it again or take it out, then "
    "send your text again."
)
HONEYPOT = N_(
    "The field that people leave empty was filled in, perhaps by your browser. It is empty again now, and your "
    "text is kept below: please send it again."
)
NAME = {"autocomplete": "name", "maxlength": "100"}
LINE = {"maxlength": "200"}
ADDRESS = {"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none", "inputmode": "email"}


class TextField(TextAreaField):
    """A long plain text. Refused with invisible controls in it, which are taken out for the person."""

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms hands it in
        text = self.data or ""
        if found := _CONTROL.search(text):
            before = _CONTROL.sub("", text[max(0, found.start() - 20) : found.start()])
            self.data = _CONTROL.sub("", text)
            raise ValidationError(
                i18n.gettext(CONTROL_TAKEN_OUT, code=f"{ord(found.group()):04X}", before=before)
            )
        if found := _BROKEN.search(text):
            self.data = _BROKEN.sub("\ufffd", text)
            raise ValidationError(
                i18n.gettext(BROKEN, before=text[max(0, found.start() - 20) : found.start()])
            )


_STANCES = [
    *(SelectChoice(value, _(text)) for value, text in STANCES.items() if value),
    SelectChoice("", _("I’d rather not say")),
]
_CONFIDENTIAL = _(
    "Copy the words from your comment, a passage a line. They are covered wherever it is published."
)


def named_choices(names: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, _(text)) for value, text in names.items()]


class OrganisationForm(Form):
    """Which organisation a sender speaks for: asked of themselves, and of clerks who enter what came on paper."""

    organisation = PlainText(_("Name of the organisation"), render_kw=LINE)
    organisation_kind = PlainText(
        _("What kind of organisation it is"), description=_("Such as association, company, village, union."),
        render_kw=LINE,
    )  # fmt: skip
    register_number = PlainText(_("Its number in a public register, if it has one"), render_kw=LINE)


class SenderForm(AddingForm, OrganisationForm):
    """What senders say about themselves and choose: the same fields on the short form and on the large one."""

    publication = RadioField(
        _("What may be published?"), choices=named_choices(labels.PUBLICATIONS), validate_choice=False
    )
    name = PlainText(_("Your name (you need not give it)"), render_kw=NAME)
    show_name = BooleanField(_("Show my name with my comment"))
    """The older way to say publication=named: taken, not offered any more."""
    email = PlainText(
        _("Your e-mail address (you need not give it)"),
        description=_("We write to you when your comment is published or answered. It is never shown."),
        render_kw=ADDRESS,
    )
    phone = PlainText(
        _("Your telephone number (you need not give it)"),
        description=_(
            "It serves instead of an e-mail address: we text you a code, and a line when something happens. Begin with "
            "+ and the country code. It is never shown."
        ),
        render_kw={"autocomplete": "tel", "inputmode": "tel", "maxlength": "60"},
    )
    place = PlainText(
        _("Your town or district (you need not give it)"),
        description=_("Only for counting how many answered from where. It is never shown with your comment."),
        render_kw={"autocomplete": "address-level2", "maxlength": "200"},
    )
    confidential_reason = TextField(
        _("Why is it confidential?"),
        description=_("Such as a trade secret, or somebody’s safety. Only staff read the reason."),
    )
    capacity = RadioField(
        _("For whom do you speak?"), choices=named_choices(labels.CAPACITIES), validate_choice=False
    )
    members = TextField(
        _("How many members it speaks for, and how they were asked"),
        description=_("Such as: 240 member firms; draft discussed at the meeting on 3 May."),
    )
    office = PlainText(
        _("Your office"), description=_("What you are in the organisation, or the office you were elected to."),
        render_kw=LINE,
    )  # fmt: skip
    interests = TextField(
        _("Your interests in the matter"),
        description=_("For experts: who pays for your work, and what you could gain or lose."),
    )
    is_minor = BooleanField(_("I am under age"))
    guardian = PlainText(_("Name of the adult who confirms"), render_kw=LINE)
    guardian_kind = RadioField(
        _("The adult is"), choices=named_choices(labels.GUARDIANS), validate_choice=False
    )
    guardian_confirms = BooleanField(
        _("I am this adult, I have read what is sent and I agree that it is sent.")
    )
    attachment = MultipleFileField(_("Files"))
    time = HiddenField()
    """The code of time extended for this sender, if any."""
    asked = HiddenField()
    """The key of the personal link by which somebody came who must be asked, if they did."""
    website = PlainText(
        _("Please leave this field empty. It is here to catch programs that fill in everything.")
    )

    def validate_website(self, field: PlainText) -> None:
        """Only programs fill it in; where a browser did, the person is told and loses nothing."""
        if field.data:
            field.data = ""
            refusals.mark("trap")
            raise ValidationError(i18n.gettext(HONEYPOT))

    def validate_name(self, field: PlainText) -> None:
        """A name that is to be shown has to be given."""
        if self.show_name.data and not field.data and not self.publication.data:
            raise ValidationError(i18n.gettext(N_("Please write the name to show, or choose to show none.")))

    @property
    def files(self) -> list[Any]:
        """The files that were sent along."""
        return [one for one in self.attachment.data or () if getattr(one, "filename", "")]

    def renew(self) -> None:
        """Give the form a fresh token: what it holds is another comment than the one already sent."""
        self.form_token.data = random_token()


class SubmissionForm(SenderForm):
    """The first page of a submission: the covering text on the whole draft."""

    body = TextField(_("Covering text on the whole draft"))


class PartForm(Form):
    """What a submission says on one article, or on the whole draft."""

    article = HiddenField()
    body = TextField(_("Your comment"))
    stance = RadioField(_("Where do you stand? (you need not say)"), choices=_STANCES, validate_choice=False)
    confidential = TextField(_("Words to keep confidential"), description=_CONFIDENTIAL)


class FilesForm(AddingForm):
    """Files of a submission."""

    attachment = MultipleFileField(_("Files"))
    part = SelectField(_("They belong to"), validate_choice=False)
    attachment_private = BooleanField(_("Only for the office: not to be published"))

    @property
    def files(self) -> list[Any]:
        """The files that were sent along."""
        return [one for one in self.attachment.data or () if getattr(one, "filename", "")]


class CommentForm(SenderForm):
    """One comment on an article or on the whole draft."""

    article = HiddenField()
    alternative = HiddenField()
    """The place of the alternative it is about, from 1; empty for the article itself."""
    version = HiddenField()
    reply_to = HiddenField()
    edition = HiddenField()
    """Language of the edition in which words are chosen."""
    quote = HiddenField()
    """Words of the article it is about, chosen by marking them; goes before ``sentence``."""
    quote_prefix = HiddenField()
    quote_suffix = HiddenField()
    sentence = RadioField(_("Which sentence is it about?"), choices=[], validate_choice=False)
    """``start-end`` in the article's text; empty for the whole article."""
    proposal = TextField(
        _("The article as you would write it"),
        description=_(
            "Change the words below. Everybody sees what you take out and what you put in, and can support it. "
            "If you change nothing, nothing is proposed."
        ),
    )
    body = TextField(_("Your comment"))
    stance = RadioField(_("Where do you stand? (you need not say)"), choices=_STANCES, validate_choice=False)
    confidential = TextField(_("Words to keep confidential"), description=_CONFIDENTIAL)

    @property
    def chosen(self) -> dict[str, str]:
        """What it is about within the article, as typed."""
        names = {"quote": "quote", "prefix": "quote_prefix", "suffix": "quote_suffix"}
        texts = {**names, "sentence": "sentence", "proposal": "proposal"}
        return {name: self[field].data or "" for name, field in texts.items()}

    def refuse(self, refused: Refused) -> None:
        """The article has no field that can be seen: its refusals stand on top."""
        if refused.field in ("article", "version"):
            refused.field = None
        super().refuse(refused)


class CorrectForm(AddingForm):
    """Another wording of a comment."""

    comment = HiddenField()
    body = TextField(_("Your comment, corrected"))
    confidential = TextField(_("Words to keep confidential"), description=_CONFIDENTIAL)


class ActForm(Form):
    """A button that does one thing: withdraw, confirm."""

    comment = HiddenField()


class PhoneCodeForm(Form):
    """The code from a text message."""

    code = PlainText(
        _("The 6 digits from the text message"),
        validators=[Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"},
    )


class OpenForm(Form):
    """Whatever somebody has of a receipt: reference, key, words, digits or the whole address."""

    key = PlainText(
        _("Reference or private key"),
        description=_(
            "A reference looks like HFG-7K4-MRT-92. A private key is eight words, ten groups of digits, or a link."
        ),
        validators=[Length(max=400)],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )


class LongerForm(LocalTimes, AddingForm):
    """Time extended for one body, place or person."""

    group = PlainText(
        _("For which group"),
        description=_(
            "Everybody reads this: say the group and name nobody. Such as: a village cut off by the flood; "
            "associations that got the draft late."
        ),
        render_kw=LINE,
    )
    whom = PlainText(
        _("For whom"),
        description=_("The body, place or person itself. Only staff and auditors read it."),
        render_kw={**LINE, "autocomplete": "off"},
    )
    until_on = DateField(_("Until"), validators=[Optional()])
    until_time = TimeField(
        _("at"), description=_("Empty: at the end of that day (23:59)."), validators=[Optional()]
    )
    reason = TextField(_("Reason"), description=_("Everybody can read it."))
    asked = HiddenField()
    """Whose request it grants, of those who must be asked."""
    place = SelectField(
        _("For all who must be asked of one place"),
        choices=[SelectChoice("", _("No"))],
        validate_choice=False,
    )


# Erasing ------------------------------------------------------------------------------------------


class EraseForm(AddingForm):
    """How much of what somebody sent they want erased."""

    comment = HiddenField()
    scope = RadioField(
        _("What do you want erased?"), choices=named_choices(labels.SCOPES), validate_choice=False
    )


class DecideErasureForm(Form):
    """What the office decides on it, and why."""

    decision = RadioField(_("Decision"), choices=named_choices(labels.DECISIONS), validate_choice=False)
    ground = SelectField(
        _("Legal ground"),
        choices=[SelectChoice("", ""), *named_choices(labels.ERASURE_GROUNDS)],
        validate_choice=False,
        description=_("To erase: the first five. To restrict or refuse: the others."),
    )
    note = TextField(
        _("What the sender reads about it (optional)"),
        description=_("Name nobody here. Where you refuse, say where they can complain."),
    )


class RemovalForm(AddingForm):
    """An order to take something out."""

    scope = RadioField(_("What goes?"), choices=named_choices(labels.ORDER_SCOPES), validate_choice=False)
    revision = SelectField(_("Which wording"), choices=[], validate_choice=False)
    attachment = SelectField(_("Which file"), choices=[], validate_choice=False)
    order_kind = RadioField(_("Who ordered it?"), choices=named_choices(labels.ORDERS), validate_choice=False)
    order_number = PlainText(_("Number of the order"), render_kw=LINE)
    order_text = TextField(
        _("Who gave the order, and how far it goes"),
        description=_("Everybody reads this where the comment was. Don’t repeat what has to go."),
    )
    is_sealed_too = BooleanField(
        _("Out of the sealed originals, too: nobody can open it again, not even auditors")
    )
