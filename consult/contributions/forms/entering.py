"""The forms of clerks: what came by post, by telephone or at the counter."""

from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import Optional

from consult.contributions import labels
from consult.contributions.forms import ADDRESS, LINE, NAME, OrganisationForm, TextField, named_choices
from consult.contributions.labels import STANCES
from consult.foundation import i18n
from consult.foundation.forms import AddingForm, PlainText

_ = i18n.lazy


class ReceivedForm(AddingForm):
    """How something came that a clerk enters, with its scans."""

    channel = RadioField(_("How did it come?"), choices=named_choices(labels.CHANNELS), validate_choice=False)
    received_on = DateField(
        _("The day it came"), description=_("As the stamp says, not today’s day."), validators=[Optional()]
    )
    how = PlainText(
        _("Way of receipt"),
        description=_("For example: registered letter, call to the desk. Only staff read it."),
        render_kw=LINE,
    )
    attachment = MultipleFileField(_("Scans and files that came with it"))

    @property
    def files(self) -> list[Any]:
        """The files that were sent along."""
        return [one for one in self.attachment.data or () if getattr(one, "filename", "")]


class EnterForm(ReceivedForm, OrganisationForm):
    """What a clerk enters for somebody: how it came, what it says, who sent it."""

    more_time = SelectField(
        _("Was more time given to whoever sent it?"),
        description=_("Only where it came after closing."),
        choices=[SelectChoice("", _("No"))],
        validate_choice=False,
    )
    article = SelectField(_("What is it about?"), choices=[], validate_choice=False)
    body = TextField(_("What it says"), description=_("Word for word, as it was written or said."))
    attachment_private = BooleanField(_("Only for the office: not to be published"))
    stance = RadioField(
        _("Where do they stand? (only if they said so)"),
        choices=named_choices(STANCES),
        validate_choice=False,
        default="",
    )
    publication = RadioField(
        _("What may be published?"),
        choices=named_choices(labels.PUBLICATIONS),
        description=_("Choose what they chose. If they said nothing, it is published without a name."),
        validate_choice=False,
    )
    confidential = TextField(
        _("Words they want kept confidential"),
        description=_(
            "Copy the words from the text above, a passage a line. They are covered wherever it is published."
        ),
    )
    confidential_reason = TextField(
        _("Why are they confidential?"),
        description=_("The reason they gave. Only staff read it."),
    )
    name = PlainText(_("Name, if they gave one"), render_kw={**NAME, "autocomplete": "off"})
    email = PlainText(_("E-mail address, if they gave one"), render_kw={**ADDRESS, "autocomplete": "off"})
    phone = PlainText(_("Telephone number, if they gave one"), render_kw={**LINE, "autocomplete": "off"})
    place = PlainText(
        _("Town or district, if the letter names one"),
        description=_(
            "Only the town or district, not the street: it is counted, never shown with the comment."
        ),
        render_kw={**LINE, "autocomplete": "off"},
    )
    capacity = RadioField(
        _("For whom do they speak?"),
        choices=named_choices(labels.SPOKEN_FOR),
        validate_choice=False,
        default="self",
    )
    members = TextField(
        _("How many members it speaks for, and how they were asked"),
        description=_("Only what the letter says. If it says nothing, leave it empty."),
    )
    office = PlainText(
        _("Office of whoever signed"),
        description=_("What they are in the organisation, or the office they were elected to."),
        render_kw=LINE,
    )  # fmt: skip
    interests = TextField(
        _("Their interests in the matter"),
        description=_("For experts: who pays for their work, and what they could gain or lose."),
    )
    is_minor = BooleanField(_("The sender is under age, and an adult confirmed it"))
    guardian = PlainText(_("Name of the adult who confirms"), render_kw={**LINE, "autocomplete": "off"})
    guardian_kind = RadioField(
        _("The adult is"), choices=named_choices(labels.GUARDIANS), validate_choice=False
    )
    same_as = HiddenField()
    """The submission whose letter this is a further part of."""
    asked = HiddenField()
    """Whose answer it is, of those who must be asked."""


class LinkForm(AddingForm):
    """Two submissions came from one verified person."""

    other = PlainText(_("Reference of the other comment"), render_kw={"autocomplete": "off"})
    reason = PlainText(
        _("How do you know that it is the same person?"),
        description=_("For example: identity card shown for both. Only staff and auditors read it."),
        render_kw=LINE,
    )


class NewKeyForm(AddingForm):
    """A new private key for somebody who lost the slip."""

    reason = PlainText(
        _("Why is a new key needed, and how do you know who asks?"),
        description=_("A second person agrees before the new key holds. The old one ends then."),
        render_kw=LINE,
    )
