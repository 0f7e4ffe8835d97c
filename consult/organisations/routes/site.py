"""The site's own settings: grounds, texts, words, colour."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from consult.foundation import access, clock, outages, sms, web
from consult.foundation.db import writing
from consult.foundation.errors import Refused
from consult.foundation.mail_servers import delivery
from consult.organisations import look, permissions, queries, rules, service
from consult.organisations.forms import (
    ActForm,
    ColourForm,
    GroundForm,
    TermsForm,
    TextsForm,
    by_language,
    noted,
    typed,
)
from consult.organisations.queries import approvals
from consult.organisations.routes.answers import add, page, refused
from consult.organisations.routes.blueprint import bp
from consult.organisations.service import approving

DONE = ("saved", "sent", "filed", "added", "retired", "restored")


def done() -> str:
    """What was just done, as the page's address says."""
    said = request.args.get("done", "")
    return said if said in DONE else ""


@bp.get("/desk/organisations/site")
@access.staff("administrator")
def site_settings() -> Response:
    """Everything that can be set for the whole site."""
    permissions.ask_set_site(access.current_actor())
    shown = look.now_shown()
    return page(
        "site", site=web.site_name(), grounds=len(queries.site_grounds()), colour=shown.colours.get("light", ""),
        terms=sum(map(len, shown.terms.values())), has_smtp=delivery(web.settings()).server is not None,
        has_sms=sms.way_of(web.settings()).kind != "files",
        away=[one for one in (outages.MAIL, outages.SMS) if outages.known(web.settings().instance, one)],
    )  # fmt: skip


@bp.route("/desk/organisations/site/grounds", methods=["GET", "POST"])
@access.staff("administrator")
@access.dangerous(service.GROUNDS)
def grounds() -> Response:
    """The site's own grounds; POST adds one."""
    actor = access.current_actor()
    permissions.ask_set_site(actor)
    form = GroundForm()
    shown: dict[str, Any] = {
        "grounds": queries.site_grounds(with_retired=True),
        "act_form": ActForm(),
        "waits": (waits := approvals.waiting_approvals(act=service.GROUNDS)),
        "done": "" if waits else done(),
    }
    if request.method == "GET":
        return page("grounds", form=form, **shown)
    if not form.validate():
        return refused("grounds", form, **shown)
    names = by_language(form)
    address = url_for("organisations.grounds", done="added")
    try:
        answer = add(form, address, lambda now: service.add_ground(actor, names=names, now=now))
    except Refused as why:
        _note(why)
        return refused("grounds", form, why, **shown)
    look.forget()
    return answer


@bp.post("/desk/organisations/site/grounds/<code>/retire")
@access.staff("administrator")
@access.dangerous(service.GROUNDS)
def retire_ground(code: str) -> Response:
    """Offer a ground no longer."""
    if ActForm().validate():
        _change(lambda actor, now: service.retire_ground(actor, code=code, now=now))
    return web.see_other(url_for("organisations.grounds", done="retired"))


@bp.post("/desk/organisations/site/grounds/<code>/restore")
@access.staff("administrator")
@access.dangerous(service.GROUNDS)
def restore_ground(code: str) -> Response:
    """Offer it again."""
    if ActForm().validate():
        _change(lambda actor, now: service.restore_ground(actor, code=code, now=now))
    return web.see_other(url_for("organisations.grounds", done="restored"))


def _change(verb: Callable[[access.Actor, datetime], object]) -> None:
    try:
        with writing():
            verb(access.current_actor(), clock.now())
    except Refused as why:
        _note(why)
        raise
    look.forget()


def _note(why: Refused) -> None:
    """The entry of a refused attempt to change the grounds."""
    with writing():
        approving.note_attempt(
            access.current_actor(), act=service.GROUNDS, subject="grounds", why=why, now=clock.now()
        )
    noted()


@bp.route("/desk/organisations/site/texts", methods=["GET", "POST"])
@access.staff("administrator")
def texts() -> Response:
    """The site's name, and who runs it."""
    actor = access.current_actor()
    permissions.ask_set_site(actor)
    form = TextsForm(**_kept_texts())
    if request.method == "GET":
        return page("texts", form=form, done=done())
    if not form.validate():
        return refused("texts", form, done="")
    try:
        with writing():
            service.set_texts(
                actor, names=by_language(form, "name_"), contacts=by_language(form, "contact_"), now=clock.now()
            )  # fmt: skip
    except Refused as why:
        return refused("texts", form, why, done="")
    look.forget()
    return web.see_other(url_for("organisations.texts", done="saved"))


def _kept_texts() -> dict[str, str]:
    kept = queries.site_texts()
    return {
        f"{prefix}_{rules.field(language)}": text
        for prefix, by_lang in (("name", kept.names), ("contact", kept.contacts))
        for language, text in by_lang.items()
    }


@bp.route("/desk/organisations/site/terms", methods=["GET", "POST"])
@access.staff("administrator")
def terms() -> Response:
    """The site's own words for things."""
    actor = access.current_actor()
    permissions.ask_set_site(actor)
    lines = {
        rules.field(language): "\n".join(f"{ours} = {yours}" for ours, yours in words.items())
        for language, words in queries.site_terms().items()
    }
    form = TermsForm(**lines)
    if request.method == "GET":
        return page("terms", form=form, done=done())
    if not form.validate():
        return refused("terms", form, done="")
    try:
        with writing():
            service.set_terms(actor, terms=by_language(form), now=clock.now())
    except Refused as why:
        return refused("terms", form, why, done="")
    look.forget()
    return web.see_other(url_for("organisations.terms", done="saved"))


@bp.route("/desk/organisations/site/colour", methods=["GET", "POST"])
@access.staff("administrator")
def colour() -> Response:
    """The brand's colours, checked for contrast."""
    actor = access.current_actor()
    permissions.ask_set_site(actor)
    kept = queries.site_colours()
    form = ColourForm(light=kept.get("light", ""), dark=kept.get("dark", ""))
    if request.method == "GET":
        return page("colour", form=form, done=done())
    if not form.validate():
        return refused("colour", form, done="")
    try:
        with writing():
            service.set_colour(actor, light=typed(form.light), dark=typed(form.dark), now=clock.now())
    except Refused as why:
        return refused("colour", form, why, done="")
    look.forget()
    return web.see_other(url_for("organisations.colour", done="saved"))
