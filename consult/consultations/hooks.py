"""What lower rooms ask of this one: whether there is such a country profile, whether a log may be seen, which HTML it
stores, and its acts that others must sign."""

from datetime import datetime

from consult.consultations import profiles, queries, service
from consult.consultations.models import DraftRemoval, QuietEffect, QuietExemption, QuietPeriod, Version
from consult.consultations.orders import BECAUSE
from consult.consultations.queries import quiet
from consult.foundation import clock, i18n, rerendering, sweeping
from consult.foundation.errors import N_
from consult.foundation.i18n import gettext as _
from consult.organisations import queries as bodies
from consult.organisations import service as organisations
from consult.organisations.models import Approval
from consult.organisations.service import approving
from consult.organisations.service.approving import ACTS, Act, Description
from consult.record import checks
from consult.record import queries as record

ENDINGS = {"withdrawn": N_("Withdrawn"), "superseded": N_("Superseded"), "annulled": N_("Annulled")}


def describe_publication(approval: Approval) -> Description:
    """The consultation that is to become public."""
    consultation = service.consultation_of(approval)
    zone = consultation.timezone
    lines = [
        (_("Opens"), _instant(consultation.opens_at, zone) or _("as soon as it is published")),
        (_("Closes"), _instant(consultation.closes_at, zone) or _("after the profile’s usual time")),
    ]
    if consultation.publish_at is not None:
        lines.append((_("Publish on"), _instant(consultation.publish_at, zone)))
    if consultation.short_period_reason:
        lines.append((_("Why the period is short"), consultation.short_period_reason))
    link = f"/{i18n.language()}/desk/consultations/{consultation.slug}/preview"
    return Description(consultation.title, consultation.language, lines, link)


def describe_version(approval: Approval) -> Description:
    """The next version of a draft."""
    consultation = service.consultation_of(approval)
    link = f"/{i18n.language()}/desk/consultations/{consultation.slug}/preview/draft"
    said = [approval.facts["change_note"], *approval.facts.get("change_notes", {}).values()]
    lines = [(_("What changed"), str(one)) for one in said if one]
    return Description(consultation.title, consultation.language, lines, link)


def describe_extension(approval: Approval) -> Description:
    """A later closing."""
    consultation = service.consultation_of(approval)
    zone = consultation.timezone
    lines = [
        (_("Closes"), _instant(consultation.closes_at, zone)),
        (_("New closing day"), _instant(datetime.fromisoformat(approval.facts["until"]), zone)),
        (_("Reason"), str(approval.facts["reason"])),
    ]
    return Description(consultation.title, consultation.language, lines, _page(consultation.slug))


def describe_end(approval: Approval) -> Description:
    """An end without an answer."""
    consultation, facts = service.consultation_of(approval), approval.facts
    how = ENDINGS[facts["ending"]]
    lines = [(_("How it ends"), i18n.gettext(how)), (_("Reason"), str(facts["reason"]))]
    if facts["superseded_by"]:
        lines.append((_("What takes its place"), str(facts["superseded_by"])))
    return Description(consultation.title, consultation.language, lines, _page(consultation.slug))


def describe_suspension(approval: Approval) -> Description:
    """No comments are taken for a while."""
    consultation = service.consultation_of(approval)
    lines = [(_("Reason"), str(approval.facts["reason"]))]
    return Description(consultation.title, consultation.language, lines, _page(consultation.slug))


def describe_draft_removal(approval: Approval) -> Description:
    """A version or a document that is to be taken out by order. Its words aren't shown here."""
    consultation, made = service.consultation_of(approval), queries.draft_removal(approval.subject)
    thing = queries.thing_of(made)
    what = (
        _("Version %(number)s of the draft", number=thing.number)
        if isinstance(thing, Version)
        else thing.title
    )
    lines = [
        (_("What goes"), what),
        (_("Order"), f"{_(BECAUSE[made.order_kind])} {made.order_number}".strip()),
        (_("What everybody reads"), made.order_text),
        (_("Out of the sealed originals, too"), _("Yes") if made.is_sealed_too else _("No")),
    ]
    return Description(consultation.title, consultation.language, lines, _page(consultation.slug))


def _instant(instant: datetime | None, zone: str) -> str:
    return i18n.instant_text(instant, zone) if instant is not None else ""


def _page(slug: str) -> str:
    return f"/{i18n.language()}/consultations/{slug}"


def is_log_shown(log: str) -> bool:
    """A consultation that isn't public yet shows nothing of its log."""
    return queries.is_public_id_shown(log, clock.now())


if is_log_shown not in record.SHOWN_LOGS:
    record.SHOWN_LOGS.append(is_log_shown)

rerendering.keep(
    rerendering.Stored(
        "articles",
        service.count_stale,
        service.render_again,
        lambda rows, now: service.store_again(rows, now=now),
    )
)


class Auditable:
    """Consultations as those see them who give an auditor access to one."""

    def find(self, slug: str) -> tuple[str, int]:
        """(public id, id of its body)."""
        found = queries.get(slug)
        return found.public_id, found.organisation_id

    def title(self, public_id: str) -> str:
        """Its title."""
        return queries.get_by_public_id(public_id).title


organisations.CONSULTATIONS[:] = [Auditable()]


