"""Mails to staff. Each in the receiver's language: the caller speaks it."""

from dataclasses import dataclass

from consult.foundation.i18n import gettext as _


@dataclass(frozen=True)
class Letter:
    """A mail's subject and plain text."""

    subject: str
    body: str


def _letter(subject: str, *paragraphs: str) -> Letter:
    return Letter(subject, "\n\n".join(part for part in paragraphs if part) + "\n")


def invitation(*, body: str, role: str, inviter: str, link: str, site: str) -> Letter:
    """To somebody without an account: the link to set one up."""
    return _letter(
        _("You are invited to work with %(body)s", body=body),
        _(
            "%(inviter)s invites you to work with %(body)s on %(site)s.",
            inviter=inviter,
            body=body,
            site=site,
        ),
        _("Your role: %(role)s", role=role),
        _("Please open this link within 7 days to set up your account:"),
        link,
        _("If you don’t know what this is about, please ignore this message. Without you nothing happens."),
        site,
    )


def role_given(*, body: str, role: str, link: str, site: str) -> Letter:
    """To somebody with an account: a role is theirs from now on."""
    return _letter(
        _("You have a new role with %(body)s", body=body),
        _("Your role with %(body)s on %(site)s: %(role)s", body=body, role=role, site=site),
        _("Sign in to begin:"),
        link,
        site,
    )


def second_person(*, body: str, role: str, holder: str, link: str, site: str) -> Letter:
    """To the other administrators: a role waits for one of them."""
    return _letter(
        _("A role waits for your confirmation"),
        _("%(holder)s is to become %(role)s at %(body)s.", holder=holder, role=role, body=body),
        _("A second administrator has to confirm it. Please look at it here:"),
        link,
        site,
    )


def to_sign(*, act: str, title: str, link: str, site: str) -> Letter:
    """To those who may sign what waits."""
    return _letter(
        _("For you to sign: %(title)s", title=title),
        _("“%(title)s” waits for a signature: %(act)s.", title=title, act=act),
        _("Please look at it and sign, or refuse with a reason:"),
        link,
        site,
    )


def approval_decided(*, outcome: str, title: str, reason: str, link: str, site: str) -> Letter:
    """To whoever asked for signatures, and to those who had signed."""
    return _letter(f"{outcome}: {title}", f"{outcome}: {title}", reason, link, site)


def test_mail(*, site: str) -> Letter:
    """To the administrator who asked whether mail works."""
    return _letter(
        _("Test e-mail from %(site)s", site=site), _("Mail works: this one has reached you."), site
    )
