"""Refusals: what a rule says no with, in words a person can act on.

Nothing here knows Flask. A refusal carries the English message (its catalogue id) and the
values to fill in; the door translates it into the person's language.
"""

from collections.abc import Mapping


def N_(message: str) -> str:
    """Mark a message for the catalogues where it can't be translated yet (rules, constants)."""
    return message


class Refused(Exception):
    """A rule said no. ``field`` names the form field it concerns, if there is one.

    ``message`` is the English sentence with ``%(name)s`` places; ``values`` fills them.
    """

    status = 422
    cause = ""
    """Of those that are counted before anything is accepted: limit, trap, closed, overload, name or repair."""

    def __init__(self, message: str, /, *, field: str | None = None, **values: object) -> None:
        self.message = message
        self.field = field
        self.values: Mapping[str, object] = values
        super().__init__(message % values if values else message)


class Forbidden(Refused):
    """The actor may not do this."""

    status = 403


class NotFound(Refused):
    """There is no such thing, or it may not be seen by this actor."""

    status = 404

    def __init__(
        self,
        message: str = N_("There is nothing at this address."),
        /,
        *,
        field: str | None = None,
        **values: object,
    ) -> None:
        super().__init__(message, field=field, **values)


class Conflict(Refused):
    """Somebody else changed it in the meantime."""

    status = 409


class NotOpen(Refused):
    """Nothing is taken here at this instant."""

    cause = "closed"


class ClosedMeanwhile(Conflict):
    """It was taken until a moment ago."""

    cause = "closed"


class Malformed(Refused):
    """What was sent can't be read at all."""

    status = 400


class Gone(Refused):
    """It was here and has been taken away."""

    status = 410


class TooLarge(Refused):
    """More than a named limit allows."""

    status = 413


class Busy(Refused):
    """The site can't take this right now; the same request may be sent again."""

    status = 503
    cause = "overload"
