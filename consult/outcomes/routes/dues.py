"""By when a theme or a part is owed, and everything that a person and their departments owe."""

from typing import TYPE_CHECKING

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.analysis import queries as reading
from consult.analysis.queries import given
from consult.consultations import queries as consultations
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import NotFound, Refused
from consult.foundation.forms import answer_of, claim, form_page, is_done
from consult.organisations import queries as organisations
from consult.outcomes import permissions, queries
from consult.outcomes.forms import DueDayForm
from consult.outcomes.queries import owing
from consult.outcomes.routes.blueprint import bp, consultation_for, desk_numbers
from consult.outcomes.routes.joining import WRITERS, theme_label
from consult.outcomes.routes.owing import NO_DAY
from consult.outcomes.service import due_days

if TYPE_CHECKING:
    from consult.analysis.models import Theme
    from consult.consultations.models import Consultation
    from consult.outcomes.models import ReplyPart


@bp.route("/desk/consultations/<slug>/due", methods=["GET", "POST"])
@access.staff("responder")
def set_due_day(slug: str) -> Response:
    """Name the day by which a theme (``?theme=``) or a part (``?part=``) is owed, or put it off with a reason."""
    consultation = consultation_for(slug, permissions.may_reply)
    theme, part = _about(consultation)
    known = owing.due_day_of(theme_id=theme.id if theme else None, part_id=part.id if part else None)
    form = DueDayForm(due_on=known.due_on if known else None)
    address = (
        url_for("analysis.desk_theme", slug=slug, public_id=theme.public_id)
        if theme is not None
        else url_for("outcomes.desk_joint", slug=slug)
    )
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)

    def keep() -> None:
        now, found = clock.now(), consultation_for(slug, permissions.may_reply)
        own, its = _about(found)
        if form.due_on.data is None:
            raise Refused(NO_DAY, field="due_on")
        due_days.set_due_day(
            access.current_actor(), found, theme=own, part=its, due_on=form.due_on.data,
            reason=form.reason.data or "", language=i18n.language(), now=now,
        )  # fmt: skip
        claim(form.form_token.data or "", address, now=now)

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    consultation = consultation_for(slug, permissions.may_reply)
    theme, part = _about(consultation)
    office = (
        organisations.names_in([part.organisation_id], i18n.language())[part.organisation_id] if part else ""
    )
    return form_page(
        "outcomes/due_form.html", form, consultation=consultation, numbers=desk_numbers(consultation), theme=theme,
        office=office, theme_label=theme_label,
        known=owing.due_day_of(theme_id=theme.id if theme else None, part_id=part.id if part else None),
    )  # fmt: skip


def _about(consultation: "Consultation") -> "tuple[Theme | None, ReplyPart | None]":
    if own := request.args.get("theme", ""):
        return reading.theme_called(consultation.id, own[:40]), None
    part = queries.get_part(request.args.get("part", "")[:40])
    if queries.get_joint_by_id(part.joint_id).consultation_id != consultation.id:
        raise NotFound
    return None, part


@bp.get("/desk/owed")
@access.staff(*WRITERS)
def what_i_owe() -> str:
    """Everything the person and their departments owe: outcomes, parts, themes, comments to read."""
    actor, now = access.current_actor(), clock.now()
    offices = actor.organisations_with(*WRITERS)
    outcomes = [one for one in queries.due_summary(offices, now) if one.due.phase in ("closed", "suspended")]
    parts = [pair for pair in queries.parts_owed(offices) if pair[0].written_at is None]
    days = owing.owings(owing.Of(offices=offices), now) if offices else []
    comments = given.given_comments(actor.account_id, offices)
    themes = {one.theme.id: one for one in given.given_themes(actor.account_id, offices)}
    for one in days:  # the body itself holds what it gave to nobody
        if one.theme is not None and not one.is_done:
            themes.setdefault(one.theme.id, given.GivenTheme(one.theme, one.consultation, is_own=False))
    ids = {one.due.consultation_id for one in outcomes} | {one.joint.consultation_id for _part, one in parts}
    looks_open = queries.open_looks(now, organisations=actor.organisations_with(*permissions.CLOSERS))
    ids |= {one.consultation.id for one in looks_open}
    ids |= {one.consultation.id for one in themes.values()} | {one.consultation_id for one in comments}
    held = {part.organisation_id for part, _one in parts} | {one.organisation_id for one in comments}
    held |= {one.theme.organisation_id or one.consultation.organisation_id for one in themes.values()}
    return render_template(
        "outcomes/what_i_owe.html", outcomes=outcomes, parts=parts, comments=comments,
        looks=looks_open,
        days_of_parts={one.day.part_id: one for one in days}, days_of_themes={one.day.theme_id: one for one in days},
        themes=list(themes.values()),
        titles=consultations.titles_in(ids, i18n.language()), theme_label=theme_label,
        offices=organisations.names_in([one for one in held if one is not None], i18n.language()),
        at_most=given.AT_ONCE,
    )  # fmt: skip
