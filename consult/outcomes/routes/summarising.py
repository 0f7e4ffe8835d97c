"""The summary of what was received: its public page, and the desk on which it is promised, written and published."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from flask import url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import Refused
from consult.foundation.forms import answer_of, claim, form_page, is_done
from consult.organisations import queries as organisations
from consult.organisations.attempts import noting
from consult.organisations.forms import is_done_on_record
from consult.organisations.queries import approvals
from consult.outcomes import footnotes, permissions, queries, rules, service
from consult.outcomes.forms import ActForm, PromiseForm, ReceivedForm, field_of
from consult.outcomes.routes.blueprint import DESK_ROLES, bp, consultation_for, desk_numbers
from consult.outcomes.routes.meanwhile import said_meanwhile
from consult.outcomes.routes.owing import NO_DAY

if TYPE_CHECKING:
    from consult.consultations.models import Consultation
    from consult.outcomes.models import ReceivedSummary


@bp.get("/consultations/<slug>/summary")
@access.public
def show_summary(slug: str) -> Response:
    """What was received, in words without a position; before that, when it is due."""
    now, language = clock.now(), i18n.language()
    stamp = consultations.stamp(slug, now, language)
    hour = "" if stamp.phase in ("answered", "finished", "withdrawn") else f"{now:%Y-%m-%dT%H}"
    etag = web.etag_of(stamp.revision, stamp.phase, hour)
    if unchanged := web.not_modified(etag):
        return unchanged
    consultation = stamp.consultation
    summary = queries.summary_of(consultation.id)
    is_published = summary is not None and summary.published_at is not None
    by_article = contributions.counted(consultation.id)
    counted = contributions.together(by_article.values())
    return web.public_page(
        "outcomes/summary.html", etag, stamp=stamp, consultation=consultation, summary=summary,
        words=queries.html_of_summary(summary, language) if summary is not None and is_published else ("", language),
        office=organisations.names_in([consultation.organisation_id], language)[consultation.organisation_id],
        notes=_notes(slug, by_article, language) if is_published else {},
        is_published=is_published, totals=counted.all, received=contributions.received(consultation.id),
        overdue=0 if summary is None else rules.days_overdue(
            summary.due_on, is_published=is_published, zone=consultation.timezone, now=now
        ),
    )  # fmt: skip


def _notes(slug: str, article_ids: Collection[int], language: str) -> dict[str, str]:
    """To where the summary's citations lead: an article's in the newest version in which it has comments."""
    draft = f"/{language}/consultations/{slug}/draft"
    newest: dict[str, tuple[str, str, str]] = {}
    for one in queries.places(article_ids, language):
        address = f"{draft}/{one.version}/{one.anchor}" if one.anchor else draft
        newest.setdefault(one.anchor, (one.anchor, one.label, address))
    return footnotes.targets(f"/{language}/consultations/{slug}/comments", places=newest.values())


@bp.route("/desk/consultations/<slug>/summary", methods=["GET", "POST"])
@access.staff(*DESK_ROLES)
def draft_received(slug: str) -> Response:
    """Write what was received; where it is public already, correct it with a reason."""
    consultation = consultation_for(slug)
    summary = queries.summary_of(consultation.id)
    form = ReceivedForm(data=_known(summary, consultation))
    address = url_for("outcomes.draft_received", slug=slug)
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)

    def keep() -> None:
        found, now = consultation_for(slug, permissions.may_draft_outcome), clock.now()
        body, texts, seen = form.body.data or "", form.texts(found.language), form.seen.data or ""
        if queries.published_summary_of(found.id) is None:
            service.draft_received(access.current_actor(), found, body=body, texts=texts, now=now, seen=seen)
        else:
            service.correct_summary(
                access.current_actor(), found, body=body, texts=texts, reason=form.correction.data or "",
                page_language=i18n.language(), now=now, seen=seen,
            )  # fmt: skip
        claim(form.form_token.data or "", address, now=now)

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    return _desk_page(slug, form)


@bp.post("/desk/consultations/<slug>/summary/publish")
@access.staff("responder")
def publish_summary(slug: str) -> Response:
    """Make it public; a refusal names the sentence."""
    consultation_for(slug, permissions.may_publish_outcome)
    form = ActForm()

    def keep() -> None:
        found = consultation_for(slug, permissions.may_publish_outcome)
        service.publish_summary(access.current_actor(), found, now=clock.now())

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("outcomes.draft_received", slug=slug))
    consultation = consultation_for(slug, permissions.may_publish_outcome)
    summary = queries.summary_of(consultation.id)
    known = {**_known(summary, consultation), "seen": queries.mark_of_summary(summary)}
    shown = ReceivedForm(formdata=None, data=known)
    shown.form_errors = [*form.form_errors, *(message for _name, message in form.first_errors)]
    return _desk_page(slug, shown)


@bp.route("/desk/consultations/<slug>/summary/promise", methods=["GET", "POST"])
@access.staff("responder", "author")
@access.dangerous(service.POSTPONE_SUMMARY)
def promise_summary(slug: str) -> Response:
    """The day for which it is promised; a later one with the reason that everybody reads."""
    log, form = consultation_for(slug, permissions.may_postpone_outcome).public_id, PromiseForm()
    address = url_for("outcomes.draft_received", slug=slug)
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)

    def keep() -> None:
        found, now, until = (
            consultation_for(slug, permissions.may_postpone_outcome),
            clock.now(),
            form.until.data,
        )
        if until is None:
            raise Refused(NO_DAY, field="until")
        service.promise_summary(
            access.current_actor(), found, until=until, reason=form.reason.data or "", language=i18n.language(),
            now=now,
        )  # fmt: skip
        claim(form.form_token.data or "", address, now=now)

    note = noting(service.POSTPONE_SUMMARY, log, log)
    if form.validate_on_submit() and is_done_on_record(form, keep, note):
        return web.see_other(address)
    consultation = consultation_for(slug, permissions.may_postpone_outcome)
    return form_page(
        "outcomes/summary_promise.html", form, consultation=consultation, numbers=desk_numbers(consultation),
        summary=queries.summary_of(consultation.id),
    )  # fmt: skip


def _desk_page(slug: str, form: ReceivedForm) -> Response:
    consultation, actor = consultation_for(slug), access.current_actor()
    summary = queries.summary_of(consultation.id)
    return form_page(
        "outcomes/summary_form.html", form, consultation=consultation, numbers=desk_numbers(consultation),
        summary=summary, act=ActForm(formdata=None),
        minorities=queries.minorities_in(
            consultation, [form.body.data or "", *form.texts(consultation.language).values()], i18n.language()
        ),
        meanwhile=said_meanwhile(
            form, queries.mark_of_summary(summary), _known(summary, consultation), (summary or consultation).language
        ),
        to_sign=approvals.waiting_approvals(act=service.POSTPONE_SUMMARY, subject=consultation.public_id),
        phase=consultations.phase_of(consultation, clock.now()),
        further=form.further(consultation.language),
        may_draft=permissions.may_draft_outcome(actor, consultation),
        may_publish=permissions.may_publish_outcome(actor, consultation),
    )  # fmt: skip


def _known(summary: "ReceivedSummary | None", consultation: "Consultation") -> dict[str, str]:
    if summary is None:
        return {}
    further = {
        field_of("body", code): words
        for code, words in summary.texts.items()
        if code != consultation.language
    }
    return {"body": summary.body, **further}
