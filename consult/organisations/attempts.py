"""What the pages of every room above write of a refused attempt at an act of two persons, as commands do (console)."""

from collections.abc import Callable

from consult.foundation import access, clock
from consult.foundation.errors import Refused
from consult.organisations.service import approving


def noting(act: str, subject: str, log: str = "") -> Callable[[Refused], None]:
    """For ``forms.is_done_on_record``: what appends the entry. ``log``: the consultation whose log has it."""

    def note(why: Refused) -> None:
        actor, now = access.current_actor(), clock.now()
        approving.note_attempt(actor, act=act, subject=subject, consultation=log, why=why, now=now)

    return note
