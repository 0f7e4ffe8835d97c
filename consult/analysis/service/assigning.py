"""Giving themes and comments to a department or a person; and what becomes of that when a department closes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from consult.accounts.models import Account
from consult.analysis.models import Reading, Theme, ThemeChange
from consult.analysis.service.shared import append, append_parts, begin, known, set_rows
from consult.analysis.service.stranded import may_hold
from consult.analysis.service.theming import check_live
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.models import Comment
from consult.foundation.access import TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Refused
from consult.organisations import queries as organisations
from consult.organisations.models import Organisation


@dataclass(frozen=True)
class Assignee:
    """A department of the tree, or a person; both None: nobody."""

    organisation: Organisation | None = None
    account: Account | None = None

    @property
    def label(self) -> str:
        """What history and the record call it."""
        if self.account is not None:
            return self.account.name or self.account.email
        return self.organisation.name if self.organisation else ""


NOBODY = Assignee()


def assign_theme(
    actor: Actor, consultation: Consultation, theme: Theme, to: Assignee, *, now: datetime
) -> None:
    """Give a theme to a department or a person, or take it back. One merged in the meantime is refused and named."""
    begin(actor, consultation, now)
    check_live(theme)
    _check(to, consultation)
    theme.organisation_id = to.organisation.id if to.organisation else None
    theme.assignee_id = to.account.id if to.account else None
    theme.changed_at = now
    db.session.add(
        ThemeChange(
            theme_id=theme.id, kind="assigned", before="", after=to.label, number=0, account_id=actor.account_id,
            changed_at=now,
        )
    )  # fmt: skip
    db.session.flush()
    append(
        "theme.assigned", actor, consultation, now,
        objects=[theme.public_id, *([to.organisation.public_id] if to.organisation else [])],
        values={"holder": to.label},
    )  # fmt: skip


def assign_comments(
    actor: Actor, consultation: Consultation, to: Assignee, *, comment_ids: Collection[int], now: datetime
) -> int:
    """Give comments to a department or a person, or take them back. Returns how many."""
    begin(actor, consultation, now)
    _check(to, consultation)
    given = known(consultation.id, comment_ids)
    set_rows(
        [one.id for one in given],
        organisation_id=to.organisation.id if to.organisation else None,
        assignee_id=to.account.id if to.account else None,
    )
    offices = [to.organisation.public_id] if to.organisation else []
    append_parts(
        [one.public_id for one in given],
        lambda objects, part: append(
            "reading.assigned", actor, consultation, now, objects=[*offices, *objects],
            values={"holder": to.label, "part": part},
        ),
    )  # fmt: skip
    return len(given)


def _check(to: Assignee, consultation: Consultation) -> None:
    if to.organisation is not None and to.organisation.closed_at is not None:
        raise Refused(N_("This department is closed. Please choose another one."), field="to")
    if to.account is not None and not may_hold(to.account, consultation.organisation_id):
        raise Refused(N_("This person has no role here. Please choose another one."), field="to")


def hand_up(organisation: Organisation, *, now: datetime) -> None:
    """What was given to a department that closes goes to the body above it; on top, to nobody. Part of closing it."""
    above = organisations.get(organisation.parent_id) if organisation.parent_id else None
    for theme in db.session.scalars(select(Theme).where(Theme.organisation_id == organisation.id)).all():
        theme.organisation_id = above.id if above else None
        db.session.add(
            ThemeChange(
                theme_id=theme.id, kind="assigned", before=organisation.name, after=above.name if above else "",
                number=0, account_id=None, changed_at=now,
            )
        )  # fmt: skip
        db.session.flush()
        append(
            "theme.assigned", TIMER, consultations.get_by_id(theme.consultation_id), now,
            objects=[theme.public_id, *([above.public_id] if above else [])],
            values={"holder": above.name if above else "", "closed": organisation.name},
        )  # fmt: skip
    own = select(Reading.consultation_id).where(Reading.organisation_id == organisation.id).distinct()
    for consultation_id in db.session.scalars(own).all():
        _hand_up_comments(consultation_id, organisation, above, now)


def _hand_up_comments(
    consultation_id: int, organisation: Organisation, above: Organisation | None, now: datetime
) -> None:
    given = (Reading.consultation_id == consultation_id, Reading.organisation_id == organisation.id)
    objects = list(
        db.session.scalars(
            select(Comment.public_id).join(Reading, Reading.comment_id == Comment.id).where(*given)
        )
    )
    db.session.execute(update(Reading).where(*given).values(organisation_id=above.id if above else None))
    consultation = consultations.get_by_id(consultation_id)
    append_parts(
        objects,
        lambda named, part: append(
            "reading.assigned", TIMER, consultation, now,
            objects=[*([above.public_id] if above else []), *named],
            values={"holder": above.name if above else "", "closed": organisation.name, "part": part},
        ),
    )  # fmt: skip
