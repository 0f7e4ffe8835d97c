"""What was given to a person who can't answer any more: they lost the role, became an auditor, or closed their account.

It stays with them until somebody gives it to another one: who held what is a fact, and nobody else was asked.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.analysis import permissions, queries
from consult.analysis.models import Reading, Theme
from consult.analysis.queries.given import RUNNING
from consult.consultations.models import Consultation
from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.organisations import queries as organisations

UNDECIDED = ("published", "suspended")
"""States in which a theme still waits for what becomes of it."""


@dataclass(frozen=True)
class Stranded:
    """What one person holds of a consultation and can't answer."""

    consultation_id: int
    account_id: int
    name: str
    """Empty: the account is closed."""
    comments: int
    """Those that nobody has read yet."""
    themes: Sequence[Theme]


def may_hold(account: Account, organisation_id: int) -> bool:
    """Whether something of a consultation of this body can be given to this person, and be answered by them."""
    readers = organisations.readers_in_tree(organisation_id, permissions.READERS)
    return (
        account.id in {one.id for one, _office in readers} and not organisations.actor_for(account).is_auditor
    )


def stranded(among: Collection[Consultation]) -> list[Stranded]:
    """By consultation and person, what is held by who can't answer any more. Two statements where none is held."""
    running = {one.id: one for one in among if one.state in RUNNING}
    held: dict[tuple[int, int], list[Theme]] = defaultdict(list)
    undecided = [own for own, one in running.items() if one.state in UNDECIDED]
    of_persons = select(Theme).where(
        Theme.consultation_id.in_(undecided), Theme.assignee_id.is_not(None), Theme.merged_into_id.is_(None),
        Theme.removed_at.is_(None),
    )  # fmt: skip
    for theme in db.session.scalars(of_persons.order_by(Theme.id)):
        held[theme.consultation_id, theme.assignee_id or 0].append(theme)
    rows = db.session.execute(
        select(Reading.consultation_id, Reading.assignee_id, func.count())
        .join(Comment, Comment.id == Reading.comment_id)
        .where(
            Reading.consultation_id.in_(running), Reading.assignee_id.is_not(None), Reading.read_at.is_(None),
            queries.to_read(),
        )
        .group_by(Reading.consultation_id, Reading.assignee_id)
    )  # fmt: skip
    unread = {(own, person or 0): number for own, person, number in rows}
    found = []
    able: dict[tuple[int, int], bool] = {}
    for own, person in sorted(held.keys() | unread.keys()):
        account, body = db.session.get_one(Account, person), running[own].organisation_id
        if (body, person) not in able:
            able[body, person] = may_hold(account, body)
        if not able[body, person]:
            name = "" if account.closed_at is not None else account.name or account.email
            found.append(
                Stranded(own, person, name, unread.get((own, person), 0), held.get((own, person), ()))
            )
    return found
