"""The links on every page: foundation.web shows them, this room knows where they lead."""

from consult.foundation import web
from consult.foundation.errors import N_
from consult.foundation.web import Link

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
