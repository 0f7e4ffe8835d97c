"""What the short form and the large one share: the key, who sends, the files kept while the form is filled in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import url_for

from consult.contributions import references, service
from consult.contributions.forms import FilesForm, SenderForm
from consult.contributions.forms.entering import ReceivedForm
from consult.foundation import limits, phones, web
from consult.foundation.db import db, writing
from consult.foundation.forms import TOKEN_LEAST

TEXTS = (
    "name", "email", "phone", "publication", "confidential_reason", "capacity", "organisation", "organisation_kind",
    "register_number", "members", "office", "interests", "place", "guardian", "guardian_kind",
)  # fmt: skip
TICKS = ("show_name", "is_minor", "guardian_confirms")
CHOICES = (*TEXTS, *TICKS)
"""What the forms say about the sender."""


def key_of(form: SenderForm) -> bytes:
    """The private key that belongs to this form."""
    return references.private_key(web.settings().secret, (form.form_token.data or "")[:200])


def receipt_of(key: bytes) -> str:
    """Where the receipt is."""
    return url_for("contributions.receipt", key=references.key_text(key))


def contact_of(form: SenderForm, key: bytes, consultation: Any) -> service.Contact:
    """Who sends, as typed."""
    return service.Contact(**choices_of(form), token=token_of(key), region=region_of(consultation))


def region_of(consultation: Any) -> str:
    """The country whose telephone numbers are typed without their code here."""
    return phones.REGIONS.get(consultation.profile) or web.settings().phone_region


def token_of(key: bytes) -> str:
    """The secret of the link that is mailed to the sender's address."""
    return references.confirm_token(web.settings().secret, references.key_hash(key))


def choices_of(form: SenderForm) -> dict[str, Any]:
    """What the form says about the sender, as typed."""
    return {
        **{name: form[name].data or "" for name in TEXTS},
        **{name: bool(form[name].data) for name in TICKS},
    }


def keep_files(
    form: SenderForm | FilesForm | ReceivedForm, key: bytes, *, now: datetime, article_id: int | None = None,
    by_staff: bool = False,
) -> None:  # fmt: skip
    """Keep the files that came with the form, whatever else is wrong with it. Raises Refused for those not taken.

    They are looked at before the write lock is taken, and one that isn't taken leaves the others kept. ``by_staff``:
    a mail room scans hundreds an hour from one address.
    """
    if not form.files or len(form.form_token.data or "") < TOKEN_LEAST or "csrf_token" in form.errors:
        return
    settings = web.settings()
    if not by_staff:
        limits.check_address("attachment", per_hour=settings.attachments_per_address_per_hour, now=now)
    is_private = "attachment_private" in form and bool(form["attachment_private"].data)
    for one in form.files:
        content = one.stream.read(settings.attachment_bytes + 1)
        sent = service.look_at(one.filename or "", content, limit=settings.attachment_bytes)
        db.session.rollback()
        with writing():
            service.keep_file(
                key, sent, most=settings.attachments, now=now, article_id=article_id, is_private=is_private
            )


def drop_files(key: bytes, public_ids: Sequence[str]) -> None:
    """Take kept files out again."""
    if not public_ids:
        return
    db.session.rollback()
    with writing():
        for public_id in public_ids[:100]:
            service.drop_file(key, public_id[:40])


def limit_of(consultation: Any, *, is_covering: bool) -> int:
    """Characters of the covering text, or of a comment."""
    settings = web.settings()
    if is_covering:
        return settings.covering_text_characters
    return consultation.comment_characters or settings.comment_characters


def check_body(body: str, consultation: Any, *, is_covering: bool, confidential: str = "") -> None:
    """Raises Refused for a text that couldn't be sent; an empty one takes its part out."""
    if body.strip():
        service.write(body, limit=limit_of(consultation, is_covering=is_covering), confidential=confidential)
