"""Which answer a comment has for its author: the newest reply to it, else what the published outcome made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.contributions.models import Comment
from consult.outcomes.models import AnswerRating, Outcome, Reply
from consult.outcomes.queries.after import latest_reply_to
from consult.outcomes.queries.fates import Decided, decided_on


@dataclass(frozen=True)
class OwnAnswer:
    """The answer to one comment: of ``reply`` and ``outcome``, one is None."""

    at: datetime
    """Since when it says what it says: it was given, or corrected."""
    reply: Reply | None = None
    outcome: Outcome | None = None
    decided: Sequence[Decided] = ()
    """The dispositions of its themes or its article, where the outcome answers it."""

    @property
    def public_id(self) -> str:
        """By which entries name it: the reply's, or the outcome's."""
        given = self.reply or self.outcome
        return given.public_id if given is not None else ""

    @property
    def stamp(self) -> str:
        """Which answer it is, and since when: a form sends it back, so that nobody speaks of one they haven't seen."""
        return f"{self.public_id} {self.at.isoformat()}"

    def is_meant_by(self, said: AnswerRating) -> bool:
        """Whether its author said that of this answer as it reads now, and not of an earlier one."""
        is_same = said.reply_id == (self.reply.id if self.reply is not None else None)
        return is_same and said.rated_at >= self.at

    @property
    def values(self) -> dict[str, str]:
        """What an entry commits to beside its name: which dispositions are meant. In the clear they would tell under
        which theme a comment stands that isn't public."""
        if self.reply is not None:
            return {}
        return {"dispositions": " ".join(sorted(one.public_id for one in self.decided))}


def answer_to(comment: Comment) -> OwnAnswer | None:
    """The answer to a comment, or None. A reply says more of it than what was decided for many."""
    reply = latest_reply_to(comment.id)
    if reply is not None:
        return OwnAnswer(reply.corrected_at or reply.replied_at, reply=reply)
    found = decided_on(comment)
    if found is None:
        return None
    outcome, decided, at = found
    return OwnAnswer(at, outcome=outcome, decided=decided)
