"""Where mail leaves and whom it comes from; and whether it works."""

from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from consult.foundation import access, clock, kept_secrets, mail, mail_lines, mail_servers, outages, web
from consult.foundation.db import writing
from consult.foundation.errors import Refused
from consult.organisations import letters, permissions, queries, rules, service
from consult.organisations.forms import SERVER_FIELDS, ActForm, MailForm, typed
from consult.organisations.routes.answers import page, refused
from consult.organisations.routes.blueprint import bp
from consult.organisations.routes.site import done


@bp.route("/desk/organisations/site/mail", methods=["GET", "POST"])
@access.staff("administrator")
def mail_settings() -> Response:
    """Server and sender. What the operator set in the environment holds and is only shown."""
    permissions.ask_set_site(access.current_actor())
    kept, _password = queries.mail_settings()
    shown = {name: getattr(kept, name) for name in rules.MailSettings.__dataclass_fields__}
    form = MailForm(data={**shown, "port": str(kept.port or "")})
    if not form.is_submitted():
        return page("mail", form=form, **_around())
    if not form.validate():
        return refused("mail", form, **_around())
    try:
        _keep(form)
    except Refused as why:
        return refused("mail", form, why, **_around())
    return web.see_other(url_for("organisations.mail_settings", done="saved"))


def _keep(form: MailForm) -> None:
    """Store what was typed; where the operator set the server, what is stored of it stays."""
    settings = web.settings()
    before, locked = queries.mail_settings()
    given, password = form.typed, typed(form.password)
    if mail_servers.delivery(settings).is_server_fixed:
        given |= {name: str(getattr(before, name) or "") for name in SERVER_FIELDS}
        password = ""
    now_set = rules.check_mail(given)
    rules.check_password_kept(before, now_set, typed=password, has_password=bool(locked))
    if password:
        locked = kept_secrets.lock_away(settings, password, rules.MAIL_KEPT)
    with writing():
        service.set_mail(
            access.current_actor(),
            mail=now_set,
            locked_password=locked if now_set.user else "",
            now=clock.now(),
        )


@bp.post("/desk/organisations/site/mail/test")
@access.staff("administrator")
def test_mail() -> Response:
    """Send a mail to whoever asks, at once, and say what went wrong where it didn't go."""
    actor = access.current_actor()
    permissions.ask_set_site(actor)
    form = MailForm(formdata=None)
    if not ActForm().validate():
        return web.see_other(url_for("organisations.mail_settings"))
    letter = letters.test_mail(site=web.site_name())
    try:
        mail_lines.send_now(actor.email, letter.subject, letter.body)
    except Refused as why:
        kept, _password = queries.mail_settings()
        form = MailForm(formdata=None, data={**vars(kept), "port": str(kept.port or "")})
        return refused("mail", form, why, **_around())
    outages.try_at_once(web.settings().instance, outages.MAIL, clock.now())
    has_server = mail_servers.delivery(web.settings()).server is not None
    return web.see_other(url_for("organisations.mail_settings", done="sent" if has_server else "filed"))


def _around() -> dict[str, Any]:
    return {
        "way": mail_servers.delivery(web.settings()), "done": done(),
        "waiting": mail.count_waiting() - mail.count_waiting("+"),
        "outage": outages.known(web.settings().instance, outages.MAIL),
        "has_password": bool(queries.mail_settings()[1]), "address": access.current_actor().email,
        "act_form": ActForm(formdata=None),
    }  # fmt: skip
