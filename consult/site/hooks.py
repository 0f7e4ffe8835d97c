"""The links on every page: foundation.web shows them, this room knows where they lead.

And what a lower room asks of several."""

from datetime import datetime

from consult.consultations import queries as consultations
from consult.foundation import web
from consult.foundation.errors import N_, Refused
from consult.foundation.web import Link
from consult.organisations import service as organisations
from consult.organisations.models import Organisation

web.NAVIGATION[:] = [
    Link(N_("Consultations"), "consultations.list_consultations"),
    Link(N_("Search"), "search.search"),
    Link(N_("My comments"), "site.me"),
    Link(N_("Desk"), "site.desk", staff_only=True),
]
web.FOOTER[:] = [
    Link(N_("How to take part"), "site.how"),
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
