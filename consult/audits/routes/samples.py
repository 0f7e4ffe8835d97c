"""Rulings drawn at random and judged again, blind."""

from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response

from consult.audits import queries, service
from consult.audits.forms import JudgeForm, SampleForm
from consult.audits.routes.blueprint import audited, bp, note_opened
from consult.consultations import queries as consultations
from consult.foundation import access, clock, i18n, text, web
from consult.foundation.errors import NotFound
from consult.foundation.forms import answer_of, claim, form_page, is_done
from consult.moderation import labels
from consult.moderation import queries as moderation


def _named(consultation: Any) -> dict[str, Any]:
    title, language = consultations.titles_in([consultation.id], i18n.language())[consultation.id]
    return {
        "consultation": consultation, "title": title, "title_language": language, "acts": labels.ACTS,
        "grounds": moderation.ground_names(consultation.profile, i18n.language()),
    }  # fmt: skip


@bp.route("/audit/consultations/<slug>/samples", methods=["GET", "POST"])
@access.audit_office
def samples(slug: str) -> Response:
    """Samples drawn so far, and the button that draws one."""
    audited(slug)
    form, address = SampleForm(), url_for("audits.samples", slug=slug)
    if form.is_submitted() and (done := answer_of(form.form_token.data or "")):
        return web.see_other(done)

    def keep() -> None:
        now = clock.now()
        claim(form.form_token.data or "", address, now=now)
        service.draw_sample(
            access.current_actor(), consultations.get(slug), size=form.size.data or 0, now=now
        )

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    note_opened("samples", audited(slug).public_id)
    consultation = audited(slug)
    rows = list(reversed(queries.samples_of(consultation.id)))
    return form_page("audits/samples.html", form, rows=rows, **_named(consultation))


@bp.get("/audit/samples/<public_id>")
@access.staff("auditor")
def sample(public_id: str) -> str:
    """One sample: what was judged, beside the first ruling. What isn't judged yet shows nothing."""
    found = queries.get_sample(public_id)
    slug = consultations.get_by_id(found.consultation_id).slug
    note_opened("samples", audited(slug).public_id)
    consultation, found = audited(slug), queries.get_sample(public_id)
    following = queries.next_to_judge(found.id)
    one = next(one for one in queries.samples_of(consultation.id) if one.sample.id == found.id)
    return render_template(
        "audits/sample.html",
        one=one,
        rows=queries.judged_in(found.id),
        following=following,
        **_named(consultation),
    )


@bp.route("/audit/judge/<public_id>", methods=["GET", "POST"])
@access.audit_office
def judge(public_id: str) -> Response:
    """The words of one drawn ruling, without the ruling."""
    judgement = queries.get_judgement(public_id)
    consultation = audited(consultations.get_by_id(queries.ruling_of(judgement).consultation_id).slug)
    slug, sample_id = consultation.slug, queries.sample_of(judgement).public_id
    form, address = JudgeForm(), url_for("audits.sample", public_id=sample_id)
    grounds = moderation.ground_names(consultation.profile, i18n.language())
    codes = moderation.ground_codes(consultation.profile)
    form.offer({code: grounds[code] for code in codes if code in grounds})
    if judgement.judged_at is not None:
        return web.see_other(address)

    def keep() -> None:
        service.judge(
            access.current_actor(), queries.get_judgement(public_id), act=form.act.data or "",
            ground=form.ground.data or "", grounds=codes, now=clock.now(),
        )  # fmt: skip

    if form.validate_on_submit() and is_done(form, keep):
        following = queries.next_to_judge(queries.get_sample(sample_id).id)
        return web.see_other(url_for("audits.judge", public_id=following.public_id) if following else address)
    note_opened("samples", consultation.public_id)
    shown = queries.blind(queries.get_judgement(public_id))
    if shown is None:
        raise NotFound
    return form_page(
        "audits/judge.html", form, words=text.show_controls(shown.body), language=shown.language,
        place=consultations.article_labels([shown.article_id], i18n.language()).get(shown.article_id)
        if shown.article_id else None,
        sample=queries.get_sample(sample_id), judgement=queries.get_judgement(public_id), **_named(audited(slug)),
    )  # fmt: skip
