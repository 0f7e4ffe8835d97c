"""What this room does when a role was given or asked for: tell those who should know."""

from consult.foundation import clock, events, i18n, mail, web
from consult.organisations import forms, letters, queries
from consult.organisations.events import RoleAsked, RoleGranted


@events.on(RoleGranted)
def tell_the_holder(event: RoleGranted) -> None:
    """Tell somebody who has an account. Who is still invited learns it from the invitation."""
    held = queries.get_held(event.membership_id)
    if held.state != "held":
        return
    with i18n.speaking(held.account.language):
        letter = letters.role_given(
            body=queries.name_in(held.organisation, i18n.language()), role=forms.role_name(held.membership.role),
            link=_desk(), site=web.site_name(),
        )  # fmt: skip
    mail.queue(
        key=f"organisations.role|{held.membership.id}", address=held.account.email, subject=letter.subject,
        body=letter.body, now=clock.now(),
    )  # fmt: skip


@events.on(RoleAsked)
def ask_a_second_person(event: RoleAsked) -> None:
    """Tell the administrators who may confirm."""
    held = queries.get_held(event.membership_id)
    if held.state != "asked":
        return
    concerned = (held.membership.granted_by, held.membership.account_id)
    for account in queries.administrators_of(held.organisation.id):
        if account.id in concerned:
            continue
        with i18n.speaking(account.language):
            letter = letters.second_person(
                body=queries.name_in(held.organisation, i18n.language()),
                role=forms.role_name(held.membership.role),
                holder=held.account.name or held.account.email,
                link=f"{_desk()}/organisations/waiting",
                site=web.site_name(),
            )
        mail.queue(
            key=f"organisations.asked|{held.membership.id}|{account.id}", address=account.email,
            subject=letter.subject, body=letter.body, now=clock.now(),
        )  # fmt: skip


def _desk() -> str:
    return f"{web.settings().base_url}/{i18n.language()}/desk"
