"""How text messages leave, and whether they do. The way is the operator's to set."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from consult.foundation import access, clock, i18n, limits, outages, sms, web
from consult.foundation.errors import N_, Refused
from consult.foundation.ids import random_id
from consult.foundation.mail import count_waiting
from consult.foundation.phones import check_phone
from consult.organisations import permissions
from consult.organisations.forms import TestSmsForm
from consult.organisations.routes.answers import page, refused
from consult.organisations.routes.blueprint import bp

TEST = N_("%(site)s: this is a test. Text messages arrive.")
TESTS_PER_HOUR = 20


@bp.route("/desk/organisations/site/sms", methods=["GET", "POST"])
@access.staff("administrator")
def sms_settings() -> Response:
    """What holds now; and a test message that goes at once, with what went wrong in words."""
    permissions.ask_set_site(access.current_actor())
    form, now, settings = TestSmsForm(), clock.now(), web.settings()
    if not form.is_submitted():
        return page("sms", form=form, **_around())
    if not form.validate():
        return refused("sms", form, **_around())
    try:
        number = check_phone(form.phone.data or "", region=settings.phone_region)
        limits.check_address("test message", per_hour=TESTS_PER_HOUR, now=now)
        sms.send(settings, number, i18n.gettext(TEST, site=web.site_name()), key=random_id(), now=now)
    except Refused as why:
        return refused("sms", form, why, **_around())
    outages.try_at_once(settings.instance, outages.SMS, now)
    done = "filed" if sms.way_of(settings).kind == "files" else "sent"
    return web.see_other(url_for("organisations.sms_settings", done=done))


def _around() -> dict[str, Any]:
    done = request.args.get("done", "")
    return {
        "way": sms.way_of(web.settings()), "is_missing": sms.is_missing(web.settings()), "waiting": count_waiting("+"),
        "region": web.settings().phone_region, "done": done if done in ("sent", "filed") else "",
        "outage": outages.known(web.settings().instance, outages.SMS),
    }  # fmt: skip
