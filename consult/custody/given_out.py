"""Who was given documents out of a request for access, and is told when something in them has to go."""

from collections.abc import Collection, Sequence
from datetime import datetime

from consult.accounts.rules import check_address, fold_address
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.models import Asked
from consult.contributions.service import Taker, Wiping
from consult.custody import queries
from consult.custody.models import AccessRequest
from consult.foundation import i18n, mail
from consult.foundation.errors import Refused
from consult.foundation.i18n import gettext as _


def takers(consultation_id: int, references: Collection[str], until: datetime) -> Sequence[Taker]:
    """Who was given something of these comments. Named by the request: who it is stands on its own page."""
    consultation = consultations.get_by_id(consultation_id)
    return [
        _taker(one, consultation, one.answered_at)
        for one in queries.requests_given_out(consultation_id, references, until)
        if one.answered_at is not None
    ]


def _taker(made: AccessRequest, consultation: Consultation, answered_at: datetime) -> Taker:
    name = _("Who asked for access: request %(number)s", number=made.number or made.public_id[:8])
    return Taker(name, _mailbox(made.contact), consultation.language, answered_at)


def _mailbox(contact: str) -> str:
    """Where a mail can go; a street or a telephone number is for a letter or a call by the office."""
    try:
        return check_address(contact)
    except Refused:
        return ""


def tell(wiping: Wiping, *, base_url: str) -> None:
    """Part of verbs: ask everybody who was given something of it to take it out of their copies. Names nothing."""
    consultation = consultations.get_by_id(wiping.submission.consultation_id)
    about = wiping.touched
    given = {one.address: one for one in takers(consultation.id, about, wiping.now) if one.address}
    for taker in given.values():
        if fold_address(taker.address) == wiping.email_fold:
            continue  # whoever asked for it to go knows
        with i18n.speaking(taker.language):
            links = "\n".join(f"{base_url}/{i18n.language()}/comments/{one}" for one in about)
            paragraphs = (
                _("On your request you were given documents about “%(title)s”. Something in them has been erased or "
                  "removed since:", title=consultation.title) + f"\n{links}",
                _("The pages say what went and why. Please take it out of your copies as well. Whoever answered your "
                  "request can give you the documents anew, without it."),
            )  # fmt: skip
            mail.queue(
                key=f"custody.taken_out|{about[0]}|{wiping.now.isoformat()}|{taker.address}", address=taker.address,
                subject=_("Please take something out of the documents you were given"),
                body="\n\n".join(paragraphs) + "\n", now=wiping.now,
            )  # fmt: skip


def tell_of_listed(one: Asked, now: datetime) -> None:
    """Part of verbs: the same where it was of somebody on the list who leaves it. It says which documents, not who."""
    consultation = consultations.get_by_id(one.consultation_id)
    for made in queries.requests_given_out(consultation.id, [one.public_id], now):
        address = _mailbox(made.contact)
        if not address or fold_address(address) == fold_address(one.address):
            continue  # whoever leaves the list knows
        numbers = [f"{number:04d}" for number in queries.numbers_given_out(made.id, one.public_id)]
        with i18n.speaking(consultation.language):
            paragraphs = (
                _("On your request you were given documents about “%(title)s”. What some of them say of a person has "
                  "been erased since. In the bundle they have these numbers: %(numbers)s",
                  title=consultation.title, numbers=", ".join(numbers)),
                _("Please take it out of your copies as well. Whoever answered your request can give you the documents "
                  "anew, without it."),
            )  # fmt: skip
            mail.queue(
                key=f"custody.left_list|{one.public_id}|{made.public_id}", address=address,
                subject=_("Please take something out of the documents you were given"),
                body="\n\n".join(paragraphs) + "\n", now=now,
            )  # fmt: skip
