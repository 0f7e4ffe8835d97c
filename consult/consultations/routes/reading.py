"""What everybody reads: the list of consultations, and a draft."""

from datetime import datetime, timedelta

from flask import request
from werkzeug.wrappers import Response

from consult.consultations import notices, queries
from consult.consultations.forms import FilterForm
from consult.consultations.forms.fields import choices
from consult.consultations.routes.blueprint import bp
from consult.foundation import access, clock, i18n, web, zones
from consult.organisations import queries as organisations

QUARTER_HOUR = 900
"""Days left change at some zone's midnight, and every zone's offset is a multiple of a quarter of an hour."""


@bp.get("/consultations")
@access.public
def list_consultations() -> Response:
    """Every public consultation: open first with the days left, then to come, then over. At most five statements."""
    now = clock.now()
    etag = web.etag_of(*queries.site_stamp(now), int(now.timestamp()) // QUARTER_HOUR)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    form = _filter_form()
    filters = _filters(form, now)
    listed, after = queries.listed(
        filters, language=i18n.language(), after=request.args.get("after", ""), limit=web.settings().page_size, now=now
    )  # fmt: skip
    return web.public_page(
        "consultations/list.html", etag, form=form, listed=listed, after=after,
        is_filtered=filters != queries.Filters(),
        days_left={one.consultation.id: _days_left(one, now) for one in listed},
        body_name=lambda body: organisations.name_in(body, i18n.language()),
        kept={name: value for name, value in request.args.items() if name in form._fields and value},
    )  # fmt: skip


def _filter_form() -> FilterForm:
    form = FilterForm(request.args, meta={"csrf": False})
    names = {
        body.slug: organisations.name_in(body, i18n.language())
        for body in queries.bodies_with_consultations()
    }
    form.body.choices = choices({"": i18n.gettext("All"), **names})
    for field in form:
        if not field.validate(form):
            field.data, field.errors = "", []
    return form


def _filters(form: FilterForm, now: datetime) -> queries.Filters:
    return queries.Filters(
        phase=form.state.data or "",
        organisation_slug=form.body.data or "",
        closes_before=now + timedelta(days=int(form.closes.data)) if form.closes.data else None,
        words=form.q.data or "",
    )


def _days_left(one: queries.Listed, now: datetime) -> int | None:
    """Midnights until it closes, in its zone; None unless it is open."""
    if one.phase != "open" or one.consultation.closes_at is None:
        return None
    zone = one.consultation.timezone
    last = zones.in_zone(one.consultation.closes_at - timedelta(microseconds=1), zone)
    return (last.date() - zones.in_zone(now, zone).date()).days


@bp.get("/consultations/<slug>/draft")
@access.public
def show_draft(slug: str) -> Response:
    """The newest version."""
    return _draft(slug, None)


@bp.get("/consultations/<slug>/draft/<int:version>")
@access.public
def show_version(slug: str, version: int) -> Response:
    """One version, which stays readable when there are later ones."""
    return _draft(slug, version)


def _draft(slug: str, number: int | None) -> Response:
    """A draft's text, or one chapter of a long one. Five statements."""
    stamp = queries.stamp(slug, clock.now(), i18n.language())
    etag = web.etag_of(stamp.revision, stamp.phase)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    page = queries.draft_page(
        stamp.consultation_id, number, language=request.args.get("edition", i18n.language()),
        chapter=request.args.get("chapter", ""),
    )  # fmt: skip
    return web.public_page(
        "consultations/draft.html", etag, stamp=stamp, consultation=stamp.consultation, page=page,
        edition_asked=request.args.get("edition"), note_in=queries.note_in, site_languages=i18n.LANGUAGES,
    )  # fmt: skip


@bp.get("/consultations/<slug>/notice")
@access.public
def show_notice(slug: str) -> Response:
    """The notice as its place prints it, for paper. Three statements."""
    now = clock.now()
    stamp = queries.stamp(slug, now, i18n.language())
    etag = web.etag_of(stamp.revision, stamp.phase)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    consultation = stamp.consultation
    words = queries.text_in(queries.texts_of(consultation.id), i18n.language(), consultation.language)
    body = organisations.names_in([consultation.organisation_id], i18n.language())[
        consultation.organisation_id
    ]
    return web.public_page(
        "consultations/notice.html", etag, stamp=stamp, consultation=consultation, words=words,
        parts=notices.parts(consultation, words, body, now=now),
    )  # fmt: skip
