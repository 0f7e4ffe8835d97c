"""What this room does when a role was given or asked for: tell those who should know."""

from consult.foundation import clock, events, i18n, mail, web
from consult.foundation.errors import N_
from consult.organisations import forms, letters, queries
from consult.organisations.events import ApprovalAsked, ApprovalDecided, RoleAsked, RoleGranted
from consult.organisations.queries import approvals
from consult.organisations.service import approving


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
    for account in queries.confirmers_of(held.membership):
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


OUTCOMES = {
    "done": N_("Everybody has signed"),
    "refused": N_("A signature was refused"),
    "voided": N_("Signatures are void, because what was signed was changed or ended"),
    "taken-back": N_("The request for signatures was taken back"),
}


@events.on(ApprovalAsked)
def tell_signers(event: ApprovalAsked) -> None:
    """Tell those who may sign the step that waits."""
    found = approvals.get_approval_by_id(event.approval_id)
    step, act = found.next_step, approving.ACTS[found.approval.act]
    if step is None:
        return
    for account in queries.holders_of(step.organisation_id, act.roles):
        if not approving.may_sign(queries.actor_for(account), found):
            continue
        with i18n.speaking(account.language):
            about = act.describe(found.approval)
            letter = letters.to_sign(
                act=i18n.gettext(act.label), title=about.title, site=web.site_name(),
                link=f"{_desk()}/approvals/{found.approval.public_id}",
            )  # fmt: skip
        mail.queue(
            key=f"organisations.sign|{step.id}|{account.id}", address=account.email, subject=letter.subject,
            body=letter.body, now=clock.now(),
        )  # fmt: skip


@events.on(ApprovalDecided)
def tell_decided(event: ApprovalDecided) -> None:
    """Tell whoever asked, and those who had signed, what became of it."""
    found = approvals.get_approval_by_id(event.approval_id)
    decision, act = found.approval.decision, approving.ACTS[found.approval.act]
    for account in approvals.people([found.approval.asked_by, *found.signers]).values():
        with i18n.speaking(account.language):
            letter = letters.approval_decided(
                outcome=i18n.gettext(OUTCOMES[decision]), title=act.describe(found.approval).title,
                reason=found.approval.reason, link=f"{_desk()}/approvals/{found.approval.public_id}",
                site=web.site_name(),
            )  # fmt: skip
        mail.queue(
            key=f"organisations.decided|{found.approval.id}|{decision}|{account.id}", address=account.email,
            subject=letter.subject, body=letter.body, now=clock.now(),
        )  # fmt: skip


def _desk() -> str:
    return f"{web.settings().base_url}/{i18n.language()}/desk"
