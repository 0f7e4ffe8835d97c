"""The links on every page: foundation.web shows them, this room knows where they lead.

And what a lower room asks of several."""

from datetime import datetime

from consult.consultations import queries as consultations
from consult.foundation import text, web
from consult.foundation.access import Actor
from consult.foundation.errors import N_, Refused
from consult.foundation.web import Link
from consult.moderation import service as moderation
from consult.organisations import service as organisations
from consult.organisations.models import Organisation
from consult.votes import queries as votes
from consult.votes import service as voting

web.NAVIGATION[:] = [
    Link(N_("Consultations"), "consultations.list_consultations"),
    Link(N_("Search"), "search.search"),
    Link(N_("My comments"), "site.me"),
    Link(N_("Desk"), "site.desk", staff_only=True),
]
web.FOOTER[:] = [
    Link(N_("How to take part"), "site.how"),
    Link(N_("What bodies owe"), "outcomes.list_bodies"),
    Link(N_("The record"), "site.record"),
    Link(N_("Accessibility"), "site.accessibility"),
    Link(N_("Privacy"), "site.privacy"),
    Link(N_("Staff"), "site.desk"),
]


def keep_while_running(organisation: Organisation, *, now: datetime) -> None:
    """A body stays open while one of its consultations owes the public something."""
    for consultation in consultations.of_organisations([organisation.id]):
        if consultations.phase_of(consultation, now) not in ("draft", "finished", "withdrawn"):
            raise Refused(
                N_(
                    "“%(title)s” is not finished. A body closes when its consultations are finished or withdrawn."
                ),
                title=consultation.title,
            )


organisations.CLOSING.append(keep_while_running)


class Statements:
    """Imported statements, as moderators find and hide what readers report. Others are reported as comments."""

    def find(self, public_id: str) -> moderation.Published | None:
        """The statement, shown or withheld."""
        statement = votes.find_statement(public_id)
        if statement is None or statement.comment_id is not None:
            return None
        slug = consultations.get_by_id(statement.consultation_id).slug
        return moderation.Published(
            subject="statement", public_id=statement.public_id, consultation_id=statement.consultation_id,
            html=text.plain_html(statement.text), language=statement.language,
            place=f"consultations/{slug}/results", is_shown=not statement.is_withheld,
        )  # fmt: skip

    def hide(self, actor: Actor, public_id: str, *, ground: str, now: datetime) -> None:  # noqa: ARG002 - the Protocol's
        """Take its words from every page."""
        if (statement := votes.find_statement(public_id)) is not None:
            voting.withhold(actor, statement, now=now)

    def show(self, actor: Actor, public_id: str, *, now: datetime) -> None:  # noqa: ARG002 - the Protocol's arguments
        """Show them again."""
        if (statement := votes.find_statement(public_id)) is not None:
            voting.show_again(statement)


moderation.SUBJECTS["statement"] = Statements()
