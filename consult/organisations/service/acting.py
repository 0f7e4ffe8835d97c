"""What the verbs of this room share: how an actor is named in the record, and the common refusal."""

from consult.foundation.access import Actor
from consult.foundation.errors import N_

NOT_YOURS = N_("Only an administrator of this body may do that.")


def role_of(actor: Actor) -> str:
    """The role an entry names. The timer acts for nobody's office."""
    return {"console": "console", "timer": "timer"}.get(actor.kind, "administrator")
