"""A person's own page: all they sent and what became of each, and their data to take away."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from consult.accounts import sign_in as signing_in
from consult.consultations import queries as consultations
from consult.contributions import labels, service
from consult.contributions import queries as contributions
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import N_, NotFound
from consult.moderation import queries as moderation
from consult.outcomes import queries as outcomes
from consult.site import own_fields, queries, step_line, takeaway
from consult.site.routes.blueprint import bp

README = N_(
    "This is everything %(site)s keeps about your account on %(day)s.\n\n"
    "my-data.json: everything, for programs.\n"
    "comments.csv: your comments in their newest wording, as a table.\n"
    "votes.csv: your answers to statements, as a table.\n\n"
    "Times are in UTC. In the tables a ' stands before a text that a spreadsheet would take for a formula.\n"
)
NOT_IN_IT = N_("What isn’t in it:")


@bp.get("/me")
@access.account
def me() -> str:
    """Every comment with its state, votes, reviews and reports; the newest event first."""
    account, _running = signing_in.mine()
    page = queries.mine(
        account, i18n.language(), limit=web.settings().page_size, after=request.args.get("after", "")
    )
    profiles, now = {one.consultation.profile for one in page.comments}, clock.now()
    held = queries.held_of(page.comments, i18n.language())
    return render_template(
        "site/me.html", account=account, page=page, labels=labels, now=now, waits=_waits(page.comments, held, now),
        held_by=held,
        grounds={profile: moderation.ground_names(profile, i18n.language()) for profile in profiles},
        is_first=not request.args.get("after"),
    )  # fmt: skip


def _waits(
    comments: Sequence[queries.OwnComment], held: Mapping[int, queries.Held], now: datetime
) -> dict[int, step_line.Waits | None]:
    """What each comment waits for, by its id."""
    open_looks = outcomes.open_looks_at([one.comment.id for one in comments])
    looks = {own: look.asked_at for own, look in open_looks.items()}
    return {
        one.comment.id: queries.look_waits(one.consultation, looks.get(one.comment.id), now) or step_line.of_comment(
            one.comment.state, ground=one.comment.ground, received_at=one.comment.received_at,
            waiting_since=one.comment.waiting_since,
            is_answered=one.comment.answered_at is not None, phase=consultations.phase_of(one.consultation, now),
            due_on=held[one.comment.id].due_on, zone=one.consultation.timezone, now=now,
            waiting_hours=one.consultation.waiting_limit_hours or web.settings().waiting_limit_hours,
        )
        for one in comments
    }  # fmt: skip


@bp.get("/me/data")
@access.account
def my_data() -> str:
    """What is held about the account's submissions, until when, who read it, and requests with their clock."""
    account, _running = signing_in.mine()
    return _held(queries.submissions_of(account), account=account, back=f"/{i18n.language()}/me")


@bp.get("/receipt/<key>/data")
@access.anyone
def data_by_key(key: str) -> str:
    """The same for what a private key opens."""
    submission = contributions.find_by_key(key)
    if submission is None:
        raise NotFound(N_("No comment belongs to this key. Please look at it again."))
    return _held([submission.id], account=None, back=f"/{i18n.language()}/receipt/{key}")


def _held(ids: Sequence[int], *, account: Any, back: str) -> str:
    settings = web.settings()
    held = queries.held_on(ids, contact_days=settings.guest_contact_days)
    codes = {
        one.public_id: service.code_of(settings.secret, one.public_id)
        for row in held
        for one, _day in row.asked
    }
    lists = queries.lists_with(account.id if account is not None else None, ids, clock.now())
    shown = {one.consultation.id for one in held} | {one.consultation.id for one in lists}
    besides = queries.besides_of(account) if account is not None else None
    if besides is not None:
        shown |= besides.consultation_ids
    return render_template(
        "site/my_data.html", held=held, lists=lists, besides=besides, reads=queries.reads_of(ids), account=account,
        back=back, settings=settings, labels=labels, codes=codes, log_days=consultations.log_days(settings.log_days),
        today=i18n.site_day(clock.now()), titles=consultations.titles_in(shown, i18n.language()),
    )  # fmt: skip


@bp.get("/me/download")
@access.account
def download_mine() -> Response:
    """Everything stored about the account, as one ZIP."""
    account, _running = signing_in.mine()
    now = clock.now()
    readme = i18n.gettext(README, site=web.site_name(), day=i18n.date_text(now))
    readme += (
        "\n"
        + i18n.gettext(NOT_IN_IT)
        + "".join(f"\n- {i18n.gettext(one)}" for one in own_fields.told())
        + "\n"
    )
    answer = Response(takeaway.zipped(queries.own_data(account), readme), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="my-data-{now:%Y-%m-%d}.zip"'
    return answer
