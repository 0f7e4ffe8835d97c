"""One comment and its fate, for everybody."""

from flask import url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions.queries import carrying
from consult.contributions.references import parse_reference
from consult.contributions.rules import GONE
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import NotFound
from consult.foundation.zones import in_zone
from consult.moderation import queries as moderation
from consult.outcomes import queries as outcomes
from consult.outcomes.queries import tracing
from consult.site import queries, step_line
from consult.site.routes.blueprint import bp


@bp.get("/comments/<reference>")
@access.public
def comment(reference: str) -> Response:
    """What became of one comment: its public wordings, rulings, reviews and answers."""
    parsed = parse_reference(reference)
    if parsed is None:
        raise NotFound(contributions.NONE)
    if parsed != reference:
        return web.see_other(url_for("site.comment", reference=parsed))
    shown = contributions.shown(parsed)
    consultation = consultations.get_by_id(shown.consultation_id)
    stamp = consultations.stamp(consultation.slug, clock.now(), i18n.language())
    now = clock.now()
    etag = web.etag_of(stamp.revision, stamp.phase, in_zone(now, consultation.timezone).date())
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    is_decided = consultation.answered_at is not None
    is_waiting = not is_decided or shown.state in ("unconfirmed", "pending")
    # what is restricted counts as withheld: only then is it asked for
    restricted = contributions.restricted_at(shown.id) if shown.state == "withheld" else None
    is_answered = is_decided or shown.answered_at is not None
    look = outcomes.second_look_at(shown.id) if is_answered and shown.state == "published" else None
    asked_at = look.asked_at if look is not None and look.closed_at is None else None
    is_waiting = is_waiting or asked_at is not None
    held = queries.holder(consultation, shown, i18n.language()) if is_waiting else None
    waits = step_line.of_comment(
        shown.state, ground=shown.ground, received_at=shown.received_at, waiting_since=None,
        is_answered=shown.answered_at is not None,
        phase=stamp.phase, due_on=held.due_on if held else None, zone=consultation.timezone, now=now,
        waiting_hours=consultation.waiting_limit_hours or web.settings().waiting_limit_hours,
    )  # fmt: skip
    return web.public_page(
        "site/comment.html", etag, stamp=stamp, consultation=consultation, comment=shown,
        history=contributions.revisions(shown.id, published_only=True) if shown.state == "published" else [],
        rulings=moderation.rulings_of(shown.id), referrals=moderation.referrals_of(shown.id),
        replies=outcomes.replies_for([shown.id]),
        files=contributions.public_files([shown.id]).get(shown.id, []) if shown.state == "published" else [],
        removals=contributions.removals_of(shown.id),
        below=contributions.shown_under([shown.id]).get(shown.id, []),
        grounds=moderation.ground_names(consultation.profile, i18n.language()),
        place=queries.place_of(shown, i18n.language()), held_by=held,
        waits=waits, look=look, look_waits=queries.look_waits(consultation, asked_at, now),
        is_closed=restricted is not None or step_line.is_closed_by_ruling(shown.state, shown.ground),
        restricted=restricted,
        fate=outcomes.fates_of([shown.id], i18n.language()).get(shown.id) if is_decided else None,
        moved=tracing.moved_by([shown.id]).get(shown.id, []),
        carries=carrying.carries_of([shown.id]).get(shown.id, []) if shown.state not in GONE else [],
    )  # fmt: skip
