"""What happened to bodies and roles."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RoleAsked:
    """A role was asked for and waits for a second administrator."""

    membership_id: int


@dataclass(frozen=True)
class RoleGranted:
    """A role is held from now on."""

    membership_id: int


@dataclass(frozen=True)
class RoleRevoked:
    """A role is no longer held."""

    membership_id: int


@dataclass(frozen=True)
class ApprovalAsked:
    """Something waits for a signature: the first one, or the next in order."""

    approval_id: int


@dataclass(frozen=True)
class ApprovalDecided:
    """It was done, refused, voided or taken back."""

    approval_id: int
