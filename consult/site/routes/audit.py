"""The auditors' pages: everything, to read. Who looks at personal data leaves a note of it first."""

from datetime import date
from typing import TYPE_CHECKING

from flask import render_template, request

from consult.audits import permissions
from consult.audits import queries as auditing
from consult.consultations import queries as consultations
from consult.contributions import labels, rules
from consult.contributions import queries as contributions
from consult.foundation import access, addresses, clock, i18n, web
from consult.foundation.db import writing
from consult.foundation.errors import NotFound
from consult.moderation import labels as moderation
from consult.moderation import queries as moderating
from consult.record import service as record
from consult.site import acts, queries
from consult.site.routes.blueprint import bp

if TYPE_CHECKING:
    from consult.consultations.models import Consultation

PAGE = 50


def _audited(slug: str) -> "Consultation":
    """The consultation, unpublished ones too. NotFound, as for an unknown one, where it isn't theirs to audit."""
    found = consultations.get(slug)
    if not permissions.may_audit(access.current_actor(), found):
        raise NotFound(consultations.NONE)
    return found


def _noted(slug: str, what: str) -> "Consultation":
    """The consultation, after the read of its personal data was noted."""
    public_id = _audited(slug).public_id
    _note(what, public_id)
    return _audited(slug)


def _note(what: str, consultation: str = "") -> None:
    with writing():
        record.note_personal_read(
            actor=access.current_actor(),
            page=request.path,
            what=what,
            now=clock.now(),
            consultation=consultation,
        )


def _after() -> int | None:
    return addresses.whole_number("after")


def _page(template: str, consultation: "Consultation", **context: object) -> str:
    title, language = consultations.titles_in([consultation.id], i18n.language())[consultation.id]
    return render_template(
        f"site/{template}.html", consultation=consultation, title=title, title_language=language, labels=labels,
        moderation=moderation, act_name=acts.act_name, role_name=acts.role_name, read_name=acts.read_name,
        grounds=moderating.ground_names(consultation.profile, i18n.language()), **context,
    )  # fmt: skip


@bp.get("/audit")
@access.staff("auditor")
def audit() -> str:
    """Every consultation of the auditor's bodies, unpublished ones too."""
    actor = access.current_actor()
    return render_template(
        "site/audit.html", rows=queries.audited(actor, i18n.language(), clock.now()),
        may_audit_site=permissions.may_audit_site(actor),
        alarms=sum(1 for one in auditing.alarms_for(actor, limit=100)[0] if one.over_at is None),
        reports=sum(1 for one in auditing.reports_for(actor, limit=100)[0] if one.closed_at is None),
    )  # fmt: skip


@bp.get("/audit/consultations/<slug>")
@access.staff("auditor")
def audit_consultation(slug: str) -> str:
    """One consultation: its numbers, what can be read of it, and the packages taken away."""
    consultation = _noted(slug, "packages taken")  # with the names of who took them
    hours = consultation.waiting_limit_hours or web.settings().waiting_limit_hours
    taken, made = queries.exports(consultation)
    return _page(
        "audit_consultation", consultation, taken=taken, made=made,
        phase=consultations.phase_of(consultation, clock.now()), received=contributions.received(consultation.id),
        numbers=queries.numbers(consultation.id, limit_minutes=hours * 60),
    )  # fmt: skip


@bp.get("/audit/consultations/<slug>/entries")
@access.staff("auditor")
def audit_entries(slug: str) -> str:
    """The consultation's log with everything that can be opened, narrowed by act, role, ground and day."""
    consultation = _noted(slug, "entries of the record")
    given, kept = _kept(consultation.timezone)
    rows, after = queries.entries(consultation.public_id, limit=PAGE, after=_after(), kept=kept)
    return _page(
        "audit_entries", consultation, rows=rows, after=after, given=given, acts=acts.ACTS, roles=acts.ROLES
    )


def _kept(zone: str) -> tuple[dict[str, str], "queries.Kept"]:
    """(what the address narrows the log to, as it is given on; the same as conditions)."""
    asked = {name: request.args.get(name, "")[:60] for name in ("type", "role", "ground", "day")}
    try:
        day = date.fromisoformat(asked["day"]) if asked["day"] else None
    except ValueError:
        day, asked["day"] = None, ""
    asked["type"] = asked["type"] if asked["type"] in acts.ACTS else ""
    asked["role"] = asked["role"] if asked["role"] in acts.ROLES else ""
    given = {name: value for name, value in asked.items() if value}
    return given, queries.Kept(asked["type"], asked["role"], asked["ground"], day, zone)


