"""Sign-offs and second persons: which signatures a body asks for, in which order: pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from consult.foundation.errors import N_, Conflict, Refused

STEP_KINDS = ("second-person", "legal", "department")
MOST_STEPS = 9
SIGNERS = ("author", "responder", "administrator")
"""Roles whose holders may sign what their body makes public."""


@dataclass(frozen=True)
class Step:
    """One signature of a chain. ``office`` is the public id of the department that signs; empty: the body itself."""

    kind: str = "second-person"
    office: str = ""


def chain_of(sign_offs: int, listed: Sequence[Mapping[str, str]]) -> list[Step]:
    """The body's chain in order."""
    steps = [Step(one.get("kind", ""), one.get("office", "")) for one in listed[:sign_offs]]
    return steps + [Step()] * (sign_offs - len(steps))


def check_chain(steps: Sequence[Step], offices: Collection[str]) -> None:
    """Raises Refused for a chain that is too long, of unknown kinds, or that names no department where it must."""
    if len(steps) > MOST_STEPS:
        raise Refused(N_("There can be at most %(limit)s sign-offs."), limit=MOST_STEPS)
    for number, step in enumerate(steps, 1):
        if step.kind not in STEP_KINDS:
            raise Refused(N_("Please choose one of the answers."), field=f"kind_{number}")
        if (step.kind == "department" and not step.office) or (step.office and step.office not in offices):
            raise Refused(N_("Please choose the department that signs."), field=f"office_{number}")


def check_still_waits(decision: str) -> None:
    """Raises Conflict where it was decided in the meantime."""
    if decision:
        raise Conflict(N_("This was decided in the meantime, or what it is about was changed."))


def check_refusal_reason(reason: str) -> str:
    """The reason for refusing. Raises Refused where there is none."""
    reason = reason.strip()
    if not reason:
        raise Refused(N_("Please give the reason, so that it can be mended."), field="reason")
    if len(reason) > REASON_LIMIT:
        raise Refused(
            N_("This text can have at most %(limit)s characters."), field="reason", limit=REASON_LIMIT
        )
    return reason


REASON_LIMIT = 2_000
