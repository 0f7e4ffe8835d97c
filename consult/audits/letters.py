"""Mails of the audit office, in the receiver's language: the caller speaks it."""

from dataclasses import dataclass

from consult.foundation.i18n import gettext as _


@dataclass(frozen=True)
class Letter:
    """A mail's subject and plain text."""

    subject: str
    body: str


def alarm(*, what: str, title: str, link: str, site: str, is_escalated: bool) -> Letter:
    """To auditors when something happens; to the body above when it lasts."""
    lasts = _("This has lasted for some time, so it comes to you as the body above.") if is_escalated else ""
    return Letter(
        _("Alarm: %(what)s", what=what),
        "\n\n".join(part for part in (what, title, lasts, link, site) if part) + "\n",
    )


def reported(*, link: str, site: str) -> Letter:
    """To auditors: somebody reported the process itself."""
    said = _(
        "Somebody sent a confidential report about how a consultation is run. Please read it on your desk:"
    )
    return Letter(_("A confidential report has arrived"), f"{said}\n\n{link}\n\n{site}\n")


def report_asked_for(*, link: str, site: str) -> Letter:
    """To auditors: somebody asks by law for what is held, and a confidential report may belong to it."""
    said = _(
        "Somebody has asked by law for what is held, and a confidential report may belong to it. The office that "
        "answers the request sees nothing of the report. What is given out of it the audit office "
        "decides and gives itself:"
    )
    return Letter(
        _("A request for access may concern a confidential report"), f"{said}\n\n{link}\n\n{site}\n"
    )
