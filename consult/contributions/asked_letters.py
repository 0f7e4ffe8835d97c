"""The letters to those who must be asked: queued when they are put on the list, or when it is published; printed."""

from dataclasses import dataclass
from datetime import datetime

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import letters, references, service
from consult.contributions.models import Asked
from consult.foundation import i18n, mail, qr, web
from consult.foundation.access import Actor
from consult.organisations import queries as organisations

NOT_YET = ("draft", "awaiting-sign-off")


def send(
    actor: Actor, one: Asked, consultation: Consultation, now: datetime, *, is_reminder: bool = False
) -> None:
    """Queue the letter where there is an address and the consultation is public; its entry proves the sending."""
    if not one.address or one.key_hash is None or consultations.phase_of(consultation, now) in NOT_YET:
        return
    made = service.note_letter(actor, one, now=now, is_reminder=is_reminder)
    with i18n.speaking(one.language):
        about = written_to(one, consultation)
        letter = letters.asking(about, is_reminder=is_reminder)
    mail.queue(
        key=f"{letters.ASKING}{made.public_id}", address=one.address, subject=letter.subject, body=letter.body, now=now
    )  # fmt: skip


def written_to(one: Asked, consultation: Consultation) -> letters.Asking:
    """What a letter says, in the language that is being spoken."""
    language = i18n.language()
    organisation = organisations.get(consultation.organisation_id)
    return letters.Asking(
        name=one.name,
        is_body=one.kind == "body",
        title=consultations.titles_in([consultation.id], language)[consultation.id][0],
        law=one.law,
        office=organisations.name_in(organisation, language),
        opens=i18n.instant_text(consultation.opens_at, consultation.timezone)
        if consultation.opens_at
        else "",
        closes=i18n.instant_text(
            max(filter(None, (consultation.closes_at, one.until))), consultation.timezone
        )
        if consultation.closes_at
        else "",
        link=link_of(one),
        site=web.site_name(),
        typed=letters.typed_at(f"{web.settings().base_url}/{language}/receipt"),
    )


def key_of(one: Asked) -> bytes:
    """The key of its newest personal link."""
    return service.asked_key(web.settings().secret, one)


def link_of(one: Asked) -> str:
    """The whole personal address, in the language that is being spoken."""
    return f"{web.settings().base_url}/{i18n.language()}/asked/{references.key_text(key_of(one))}"


@dataclass(frozen=True)
class Printed:
    """A letter to print: the words as in the mail, the link as a picture and as words."""

    one: Asked
    about: letters.Asking
    letter: letters.Letter
    picture: str
    words: tuple[str, ...]
    language: str


def printed(one: Asked, consultation: Consultation) -> Printed:
    """One letter, in the language of whoever gets it."""
    with i18n.speaking(one.language):
        about = written_to(one, consultation)
        letter = letters.asking(about, is_printed=True)
        language = i18n.language()
    return Printed(
        one, about, letter, qr.data_address(about.link), references.key_words(key_of(one), language), language
    )
