"""What the verbs of this room share: how an actor is named in the record."""

from consult.foundation.access import Actor


def role_of(actor: Actor) -> str:
    """The role an entry names. The timer acts for nobody's office."""
    return {"console": "console", "timer": "timer"}.get(actor.kind, "administrator")
