"""Reading what waits for signatures, and who signed what."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from consult.accounts.models import Account
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound
from consult.organisations.models import Approval, ApprovalStep, Organisation


@dataclass(frozen=True)
class Signed:
    """An approval with its steps in order."""

    approval: Approval
    steps: Sequence[ApprovalStep]

    @property
    def next_step(self) -> ApprovalStep | None:
        """The step that waits now; None where nothing does."""
        if self.approval.decision:
            return None
        return next((step for step in self.steps if step.signed_at is None), None)

    @property
    def signers(self) -> list[int | None]:
        """Accounts that have signed."""
        return [step.account_id for step in self.steps if step.signed_at is not None]


NOTHING = N_("There is nothing to sign at this address.")


def find_approval(public_id: str) -> Approval | None:
    """The request with this random id, without its signatures."""
    return db.session.scalar(select(Approval).where(Approval.public_id == public_id))


def get_approval(public_id: str) -> Signed:
    """The approval. Raises NotFound."""
    found = find_approval(public_id)
    if found is None:
        raise NotFound(NOTHING)
    return _with_steps([found])[0]


def get_approval_by_id(approval_id: int) -> Signed:
    """The approval. Raises NotFound."""
    found = db.session.get(Approval, approval_id)
    if found is None:
        raise NotFound
    return _with_steps([found])[0]


def waiting_approvals(*, act: str = "", subject: str = "", consultation: str = "") -> list[Signed]:
    """What waits for signatures, oldest first, narrowed by what is given."""
    statement = select(Approval).where(Approval.decision == "").order_by(Approval.id)
    for column, value in (
        (Approval.act, act), (Approval.subject, subject), (Approval.consultation, consultation),
    ):  # fmt: skip
        if value:
            statement = statement.where(column == value)
    return _with_steps(db.session.scalars(statement).all())


def approvals_of(consultation: str) -> list[Signed]:
    """Everything that was or is to be signed on a consultation, oldest first. Two statements."""
    statement = select(Approval).where(Approval.consultation == consultation).order_by(Approval.id)
    return _with_steps(db.session.scalars(statement).all())


def done_alone(limit: int) -> Sequence[Approval]:
    """What one person did alone on the whole site, newest first: also on consultations that aren't public yet."""
    statement = (
        select(Approval)
        .where(Approval.decision == "done", Approval.is_alone.is_(True))
        .order_by(Approval.id.desc())
        .limit(limit)
    )
    return db.session.scalars(statement).all()


def newest_approval(act: str, subject: str) -> Signed | None:
    """The last time this was asked for."""
    statement = select(Approval).where(Approval.act == act, Approval.subject == subject)
    found = db.session.scalar(statement.order_by(Approval.id.desc()).limit(1))
    return _with_steps([found])[0] if found else None


def _with_steps(approvals: Sequence[Approval]) -> list[Signed]:
    steps: dict[int, list[ApprovalStep]] = defaultdict(list)
    wanted = select(ApprovalStep).where(ApprovalStep.approval_id.in_([one.id for one in approvals]))
    for step in db.session.scalars(wanted.order_by(ApprovalStep.position)) if approvals else ():
        steps[step.approval_id].append(step)
    return [Signed(one, steps[one.id]) for one in approvals]


def offices(public_ids: Collection[str]) -> dict[str, Organisation]:
    """Bodies by their public id."""
    rows = db.session.scalars(select(Organisation).where(Organisation.public_id.in_(public_ids)))
    return {row.public_id: row for row in rows}


def people(ids: Collection[int | None]) -> dict[int, Account]:
    """Accounts by id."""
    rows = db.session.scalars(select(Account).where(Account.id.in_([one for one in ids if one is not None])))
    return {row.id: row for row in rows}
