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
