"""The forms of this room: the filter of the list, and the steps by which staff make a consultation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from consult.consultations import local_times, rules
from consult.consultations.forms.fields import LIMIT, SeenForm, choices
from consult.consultations.profiles.shape import NoticeField, Profile
from consult.foundation.forms import AddingForm, Form, PlainText, required
from consult.foundation.i18n import LANGUAGES, zone_text
from consult.foundation.i18n import lazy as _
from consult.foundation.zones import in_zone

MINUTE = "%H:%M"
ZONES = ["UTC", *sorted(one for one in available_timezones() if "/" in one and not one.startswith("Etc/"))]
PHASES = {
    "": _("All"), "open": _("Open"), "scheduled": _("Opens soon"), "closed": _("Closed, answer awaited"),
    "answered": _("Answered"), "finished": _("Finished"),
}  # fmt: skip


USUAL_ZONES = ("Asia/Taipei", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Macau", "UTC")
"""First in the list: it is long, and these are the clocks of the site's languages."""


def zone_choices() -> list[SelectChoice]:
    """Every time zone as people name it, with its name in the IANA list."""
    rest = [one for one in ZONES if one not in USUAL_ZONES]
    names = {one: f"{one} – {zone_text(one)}" for one in (*USUAL_ZONES, *rest)}
    return choices(names)


class FilterForm(Form):
    """Narrows the public list. Sent by GET; what makes no sense narrows nothing."""

    q = PlainText(_("Words"), validators=[Length(max=100)])
    state = SelectField(_("State"), choices=choices(PHASES))
    body = SelectField(_("Body"))
    closes = SelectField(
        _("Closes"),
        choices=choices({"": _("At any time"), "7": _("Within 7 days"), "30": _("Within 30 days")}),
    )


class RoundForm(AddingForm):
    """A further round: its own title and address."""

    title = PlainText(
        _("Title"), validators=[required(_("Please give a title.")), Length(max=rules.TITLE_LIMIT)]
    )
    slug = PlainText(
        _("Last part of its address"),
        description=_(
            "Small letters a–z, digits and hyphens. It can’t be changed later. Example: market-hours-2026"
        ),
        validators=[required(_("Please give the last part of its address."))],
    )


class NewForm(RoundForm):
    """A new consultation: only what it can't exist without."""

    organisation = SelectField(_("Body"))
    language = SelectField(_("Language it is written in first"), choices=choices(LANGUAGES))
    timezone = SelectField(_("Time zone"), choices=zone_choices, default="UTC")


class WhatForm(SeenForm):
    """What and why."""

    title = PlainText(
        _("Title"), validators=[required(_("Please give a title.")), Length(max=rules.TITLE_LIMIT)]
    )
    summary = TextAreaField(
        _("What it is about, and why"),
        description=_("In plain words, as you would tell a neighbour. Say what would change for people."),
        validators=[LIMIT],
    )


class BackgroundForm(SeenForm):
    """Legal basis and who is affected."""

    legal_basis = TextAreaField(
        _("Legal basis"), description=_("Which law or decision this draft rests on."), validators=[LIMIT]
    )
    affected = TextAreaField(
        _("Who is affected"), description=_("People, places and businesses it is about."), validators=[LIMIT]
    )


class ScopeForm(SeenForm):
    """What is decided, what is open, what happens next."""

    decided = TextAreaField(
        _("What is decided already"),
        description=_("What comments can’t change any more."),
        validators=[LIMIT],
    )
    open_questions = TextAreaField(
        _("What is still open"),
        description=_("What you want to hear about, and what comments can change."),
        validators=[LIMIT],
    )
    what_next = TextAreaField(
        _("What happens next"),
        description=_("What you do with the comments, and who decides."),
        validators=[LIMIT],
    )


class ContactForm(SeenForm):
    """Whom to ask, and how to answer otherwise."""

    contact = TextAreaField(
        _("Whom people can ask"), description=_("Name or office, telephone, e-mail."), validators=[LIMIT]
    )
    other_ways = TextAreaField(
        _("Other ways to answer"),
        description=_("By post, by telephone, at a counter, at a meeting."),
        validators=[LIMIT],
    )
    not_for = TextAreaField(
        _("What the comment form is not for"),
        description=_(
            "Complaints, petitions, somebody’s own case, crimes, danger: where they go instead. Empty: the usual words."
        ),
        validators=[LIMIT],
    )


