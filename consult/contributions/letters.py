"""Mails to senders, in the language they wrote in."""

from collections.abc import Sequence
from dataclasses import dataclass

from consult.foundation import i18n
from consult.foundation.i18n import gettext as _


@dataclass(frozen=True)
class Letter:
    """A mail's subject and plain text."""

    subject: str
    body: str


def confirm_address(*, title: str, reference: str, link: str, is_needed: bool, site: str) -> Letter:
    """Asks the person behind an address whether they sent a comment. ``is_needed``: nobody reads it before."""
    why = (
        _(
            "Your comment goes on its way when you confirm your address. Please open this page and press the button:"
        )
        if is_needed
        else _(
            "If you want to hear when it is published or answered, please open this page and press the button:"
        )
    )
    body = "\n\n".join((
        _("Somebody, perhaps you, sent a comment on “%(title)s” and gave this address.", title=title),
        _("Its reference is %(reference)s.", reference=reference),
        why,
        link,
        _("After that the same link opens your comment: you can correct it or take it back there."),
        _("Please keep the link to yourself."),
        _("If it wasn’t you, do nothing. You will get no more e-mail about it."),
        site,
    ))  # fmt: skip
    return Letter(_("Please confirm your address: comment %(reference)s", reference=reference), body + "\n")


def receipt(*, title: str, references: Sequence[str], link: str, checked_at: str, site: str) -> Letter:
    """Brings receipts. ``link``: the sender's page; ``checked_at``: where anybody checks a receipt."""
    body = "\n\n".join((
        _(
            "What you sent to “%(title)s” is sealed in the record. Attached is your receipt: please keep it.",
            title=title,
        ),
        _("Its reference is %(reference)s.", reference=i18n.list_text(list(references))),
        _("With the receipt you can prove, to anybody and at any time, that it was received and what it said. It "
          "holds your text and what you gave about yourself, so show it only to people who may read that."),
        _("Check it here, or with the verifier in the consultation’s package:") + f"\n{checked_at}",
        _("Your page:") + f"\n{link}",
        site,
    ))  # fmt: skip
    return Letter(_("Your receipt: %(reference)s", reference=references[0]), body + "\n")


def invitation(*, name: str, title: str, code: str, link: str, site: str) -> Letter:
    """Invites somebody, with the personal link."""
    body = "\n\n".join((
        *([_("Dear %(name)s,", name=name)] if name else []),
        _("You are invited to say what you think of “%(title)s”. Only people who are invited take part.", title=title),
        _("Please open this page and press the button. The link is yours alone and works once:") + f"\n{link}",
        _("Or type this code there: %(code)s", code=code),
        _("Who is invited is not public. Which name is shown with your comment is your choice."),
        site,
    ))  # fmt: skip
    return Letter(_("Your invitation: %(title)s", title=title), body + "\n")


ASKING = "contributions.asked|"
"""Begin of the outbox keys of letters to those who must be asked."""


@dataclass(frozen=True)
class Asking:
    """What a letter to somebody who must be asked is about."""

    name: str
    is_body: bool
    title: str
    law: str
    office: str
    opens: str
    closes: str
    link: str
    site: str
    typed: str = ""
    """Where the key can be typed from paper, in a sentence."""


def typed_at(page: str) -> str:
    """Says where the words of a printed key are typed."""
    return _("Or open %(page)s and type this key:", page=page)


def asking(about: Asking, *, is_reminder: bool = False, is_printed: bool = False) -> Letter:
    """Asks a body that a law names, or somebody who is affected, for their view; or reminds them, once."""
    why = (
        _("The law asks us to hear you on this draft: %(law)s", law=about.law)
        if about.is_body
        else _("You may be affected by this draft, so you are asked yourself: %(law)s", law=about.law)
    )
    until = (
        _(
            "Please answer by %(closes)s. You can answer from %(opens)s on.",
            closes=about.closes,
            opens=about.opens,
        )
        if about.opens and not is_reminder
        else _("Please answer by %(closes)s.", closes=about.closes)
    )
    link = (
        _("Your personal page is at the address below; you need no account. The picture leads there, too.")
        if is_printed
        else _("This is your personal page; you need no account. Please keep the link to yourself:")
        + f"\n{about.link}"
    )
    private = (
        _("Everybody can read that you were asked, and whether you have answered.")
        if about.is_body
        else _("Your name and address are never published. On your page you can have them erased.")
    )
    body = "\n\n".join((
        _("To %(name)s", name=about.name),
        *([_("We have heard nothing from you yet.")] if is_reminder else []),
        _("%(office)s has published a draft and asks for your view: “%(title)s”.", office=about.office,
          title=about.title),
        why, until,
        _("You can answer, say that you have no comment, or ask for more time."),
        link, private, about.site,
    ))  # fmt: skip
    subject = (
        _("Reminder: your view is asked on “%(title)s”", title=about.title)
        if is_reminder
        else _("Your view is asked: “%(title)s”", title=about.title)
    )
    return Letter(subject, body + "\n")


def phone_code(*, code: str, reference: str, link: str, site: str) -> Letter:
    """The text message with the code; the whole of it fits a telephone."""
    words = _(
        "%(code)s confirms your number for comment %(reference)s (%(site)s). It works for 10 minutes: %(link)s",
        code=code, reference=reference, site=site, link=link,
    )  # fmt: skip
    return Letter(_("Code for comment %(reference)s", reference=reference), words)


CERTIFICATE = "contributions.certificate|"
"""Begin of the outbox keys of these mails, whose rows go once they are sent."""


def erasure_decided(*, decision: str, link: str, days: int, site: str) -> Letter:
    """What the office decided on a request to erase, or that something was removed by order."""
    told = {
        "granted": _("What you asked us to erase was erased."),
        "restricted": _("It was taken off every page and is only kept; nobody works with it."),
        "refused": _(
            "The office refused to erase it. The page below says on which ground, and what you can do."
        ),
        "removed": _("Something you sent was removed by order. The page below says by which one."),
    }[decision]
    parts = [told, _("The certificate:") + f"\n{link}"]
    if decision in ("granted", "removed"):
        parts.append(_("Backups still hold it until they are overwritten, %(days)s days at most.", days=days))
    if decision == "granted":
        parts.append(_("This is the last e-mail about it: your address was erased, too."))
    return Letter(_("Decision on erasing what you sent"), "\n\n".join([*parts, site]) + "\n")
