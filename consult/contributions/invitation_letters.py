"""The letters that bring invitations: queued when somebody is invited, or when the consultation is published."""

from datetime import datetime

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import letters, service
from consult.contributions.models import Invitation
from consult.foundation import i18n, mail, web

NOT_YET = ("draft", "awaiting-sign-off")


def send(made: Invitation, consultation: Consultation, now: datetime) -> None:
    """Queue the letter, once for each code, where there is an address and the consultation is public."""
    if not made.address or consultations.phase_of(consultation, now) in NOT_YET:
        return
    with i18n.speaking(made.language):
        title = consultations.titles_in([consultation.id], i18n.language())[consultation.id][0]
        letter = letters.invitation(
            name=made.name,
            title=title,
            code=code_of(made),
            link=link_of(made, consultation),
            site=web.site_name(),
        )
    mail.queue(
        key=f"contributions.invitation|{made.public_id}|{made.number}", address=made.address, subject=letter.subject,
        body=letter.body, now=now,
    )  # fmt: skip


def code_of(made: Invitation) -> str:
    """Its newest code."""
    return service.invitation_code(web.settings().secret, made)


def link_of(made: Invitation, consultation: Consultation) -> str:
    """The whole address of the page that uses it, in the language that is being spoken."""
    place = f"consultations/{consultation.slug}/invitation?code={code_of(made)}"
    return f"{web.settings().base_url}/{i18n.language()}/{place}"