class NoticeForm(SeenForm):
    """The fields of the notice that the country profile asks for; ``for_profile`` adds them."""

    @classmethod
    def for_profile(cls, profile: Profile, language: str) -> "type[NoticeForm]":
        """The form with the profile's fields, labelled in a language of the site."""
        fields = {one.code: _notice_field(one, language) for one in profile.data.notice}
        return type("NoticeForm", (cls,), fields)


def _notice_field(one: NoticeField, language: str) -> Any:
    kind: Any = TextAreaField if one.lines > 1 else PlainText
    label = one.label[language] if one.is_required else _("%(field)s (optional)", field=one.label[language])
    more = {"render_kw": {"rows": one.lines}} if one.lines > 1 else {}
    return kind(label, description=one.hint[language] if one.hint else "", validators=[LIMIT], **more)


WORD_STEPS: dict[str, type[SeenForm]] = {
    "what": WhatForm,
    "background": BackgroundForm,
    "scope": ScopeForm,
    "contact": ContactForm,
}


def text_names(form: Form) -> list[str]:
    """The text fields of a step's form."""
    return [one.name for one in form if one.name in rules.TEXT_FIELDS]


class LocalTimes(Form):
    """Dates and times as a clock in the consultation's zone shows them."""

    turn = RadioField(
        _("In autumn the clocks show this time twice. Which one is meant?"),
        choices=choices({"first": _("The first one (summer time)"), "second": _("The second one")}),
        validators=[Optional()],
    )
    asks_turn = False
    """Whether a time was given that clocks show twice."""

    def instant(self, name: str, zone: str) -> datetime | None:
        """What ``<name>_on`` and ``<name>_time`` mean in ``zone``; None where no date is given. Raises Refused."""
        day, time = self[f"{name}_on"].data, self[f"{name}_time"].data
        if day is None:
            return None
        given = f"{day:%Y-%m-%d}" + (f"T{time:{MINUTE}}" if time else "")
        try:
            return local_times.read_instant(
                given,
                zone,
                ends_day=name in ("closes", "until"),
                field=f"{name}_on",
                turn=self.turn.data or "",
            )
        except local_times.ShownTwice:
            self.asks_turn = True
            raise

    @staticmethod
    def of(name: str, instant: datetime | None, zone: str) -> dict[str, Any]:
        """The fields that show an instant."""
        local = in_zone(instant, zone) if instant else None
        return {
            f"{name}_on": local.date() if local else None,
            f"{name}_time": local.time() if local else None,
            **({"turn": turn} if instant and (turn := local_times.turn_of(instant, zone)) else {}),
        }


class DatesForm(LocalTimes, SeenForm):
    """When it opens and closes."""

    timezone = SelectField(_("Time zone"), choices=zone_choices)
    opens_on = DateField(
        _("Opens on"),
        description=_("Leave it empty to open as soon as it is published."),
        validators=[Optional()],
    )
    opens_time = TimeField(
        _("at"), description=_("Empty: at the beginning of that day."), validators=[Optional()]
    )
    closes_on = DateField(_("Closes on"), validators=[Optional()])
    closes_time = TimeField(
        _("at"), description=_("Empty: at the end of that day (23:59)."), validators=[Optional()]
    )
    period_kind = SelectField(_("Kind of draft"), choices=[], validators=[Optional()], validate_choice=False)
    short_period_reason = TextAreaField(
        _("Why the period is shorter than the minimum"),
        description=_("Only where it is. Everybody can read this reason."),
        validators=[LIMIT],
    )

    def changes(self) -> dict[str, Any]:
        """The rules that this form sets. Raises Refused for times that don't exist."""
        zone = rules.check_zone(self.timezone.data)
        return {
            "timezone": zone,
            "opens_at": self.instant("opens", zone),
            "closes_at": self.instant("closes", zone),
            "short_period_reason": self.short_period_reason.data or "",
            "period_kind": self.period_kind.data or "",
        }


