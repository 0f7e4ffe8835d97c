"""What several pages answer alike."""

from datetime import datetime
from typing import Any

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.accounts import queries, rules, sign_in
from consult.foundation import web
from consult.foundation.errors import Refused


def page(template: str, status: int = 200, **context: Any) -> Response:
    """An account page."""
    answer = make_response(render_template(f"accounts/{template}.html", **context), status)
    if status == 429:
        answer.headers["Retry-After"] = "600"
    return answer


def refused(template: str, form: Any, why: Refused | None = None, **context: Any) -> Response:
    """The page again with what is wrong, and everything typed but passwords."""
    if why is not None:
        form.refuse(why)
    return page(template, why.status if why is not None else 422, form=form, **context)


def next_page() -> str:
    """Where the person wanted to go, if that is a page of this site, else empty."""
    return rules.own_address(request.form.get("next") or request.args.get("next")) or ""


def front_page(*, is_staff: bool) -> str:
    """Where a person lands who wanted nowhere else: staff at their desk, everybody else at what they sent."""
    wanted = "site.desk" if is_staff else "site.me"
    return url_for(wanted if web.has_endpoint(wanted) else "accounts.overview")


def arrive(account_id: int, *, where: str, now: datetime, has_second_factor: bool) -> Response:
    """Start the session and go on: staff without their second step to where they set it up."""
    sign_in.begin(account_id, now=now, has_second_factor=has_second_factor)
    account = queries.get(account_id)
    if not has_second_factor and sign_in.needs_second_factor(account):
        return web.see_other(url_for("accounts.second_factor", next=where or None))
    return web.see_other(where or front_page(is_staff=sign_in.works_here(account)))


def after_first_step(account_id: int, *, where: str, now: datetime) -> Response:
    """Password or code was right: ask for the second step where one is set up."""
    account = queries.get(account_id)
    if account.has_authenticator:
        sign_in.wait_for_second_step(account, next_page=where, now=now)
        return web.see_other(url_for("accounts.second_step"))
    return arrive(account_id, where=where, now=now, has_second_factor=False)


def reachable(typed: str) -> str:
    """The e-mail address or telephone number that was typed, as it is stored. Raises Refused."""
    return rules.check_reachable(typed, region=web.settings().phone_region)
