"""What lower rooms ask of this one: who needs a second step to work, roles given back, invitations that are too old;
the site's own name, words and looks on every page; where its mail leaves."""

from datetime import datetime

from consult.accounts import service as accounts
from consult.accounts import sign_in
from consult.accounts.models import Account
from consult.foundation import i18n, kept_secrets, mail_servers, web
from consult.foundation.errors import N_
from consult.organisations import look, queries, rules, service
from consult.organisations.models import Organisation
from consult.record import checks


def is_staff(account: Account) -> bool:
    """Whether the account holds any role."""
    return queries.actor_for(account).is_staff


def lapse_before_confirming(account_id: int, now: datetime) -> None:
    """An address that is confirmed after its invitation ended gets no role by it."""
    service.lapse_invitations(now, account_id=account_id)


def chosen_mail() -> mail_servers.Chosen:
    """What administrators set about mail."""
    kept, locked = queries.mail_settings()
    server, fault = None, ""
    if kept.host:
        password = kept_secrets.take_out(web.settings(), locked, rules.MAIL_KEPT)
        if password is None:
            fault = N_("The mail server’s password can’t be read with this instance’s key.")
        security: mail_servers.Security = "tls" if kept.security == "tls" else "starttls"
        if kept.security == "none":
            security = "none"
        server = mail_servers.Server(kept.host, kept.port, security, kept.user, password or "")
    return mail_servers.Chosen(server, kept.sender, kept.sender_name, kept.reply_to, fault)


accounts.ACTING.append(queries.actor_for)
sign_in.STAFF.append(is_staff)
accounts.CLOSING.append(service.give_up_roles)
accounts.CONFIRMING.append(lapse_before_confirming)
web.SITE_NAMES.append(look.site_name)
web.OFFICE_NAMES.append(look.office_name)
web.LOOK_STAMPS.append(look.stamp)
i18n.REWORDING.append(look.reword)
mail_servers.CHOSEN[:] = [chosen_mail]


def check_bodies() -> str:
    """Bodies against the entries that made and renamed them."""
    return checks.check_tables(
        checks.Kept(
            Organisation, ("organisation.created", "organisation.renamed"), made_by=("organisation.created",),
            columns={"slug": "slug", "name": "name"},
        )
    )  # fmt: skip


checks.covers("organisations", check_bodies, "organisation")
checks.marks_alone("membership", "approval", "approval_step", "site_setting")