@bp.get("/audit/consultations/<slug>/comments")
@access.staff("auditor")
def audit_comments(slug: str) -> str:
    """All comments in every state, with every wording."""
    consultation = _noted(slug, "all comments")
    state = request.args.get("state", "")
    state = state if state in rules.STATES else ""
    rows, after = queries.comments(
        consultation.id, limit=web.settings().page_size, after=_after(), state=state
    )
    return _page(
        "audit_comments", consultation, rows=rows, after=after, state=state,
        totals=contributions.totals(consultation.id), states=rules.STATES,
    )  # fmt: skip


@bp.get("/audit/comments/<reference>")
@access.staff("auditor")
def audit_comment(reference: str) -> str:
    """One comment: its sender, every wording, every ruling with its internal note, reviews and reports."""
    comment = contributions.get_by_reference(reference)
    comment_id, slug = comment.id, consultations.get_by_id(comment.consultation_id).slug
    consultation = _noted(slug, f"comment {comment.reference}")
    reviews, reports = queries.reviews_and_reports(comment_id)
    rulings, _after_them = queries.rulings(consultation.id, limit=1_000, comment_id=comment_id)
    return _page(
        "audit_comment", consultation, one=queries.audited_comment(comment_id), rulings=rulings, reviews=reviews,
        reports=reports,
    )  # fmt: skip


@bp.get("/audit/consultations/<slug>/rulings")
@access.staff("auditor")
def audit_rulings(slug: str) -> str:
    """Every ruling with its internal note and who made it, narrowed by moderator, act and stance of the comment."""
    consultation = _noted(slug, "rulings with internal notes")
    given = {name: request.args[name][:40] for name in ("moderator", "act", "stance") if name in request.args}
    rows, after = queries.rulings(
        consultation.id, limit=PAGE, after=_after(), moderator=given.get("moderator", ""), act=given.get("act", ""),
        stance=given.get("stance"),
    )  # fmt: skip
    return _page("audit_rulings", consultation, rows=rows, after=after, given=given)


@bp.get("/audit/consultations/<slug>/stances")
@access.staff("auditor")
def audit_stances(slug: str) -> str:
    """Rulings in force by moderator and stance, with the share that hides (L13)."""
    consultation = _noted(slug, "rulings with internal notes")
    hours = consultation.waiting_limit_hours or web.settings().waiting_limit_hours
    numbers = queries.numbers(consultation.id, limit_minutes=hours * 60)
    return _page(
        "audit_stances", consultation, numbers=numbers, people=queries.moderator_names(consultation.id)
    )


@bp.get("/audit/consultations/<slug>/reads")
@access.staff("auditor")
def audit_reads(slug: str) -> str:
    """Which member of staff read personal data of this consultation, when, on which page and why."""
    consultation = _noted(slug, "reads of personal data")
    rows, after = queries.reads(consultation.public_id, limit=PAGE, after=_after())
    reasons = queries.reasons(rows, consultation.public_id)
    return _page("audit_reads", consultation, rows=rows, after=after, reasons=reasons)


@bp.get("/audit/consultations/<slug>/opened")
@access.staff("auditor")
def audit_opened(slug: str) -> str:
    """What the audit office itself opened: for the audit office only."""
    consultation = _noted(slug, "what the audit office opened")
    rows, after = queries.reads(consultation.public_id, limit=PAGE, after=_after(), by_auditors=True)
    return _page("audit_opened", consultation, rows=rows, after=after)


@bp.get("/audit/site")
@access.staff("auditor")
def audit_site() -> str:
    """The log of what belongs to no consultation, and reads of personal data outside them."""
    if not permissions.may_audit_site(access.current_actor()):
        raise NotFound
    _note("entries of the site's log")
    given, kept = _kept("UTC")
    rows, after = queries.entries(record.SITE, limit=PAGE, after=_after(), kept=kept)
    return render_template(
        "site/audit_site.html", rows=rows, after=after, given=given, acts=acts.ACTS, roles=acts.ROLES,
        act_name=acts.act_name, role_name=acts.role_name,
        read_name=acts.read_name, reads=[] if _after() else queries.reads("", limit=PAGE)[0],
    )  # fmt: skip


@bp.get("/audit/roles")
@access.staff("auditor")
def audit_roles() -> str:
    """Who holds and held which role, and who gave and took it."""
    _note("role history")
    return render_template(
        "site/audit_roles.html", bodies=queries.role_history(access.current_actor(), i18n.language()),
        role_name=acts.role_name,
    )  # fmt: skip
