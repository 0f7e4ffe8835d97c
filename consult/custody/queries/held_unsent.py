"""What people began and haven't sent: held here, received by nobody. Its words are for whoever writes it alone."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from consult.accounts.models import Account
from consult.accounts.rules import fold_address
from consult.consultations.models import Article
from consult.contributions import labels as contributing
from consult.contributions.models import Draft, DraftFile, DraftPart
from consult.contributions.queries import draft_reference
from consult.custody.queries.documents import Document, lines
from consult.foundation.db import db
from consult.foundation.i18n import gettext as _
from consult.foundation.i18n import ngettext

TYPED = (
    ("name", "Name"), ("email", "E-mail address"), ("phone", "Telephone number"), ("organisation", "Organisation"),
    ("place", "Town or district"),
)  # fmt: skip
"""What the form of a draft keeps about its sender, and what that is called."""


def unsent(consultation_id: int, person: str, asker: str) -> Iterator[Document]:
    """How many there are, or those of one person (a name or an address).

    Their words stand there only where somebody asks about themself: ``asker``, where to answer, is the confirmed
    address of the account that began it. Anybody can type a name.
    """
    if not person:
        yield from _counted(consultation_id)
        return
    address = fold_address(person)
    found = (
        select(Draft, Account)
        .outerjoin(Account, Account.id == Draft.account_id)
        .where(Draft.consultation_id == consultation_id)
        .order_by(Draft.id)
    )
    for draft, account in db.session.execute(found):
        is_theirs = _is_of(account, address)
        if is_theirs and fold_address(asker) == address:
            yield _words(draft)
            yield from _files(draft)
        elif is_theirs or _is_called(person, account, draft.choices):
            yield Document("draft", draft_reference(draft.key_hash), draft.saved_at, "", _(
                "Somebody began to write this and hasn’t sent it: nobody has received it. Its words are given only to "
                "whoever writes it, who reads them through their link or their account."
            ))  # fmt: skip


def _counted(consultation_id: int) -> Iterator[Document]:
    number = db.session.scalar(
        select(func.count()).select_from(Draft).where(Draft.consultation_id == consultation_id)
    )
    if number:
        said = ngettext(
            "%(num)s submission was begun and isn’t sent. Nobody has received it; its words are given only to whoever "
            "writes it.",
            "%(num)s submissions were begun and aren’t sent. Nobody has received them; their words are given only to "
            "those who write them.",
            number,
        )
        yield Document("draft", "", None, "", said)


def _is_of(account: Account | None, address: str) -> bool:
    return account is not None and account.confirmed_at is not None and account.email_fold == address


def _is_called(person: str, account: Account | None, choices: dict[str, Any]) -> bool:
    names = [account.name] if account is not None else []
    names += [str(choices.get(name) or "") for name in ("name", "email", "phone", "organisation")]
    return person.casefold() in {one.strip().casefold() for one in names}


def _words(draft: Draft) -> Document:
    said = [lines((_(label), draft.choices.get(name) or "") for name, label in TYPED)]
    parts = (
        select(DraftPart, Article.anchor)
        .outerjoin(Article, Article.id == DraftPart.article_id)
        .where(DraftPart.draft_id == draft.id)
        .order_by(DraftPart.article_id.is_not(None), DraftPart.id)
    )
    for part, anchor in db.session.execute(parts):
        place = anchor or _("The whole draft")
        kept = lines([(_("Covered as confidential"), part.confidential)])
        said.append("\n".join(filter(None, (place, _(contributing.STANCES[part.stance]), part.body, kept))))
    return Document(
        "draft", draft_reference(draft.key_hash), draft.saved_at, "", "\n\n".join(filter(None, said))
    )


def _files(draft: Draft) -> Iterator[Document]:
    own = select(DraftFile).where(DraftFile.key_hash == draft.key_hash).options(undefer(DraftFile.content))
    for one in db.session.scalars(own.order_by(DraftFile.id)):
        said = lines([(_("File"), one.name)])
        yield Document("file", draft_reference(draft.key_hash), one.saved_at, "", said, one.name, one.content)
