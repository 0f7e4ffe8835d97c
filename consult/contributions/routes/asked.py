"""Those who must be asked: the public list, and the personal page where each of them answers."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import labels, service
from consult.contributions.asking_states import is_over
from consult.contributions.forms import ActForm
from consult.contributions.forms.asking import WantTimeForm
from consult.contributions.queries import asking
from consult.contributions.routes.blueprint import bp
from consult.foundation import access, addresses, clock, i18n, web
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused
from consult.organisations import queries as organisations


@bp.get("/consultations/<slug>/asked")
@access.public
def list_asked(slug: str) -> Response:
    """Which bodies must be asked and how each stands; affected people in numbers alone."""
    now = clock.now()
    stamp = consultations.stamp(slug, now, i18n.language())
    consultation = stamp.consultation
    minute = now.replace(second=0, microsecond=0) if stamp.phase == "closed" else ""
    etag = web.etag_of(stamp.revision, stamp.phase, minute)  # no entry says when somebody's own time ends
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    page = asking.listed_asked(
        consultation.id, kind="body", limit=web.settings().page_size, after=addresses.whole_number("after"),
        is_public=True,
    )  # fmt: skip
    ids = [one.id for one in page.listed]
    return web.public_page(
        "contributions/asked.html", etag, stamp=stamp, consultation=consultation, page=page,
        numbers=asking.numbers_asked(consultation, now),
        letters=asking.letters_to(ids), answers=asking.answers_of(ids), labels=labels,
        refused=asking.refused_people(consultation.id),
        state_of=lambda one: asking.state_of(one, consultation, now),
    )  # fmt: skip


# The personal page --------------------------------------------------------------------------------


@bp.get("/asked/<key>")
@access.anyone
def own_asking(key: str) -> str:
    """What is asked, until when, and the three ways to answer. Opening it changes nothing: mail scanners do."""
    return _page(key, ActForm(formdata=None), WantTimeForm(formdata=None))


@bp.post("/asked/<key>/no-comment")
@access.anyone
def say_no_comment(key: str) -> Response | tuple[str, int]:
    """They have no comment."""
    form = ActForm()
    return _done(key, form, lambda one: service.say_no_comment(one, now=clock.now()))


@bp.post("/asked/<key>/more-time")
@access.anyone
def want_time(key: str) -> Response | tuple[str, int]:
    """They ask for more time."""
    form = WantTimeForm()
    zone = consultations.get_by_id(asking.asked_by_key(key).consultation_id).timezone

    def want(one: Any) -> None:
        service.want_time(
            one, until=form.instant("until", zone), reason=form.reason.data or "", now=clock.now()
        )

    return _done(key, form, want)


@bp.post("/asked/<key>/erase")
@access.anyone
def erase_asked(key: str) -> Response | tuple[str, int]:
    """An affected person has name and address erased; the link ends with it."""
    form = ActForm()
    answer = _done(key, form, lambda one: service.erase_own(one, now=clock.now()))
    return answer if isinstance(answer, tuple) else web.see_other(url_for("contributions.asking_erased"))


@bp.get("/asked")
@access.anyone
def asking_erased() -> str:
    """Name and address are gone."""
    return render_template("contributions/asking_erased.html")


def _done(key: str, form: Any, act: Any) -> Response | tuple[str, int]:
    """Run an act of whoever holds the link; what is refused stands on the form, with what was typed."""
    asking.asked_by_key(key)
    try:
        if form.validate():
            with writing():
                act(asking.asked_by_key(key))
            return web.see_other(url_for("contributions.own_asking", key=key))
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
    is_wanting = isinstance(form, WantTimeForm)
    wants = form if is_wanting else WantTimeForm(formdata=None)
    return _page(key, ActForm(formdata=None) if is_wanting else form, wants), 422


def _page(key: str, form: Any, wants: WantTimeForm) -> str:
    one, now = asking.asked_by_key(key), clock.now()
    # a letter printed before publication opens nothing yet
    consultation = consultations.get_public(consultations.get_by_id(one.consultation_id).slug, now)
    phase = consultations.phase_of(consultation, now)
    ends = max(filter(None, (consultation.closes_at, one.until)), default=None)
    return render_template(
        "contributions/own_asking.html", one=one, key=key, form=form, wants=wants, consultation=consultation,
        title=consultations.titles_in([consultation.id], i18n.language())[consultation.id],
        office=organisations.name_in(organisations.get(consultation.organisation_id), i18n.language()),
        about=consultations.text_in(consultations.texts_of(consultation.id), i18n.language(), consultation.language),
        state=asking.state_of(one, consultation, now), phase=phase, ends=ends, labels=labels,
        may_answer=phase in ("open", "closed") and one.struck_at is None
        and not is_over(consultation.closes_at, one.until, now),
        was_sent=request.method == "POST",
    )  # fmt: skip
