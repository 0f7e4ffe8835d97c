"""People who work for a public body."""

from typing import Self

from tests.journeys.conftest import sign_in
from tests.journeys.people.visitor import Visitor


class Staff(Visitor):
    """Somebody with a desk."""

    def comes_in(self, email: str) -> Self:
        """Sign in with address and password."""
        sign_in(self.page, email)
        return self


class Clerk(Staff):
    """Enters what came on paper, by telephone or at the counter."""

    def enters(self, slug: str, body: str, *, channel: str, received_on: str, **fields: str) -> Self:
        """One letter, on the day it came, up to its slip."""
        self.goes_to(f"/en/desk/enter/{slug}").chooses("channel", channel)
        self.writes(received_on=received_on, body=body, **fields)
        return self.presses("Enter it and make the slip")


class Moderator(Staff):
    """Reads what people send, and rules."""

    def opens_comment(self, reference: str) -> Self:
        """One comment on the desk."""
        return self.goes_to(f"/en/desk/moderation/{reference}")

    def rules(self, act: str, **fields: str) -> Self:
        """Publish, hide or redact the comment that lies on the desk."""
        return self.chooses("act", act).writes(**fields).presses("Rule and go to the next")

    def publishes(self, *references: str) -> Self:
        """Publish comments one after the other."""
        for reference in references:
            self.opens_comment(reference).rules("publish").sees("Published")
        return self

    def opens_queue(self, slug: str = "") -> Self:
        """The queue, of one consultation or of all."""
        return self.goes_to(f"/en/desk/moderation?consultation={slug}" if slug else "/en/desk/moderation")

    def ticks_comment(self, reference: str) -> Self:
        """Tick it in the queue."""
        self.page.locator(f'li[id="{reference}"] input[name=picked]').check()
        return self


class Responder(Staff):
    """Answers, and says what became of the comments."""

    def opens_replies(self, slug: str) -> Self:
        """The comments that wait for an answer."""
        return self.goes_to(f"/en/desk/consultations/{slug}/replies")

    def opens_outcome(self, slug: str) -> Self:
        """The list of what the outcome still needs."""
        return self.goes_to(f"/en/desk/consultations/{slug}/outcome")

    def chooses_comments(self, *references: str) -> Self:
        """Tick comments in the list."""
        for reference in references:
            self.page.locator(f'input[name=picked][value="{reference}"]').check()
        return self

    def reads_everything(self, slug: str, number: int) -> Self:
        """Read one comment after the other, then put all under one theme for each article."""
        self.goes_to(f"/en/desk/consultations/{slug}/reading").follows("Read one after the other")
        for _ in range(number):
            self.presses("Read: on to the next one")
        self.sees("Every comment is read.").follows("Themes")
        return self.presses("Put the rest under one theme for each article")

    def decides(self, disposition: str, reason: str) -> Self:
        """What became of the comments on the article that is shown."""
        return (
            self.chooses("disposition", disposition)
            .writes(reason=reason)
            .presses("Save and go on with the next one")
        )
