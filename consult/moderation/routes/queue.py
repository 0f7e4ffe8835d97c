"""The queue over all consultations of one's bodies, and ruling on many comments at once."""

import time
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions.references import parse_reference
from consult.foundation import access, addresses, clock, forms, i18n, text, web
from consult.foundation.db import db, writing
from consult.foundation.errors import N_, Refused
from consult.moderation import labels, queries, service
from consult.moderation.forms import BulkForm
from consult.moderation.routes.blueprint import (
    bp,
    desk_tools,
    given_filters,
    ground_choices,
    read_filters,
    read_place,
    write_place,
)

PAGE = 50
CHUNK = 10
"""Rulings in one transaction, so that nobody's comment waits behind a bulk act."""
SECONDS = 15
"""A bulk act stops after so long, says how far it came, and goes on when it is sent again."""
OLDER = (24, 72, 168, 720)
LEFT_SHOWN = 30


@bp.get("/desk/moderation")
@access.staff("moderator", "auditor")
def queue() -> str:
    """What waits, oldest first."""
    return _page(BulkForm(formdata=None))


def _page(form: BulkForm) -> str:
    actor, now, given = access.current_actor(), clock.now(), given_filters()
    filters = read_filters(actor, given)
    site_hours = web.settings().waiting_limit_hours
    page, following = queries.waiting_page(
        filters, limit=PAGE, now=now, site_hours=site_hours, after=read_place(request.args.get("after", ""))
    )
    counted = queries.facets(filters.organisation_ids)
    known = set(counted) | {one.consultation_id for one in page}
    form.ground.offer(_grounds(known))
    form.made.data = now.isoformat()
    return render_template(
        "moderation/queue.html", form=form, page=page, given=given, labels=labels, filters=filters,
        after=write_place(following) if following else None, count=queries.count_waiting(filters, now=now,
        site_hours=site_hours),
        total=sum(counted.values()), counted=counted, consultations=_consultations(known),
        articles=consultations.article_labels({one.article_id for one in page if one.article_id}, i18n.language()),
        languages=queries.languages_waiting(filters.organisation_ids),
        older=OLDER,
        article_choices=queries.waiting_articles(filters.consultation_id,
        i18n.language()) if filters.consultation_id else [],
        open_reviews=queries.count_open_reviews(actor.organisations_with("moderator", "administrator", "auditor")),
        may_rule=bool(actor.organisations_with("moderator")) and not actor.is_auditor,
        show_controls=text.show_controls,
        has_bidi_controls=text.has_bidi_controls, done=addresses.whole_number("done"), left=_left(),
        left_count=addresses.whole_number("left_count") or 0, rest=addresses.whole_number("rest") or 0,
        **desk_tools(),
    )  # fmt: skip


def _consultations(ids: set[int]) -> dict[int, Any]:
    """Slug and title (in the page's language where there is one) of each, by id."""
    titles = consultations.titles_in(ids, i18n.language())
    return {one: (consultations.get_by_id(one), *titles[one]) for one in sorted(ids)}


def _grounds(ids: set[int]) -> list[tuple[str, str]]:
    profiles = {consultations.get_by_id(one).profile for one in ids}
    return list(dict.fromkeys(choice for profile in sorted(profiles) for choice in ground_choices(profile)))


def _left() -> list[str]:
    given = request.args.get("left", "").split(",")[:LEFT_SHOWN]
    return [reference for one in given if (reference := parse_reference(one))]


@bp.post("/desk/moderation")
@access.staff("moderator")
def rule_many() -> Response | str | tuple[str, int]:
    """Publish or hide what was picked, or all that the filters leave."""
    form = BulkForm()
    if form.form_token.data and (answer := forms.answer_of(form.form_token.data)):
        return web.see_other(answer)
    try:
        if not form.validate():
            return _page(form), 422
        if form.scope.data == "all":
            return _rule_all(form)
        done = _rule_picked(form, _picked())
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _page(form), 422
    return web.see_other(_answer(done))


def _picked() -> list[service.Picked]:
    pairs = (one.split(":") for one in request.form.getlist("picked")[: PAGE * 2])
    picked = [
        service.Picked(int(pair[0]), int(pair[1]))
        for pair in pairs
        if len(pair) == 2 and all(part.isascii() and part.isdecimal() and len(part) < 12 for part in pair)
    ]
    if not picked:
        raise Refused(N_("Please tick the comments this is about."))
    return picked


def _rule_picked(form: BulkForm, picked: list[service.Picked]) -> service.Ruled:
    done = service.Ruled()
    answer = url_for("moderation.queue", **given_filters())
    for start in range(0, len(picked), CHUNK):
        now, chunk = clock.now(), picked[start : start + CHUNK]
        looked_at = _look_ahead(form, chunk, done)
        with writing():
            if start == 0:
                forms.claim(form.form_token.data or "", answer, now=now)
            done.add(_rule_chunk(form, chunk, now, looked_at))
    return done


def _look_ahead(form: BulkForm, picked: list[service.Picked], done: service.Ruled) -> set[int]:
    """What needn't be compared with the note while nobody else can write."""
    return service.look_ahead(
        picked, act=form.act.data or "", note=form.note.data or "", looked_at=done.looked_at
    )


def _rule_chunk(
    form: BulkForm, picked: list[service.Picked], now: datetime, looked_at: set[int]
) -> service.Ruled:
    return service.rule_many(
        access.current_actor(), picked, act=form.act.data or "", ground=form.ground.data or "",
        note=form.note.data or "", language=i18n.language(), now=now,
        looked_at=looked_at,
    )  # fmt: skip


def _rule_all(form: BulkForm) -> Response | str:
    """All that the filters leave and that waited when the page was made: asked once more, then in chunks."""
    service.check_bulk(form.act.data or "", form.ground.data or "", form.note.data or "")
    given, now, hours = given_filters(), clock.now(), web.settings().waiting_limit_hours
    filters = read_filters(access.current_actor(), given, made_before=_made(form))
    if form.confirmed.data != "y":
        count = queries.count_waiting(filters, now=now, site_hours=hours)
        form.confirmed.data = "y"
        return render_template(
            "moderation/rule_all.html", form=form, count=count, given=given, **desk_tools()
        )
    done, after, until, is_first = service.Ruled(), None, time.monotonic() + SECONDS, True
    while time.monotonic() < until:
        chunk, after = queries.waiting_ids(filters, limit=CHUNK, now=now, site_hours=hours, after=after)
        if not chunk:
            break
        some = [service.Picked(*one) for one in chunk]
        looked_at = _look_ahead(form, some, done)
        with writing():
            if is_first:
                forms.claim(form.form_token.data or "", url_for("moderation.queue", **given), now=clock.now())
            done.add(_rule_chunk(form, some, clock.now(), looked_at))
        is_first = False
    return web.see_other(
        _answer(done, rest=queries.count_waiting(filters, now=now, site_hours=hours) - len(done.left))
    )


def _made(form: BulkForm) -> datetime:
    try:
        made = datetime.fromisoformat(form.made.data or "")
        return made if made.tzinfo else clock.now()
    except ValueError:
        return clock.now()


def _answer(done: service.Ruled, *, rest: int = 0) -> str:
    left = ",".join(reference for reference, _why in done.left[:LEFT_SHOWN])
    counts: dict[str, Any] = {"left": left, "left_count": len(done.left), "rest": max(rest, 0)}
    return url_for(
        "moderation.queue",
        **given_filters(),
        done=done.number,
        **{name: value for name, value in counts.items() if value},
    )
