"""A person's own page: all they sent and what became of each, and their data to take away."""

from flask import render_template, request
from werkzeug.wrappers import Response

from consult.accounts import sign_in as signing_in
from consult.contributions import labels
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import N_
from consult.moderation import queries as moderation
from consult.site import queries, takeaway
from consult.site.routes.blueprint import bp

README = N_(
    "This is everything %(site)s keeps about your account on %(day)s.\n\n"
    "my-data.json: everything, for programs.\n"
    "comments.csv: your comments in their newest wording, as a table.\n"
    "votes.csv: your answers to statements, as a table.\n\n"
    "Times are in UTC. In the tables a ' stands before a text that a spreadsheet would take for a formula.\n"
)


@bp.get("/me")
@access.account
def me() -> str:
    """Every comment with its state, votes, reviews and reports; the newest event first."""
    account, _running = signing_in.mine()
    page = queries.mine(
        account, i18n.language(), limit=web.settings().page_size, after=request.args.get("after", "")
    )
    profiles = {one.consultation.profile for one in page.comments}
    return render_template(
        "site/me.html", account=account, page=page, labels=labels, now=clock.now(),
        grounds={profile: moderation.ground_names(profile, i18n.language()) for profile in profiles},
        is_first=not request.args.get("after"),
    )  # fmt: skip


@bp.get("/me/download")
@access.account
def download_mine() -> Response:
    """Everything stored about the account, as one ZIP."""
    account, _running = signing_in.mine()
    now = clock.now()
    readme = i18n.gettext(README, site=web.site_name(), day=i18n.date_text(now))
    answer = Response(takeaway.zipped(queries.own_data(account), readme), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="my-data-{now:%Y-%m-%d}.zip"'
    return answer
