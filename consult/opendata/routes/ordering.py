"""The auditor's package, asked for on a page, made by the worker, taken once by whoever asked."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import BinaryIO

from flask import Response as FlaskResponse
from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.foundation import access, clock, i18n, web
from consult.foundation.db import writing
from consult.foundation.errors import N_, Conflict, NotFound
from consult.foundation.forms import Form
from consult.opendata import ordering, permissions, queries, service
from consult.opendata.routes.blueprint import bp

LOST = N_("The file of this package is gone, although nobody took it. Please have it made again.")
REFRESH = 5
"""Seconds after which the page of a package that isn't ready looks again."""


@bp.route("/packages/<slug>/order", methods=["GET", "POST"])
@access.account
def order_package(slug: str) -> Response | str:
    """Have the package made. A copy of what is there changes nothing in it, so auditors may ask."""
    actor, consultation, form, now = access.current_actor(), consultations.get(slug), Form(), clock.now()
    if not permissions.may_take_auditor_package(actor, consultation):
        raise NotFound(consultations.NONE)
    if request.method == "POST" and form.validate():
        with writing():
            order = service.ask_package(actor, consultations.get(slug), language=i18n.language(), now=now)
            public_id = order.public_id
        return web.see_other(url_for("opendata.ordered", public_id=public_id))
    title, language = consultations.titles_in([consultation.id], i18n.language())[consultation.id]
    page = render_template(
        "opendata/order.html", form=form, consultation=consultation, title=title, title_language=language,
        is_encrypted=bool(web.settings().auditor_key),
    )  # fmt: skip
    return FlaskResponse(page, 422 if request.method == "POST" else 200)


@bp.route("/packages/orders/<public_id>", methods=["GET", "POST"])
@access.account
def ordered(public_id: str) -> Response | str:
    """How far it is; and (POST) the package itself, once."""
    actor, form, now = access.current_actor(), Form(), clock.now()
    order = queries.order_of(actor.account_id, public_id)
    if request.method == "POST" and form.validate():
        return _hand_out(public_id, now)
    consultation = consultations.get_by_id(order.consultation_id)
    title, language = consultations.titles_in([consultation.id], i18n.language())[consultation.id]
    page = render_template(
        "opendata/ordered.html", form=form, order=order, consultation=consultation, title=title,
        title_language=language, is_over=order.expires_at is not None and order.expires_at <= now,
    )  # fmt: skip
    answer = FlaskResponse(page, 422 if request.method == "POST" else 200)
    if order.ready_at is None and order.failed_at is None:
        answer.headers["Refresh"] = str(REFRESH)
    return answer


def _hand_out(public_id: str, now: datetime) -> Response:
    """The file is opened before it counts as taken: from then on the worker may take it away."""
    actor, path = access.current_actor(), ordering.path_of(web.settings().instance, public_id)
    try:
        stream = path.open("rb")
    except FileNotFoundError as missing:
        with writing():
            service.lose_order(actor, queries.order_of(actor.account_id, public_id), now=now)
        raise Conflict(LOST) from missing
    with ExitStack() as opened:
        opened.enter_context(stream)
        with writing():
            order = queries.order_of(actor.account_id, public_id)
            service.take_order(actor, order, now=now)
            slug = consultations.get_by_id(order.consultation_id).slug
            is_encrypted, size = bool(order.recipient), order.size
        path.unlink(missing_ok=True)
        opened.pop_all()  # whoever sends the pieces closes it
    name = f"{slug}-auditor.zip" + (".age" if is_encrypted else "")
    answer = FlaskResponse(
        _pieces(stream), mimetype="application/octet-stream" if is_encrypted else "application/zip"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Length"] = str(size)
    return answer


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    """The file, piece by piece; its name is gone before the first one leaves."""
    with stream:
        while piece := stream.read(1 << 16):
            yield piece