def describe_end_quiet(approval: Approval) -> Description:
    """A quiet period that is to end early."""
    period = quiet.quiet_period(approval.subject)
    body = bodies.get(period.organisation_id)
    lines = [
        (_("First day"), i18n.date_text(period.begins_on)), (_("Last day"), i18n.date_text(period.ends_on)),
        (_("Why it is kept"), period.reason), (_("Reason"), str(approval.facts["reason"])),
    ]  # fmt: skip
    return Description(
        body.name, "", lines, f"/{i18n.language()}/desk/organisations/{body.slug}/quiet-periods"
    )


EXEMPTIONS = {"opening": N_("To open, or be announced"), "outcome": N_("To publish its outcome")}


def describe_exemption(approval: Approval) -> Description:
    """What is to be allowed in a quiet period."""
    consultation, facts = service.consultation_of(approval), approval.facts
    period, allowed = quiet.quiet_period(facts["period"]), EXEMPTIONS[facts["act"]]
    lines = [
        (_("What is to be allowed"), i18n.gettext(allowed)),
        (_("Quiet period until"), i18n.date_text(period.ends_on)), (_("Reason"), str(facts["reason"])),
    ]  # fmt: skip
    return Description(
        consultation.title,
        consultation.language,
        lines,
        f"/{i18n.language()}/desk/consultations/{consultation.slug}",
    )


def check_quiet_periods() -> str:
    """Quiet periods, what they did, and exemptions against the entries that made or ended them."""
    return checks.check_tables(
        checks.Kept(
            QuietPeriod, ("quiet_period.set", "quiet_period.ended"), made_by=("quiet_period.set",),
            columns={"begins_on": "begins_on", "ends_on": "ends_on", "reason": "reason", "end_reason": "end_reason"},
        ),
        checks.Kept(
            QuietEffect, ("consultation.quiet_began", "consultation.quiet_ended", "consultation.put_off"),
            made_by=("consultation.quiet_began", "consultation.put_off"),
            columns={"ends_on": "ends_on", "days": "days", "reason": "reason"},
        ),
        checks.Kept(
            QuietExemption, ("consultation.exempted",), columns={"act": "act", "reason": "reason"},
        ),
    )  # fmt: skip


def check_removals() -> str:
    """Orders about drafts against their entries."""
    return checks.check_tables(
        checks.Kept(
            DraftRemoval, ("draft.removal_asked",),
            columns={name: name for name in ("order_number", "order_text")},
        ),
    )  # fmt: skip


checks.covers("quiet periods", check_quiet_periods, "quiet_period", "quiet_effect", "quiet_exemption")
checks.covers("draft removals", check_removals, "draft_removal")
checks.marks_alone("consultation_text")
checks.exempts({
    "article_alternative": "follows from the file of the edition, whose hash is in the entry of its version",
    "draft_edition": "follows from the file of the edition, whose hash is in the entry of its version",
    "supporting_document": "each one added or taken away is an entry with the hash of its file",
    "suspension": "each suspension and its end is an entry with the reason",
    "consultation_side": "follows from who acted in which role; it keeps one person from two sides",
})  # fmt: skip


if profiles.check not in organisations.PROFILE_CHECKS:
    organisations.PROFILE_CHECKS.append(profiles.check)
    organisations.PROFILE_NAMES.append(
        lambda language: {code: profiles.profile(code).names[language] for code in profiles.codes()}
    )
ACTS[service.PUBLISH] = Act(
    N_("Publish the consultation"), service.publish_signed, service.publish_content, describe_publication,
    on_void=service.void_publication, is_to_come=service.waits_for_its_time,
)  # fmt: skip
ACTS[service.VERSION] = Act(
    N_("Publish a version of the draft"),
    service.publish_signed_version,
    service.version_content,
    describe_version,
    is_for_running=True,
)
ACTS[service.EXTEND] = Act(
    N_("Extend the period"),
    service.extend_signed,
    service.extend_content,
    describe_extension,
    is_for_running=True,
    why_too_late=service.why_not_extended,
)
ACTS[service.REMOVE] = Act(
    N_("Remove a version or a document by order"), service.remove_draft_signed, service.draft_removal_content,
    describe_draft_removal, on_void=service.void_draft_removal, roles=("administrator",),
)  # fmt: skip
checks.ERASING.update(("version.removed", "document.removed"))


def _zone_of(public_id: str) -> str:
    return queries.get_by_public_id(public_id).timezone


def _has_ended(public_id: str) -> bool:
    return queries.get_by_public_id(public_id).state == "withdrawn"


if _zone_of not in approving.ZONES:
    approving.ZONES.append(_zone_of)
    approving.ENDED.append(_has_ended)
sweeping.TABLES.update((
    "draft_edition", "article_text", "article_alternative", "supporting_document", "consultation", "draft_version",
    "draft_removal", "consultation_date_change", "suspension", "quiet_exemption",
))  # fmt: skip
ACTS[service.END] = Act(
    N_("End it without an answer"), service.end_agreed, service.facts_content, describe_end
)
ACTS[service.SUSPEND] = Act(
    N_("Suspend the consultation"),
    service.suspend_agreed,
    service.facts_content,
    describe_suspension,
    is_for_running=True,
    why_too_late=service.why_not_suspended,
)
ACTS[service.END_QUIET] = Act(
    N_("End a quiet period early"), service.end_quiet_agreed, service.facts_content, describe_end_quiet
)
ACTS[service.EXEMPT] = Act(
    N_("Exempt it from a quiet period"),
    service.exempt_agreed,
    service.facts_content,
    describe_exemption,
    is_for_running=True,
)
