"""Comments that an outcome answers, and what their authors say of it."""

from datetime import timedelta

from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import GUEST, Actor
from consult.foundation.db import writing
from consult.organisations.models import Organisation
from consult.outcomes import queries, service
from tests.factories.consultations import article_of, make_consultation, make_organisation
from tests.factories.outcomes import make_comments, make_disposition, make_outcome, responder_of

REASON = "I asked about winter."
FOUND = "Winter was left out; the reason is corrected."


class Case:
    """Two comments on an article and one on the whole draft, all answered by the outcome alone."""

    def __init__(self, body: Organisation | None = None) -> None:
        self.made = make_consultation("closed", organisation=body or make_organisation(name="City Hall"))
        article = article_of(self.made)
        self.first, self.second = make_comments(self.made, 2, article=article)
        (self.whole,) = make_comments(self.made)
        self.setter, self.publisher, self.other = (responder_of(self.made) for _ in range(3))
        self.whole_setter = responder_of(self.made)
        make_disposition(self.made, article, "partly", "In summer alone.", actor=self.setter)
        make_disposition(self.made, None, actor=self.whole_setter)

    def publish(self) -> None:
        """The outcome."""
        make_outcome(self.made, actor=self.publisher)


def rate(comment: Comment, value: str) -> None:
    with writing():
        service.rate_answer(GUEST, contributions.get(comment.id), value=value, now=clock.now())


def ask(comment: Comment, days: int = 0) -> None:
    with writing():
        now = clock.now() + timedelta(days=days)
        service.ask_second_look(GUEST, contributions.get(comment.id), reason=REASON, now=now)


def close(actor: Actor, comment: Comment) -> None:
    with writing():
        look = queries.second_look_at(comment.id)
        assert look is not None
        service.close_second_look(actor, look, note=FOUND, now=clock.now())
