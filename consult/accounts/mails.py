"""Mails about an account, in the account's language. Written before the lock, queued inside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, g, render_template, url_for

from consult.foundation import i18n, mail, sms, web
from consult.foundation.ids import random_id


@dataclass(frozen=True)
class Letter:
    """A mail's subject and plain text."""

    subject: str
    body: str
    short: str = ""
    """What goes to a telephone, where that isn't the subject with the first link."""

    def queue(self, address: str, *, now: datetime) -> None:
        """Queue it in the running transaction."""
        mail.queue(
            key=f"accounts|{random_id()}", address=address, subject=self.subject, body=self.body, short=self.short,
            now=now,
        )  # fmt: skip


def letter(template: str, *, language: str, **context: Any) -> Letter:
    """Render ``accounts/mail/<template>.txt``: its first line is the subject.

    A telephone gets the subject with the first link, and the site's name, so that nobody wonders who writes.
    """
    with _in_language(language):
        text = render_template(f"accounts/mail/{template}.txt", **context)
        site = web.site_name()
    subject, _, body = text.strip().partition("\n")
    return Letter(subject.strip(), body.strip() + "\n", sms.short_form(f"{site}: {subject.strip()}", body))


def link(endpoint: str, *, language: str, **values: Any) -> str:
    """A full address built on the site's own base address, never on what the request says (attack 52)."""
    base = current_app.extensions["consult_settings"].base_url
    return f"{base}{url_for(endpoint, lang=language, **values)}"


@contextmanager
def _in_language(language: str) -> Iterator[None]:
    before = g.get("lang")
    g.lang = language if language in i18n.LANGUAGES else "en"
    try:
        yield
    finally:
        g.lang = before