class RulesForm(SeenForm):
    """Who may take part, and how."""

    who_may_comment = RadioField(
        _("Who may comment"),
        choices=choices(
            {
                "anyone": _("Anyone; no account needed"),
                "confirmed": _("Anyone who confirms an e-mail address or a mobile number"),
                "account": _("People with an account"),
                "identified": _("People who show the operator who they are"),
                "invited": _("Only people who are invited"),
            }
        ),
    )
    who_may_vote = RadioField(
        _("Who may agree or disagree with statements"),
        choices=choices(
            {
                "confirmed": _("Anyone who confirms an e-mail address or a mobile number"),
                "account": _("People with an account"),
                "identified": _("People who show the operator who they are"),
                "invited": _("Only people who are invited"),
                "nobody": _("Nobody; there are no statements"),
            }
        ),
    )
    moderation = RadioField(
        _("When comments appear"),
        choices=choices(
            {
                "before": _("After a moderator has read them"),
                "after": _("At once; a moderator reads them afterwards"),
            }
        ),
    )
    comments_appear = RadioField(
        _("Should they appear later?"),
        choices=choices(
            {
                "moderated": _("No: as set above"),
                "at-closing": _("All together at closing"),
                "with-outcome": _("All together with the outcome"),
                "in-summary": _("Not one by one: only in the published summary"),
            }
        ),
        validate_choice=False,
    )
    comments_appear_reason = TextAreaField(
        _("Why they appear later"), description=_("Everybody can read this reason."), validators=[LIMIT]
    )
    late_policy = RadioField(
        _("What happens with late comments"),
        choices=choices(
            {
                "refuse": _("They are refused, and the text is given back"),
                "keep": _("They are kept, marked as late, read, and counted apart"),
            }
        ),
        validate_choice=False,
    )
    results_appear = RadioField(
        _("When the counts of agreement appear"),
        choices=choices({"at-closing": _("At closing"), "at-once": _("At once")}),
    )
    review_organisation_id = SelectField(
        _("Who decides a review of a ruling"),
        description=_(
            "Another unit than the one that rules, or the body above. It needs a moderator or an administrator there."
        ),
        coerce=lambda value: int(value) if value and value != "None" else None,
    )
    waiting_limit_hours = IntegerField(
        _("Longest wait for a moderator, in hours"),
        description=_(
            "It is published. After it a waiting comment is escalated. Empty: the site’s usual limit."
        ),
        validators=[Optional(), NumberRange(1, 2_000)],
    )
    comment_characters = IntegerField(
        _("Longest comment, in characters"),
        description=_("Empty: the site’s usual limit."),
        validators=[Optional(), NumberRange(100, 100_000)],
    )
    same_people_reason = TextAreaField(
        _("Why the same people prepare or answer, and moderate"),
        description=_(
            "Only where your body is too small for two. Otherwise nobody may do both. Everybody can read this reason."
        ),
        validators=[LIMIT],
    )

    def offer(self, units: Mapping[int, str]) -> None:
        """Fill the list of units that can decide reviews."""
        nobody = SelectChoice("", _("Another person of the same body"))
        self.review_organisation_id.choices = [
            nobody, *(SelectChoice(unit_id, name) for unit_id, name in units.items())
        ]  # fmt: skip

    def changes(self) -> dict[str, Any]:
        """The rules that this form sets; what an older form didn't ask stays as it is."""
        newer = ("comments_appear", "comments_appear_reason", "late_policy")
        kept = {one.name for one in self if one.name in newer and not one.raw_data}
        return {one.name: one.data for one in self if one.name in rules.RULE_FIELDS and one.name not in kept}


class ActForm(Form):
    """A button."""


class PlanForm(LocalTimes):
    """Publishing at a set time."""

    publish_on = DateField(_("Publish on"), validators=[InputRequired(_("Please give the day."))])
    publish_time = TimeField(_("at"), validators=[InputRequired(_("Please give the time."))])


class ExtendForm(LocalTimes, AddingForm):
    """Closing later than planned."""

    closes_on = DateField(_("New closing day"), validators=[InputRequired(_("Please give the day."))])
    closes_time = TimeField(
        _("at"), description=_("Empty: at the end of that day (23:59)."), validators=[Optional()]
    )
    reason = TextAreaField(
        _("Reason"), description=_("Everybody can read it."),
        validators=[required(_("Please give the reason; it is shown to everybody.")), LIMIT],
    )  # fmt: skip
