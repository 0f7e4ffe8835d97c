"""Nobody but staff can look like an office (S07, A31)."""

import pytest
from flask import Flask

from consult.consultations import queries as consultations
from consult.contributions import service
from consult.contributions.service import Contact
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import writing
from consult.foundation.errors import Refused
from consult.organisations import service as organisations
from tests.factories.consultations import make_consultation


def _send(slug: str, contact: Contact) -> str:
    with writing():
        made = consultations.get(slug)
        version = consultations.versions_of(made.id)[-1]
        written = service.write("A thought.", limit=100)
        return service.submit(
            GUEST, made, version, written, key=contact.name.encode()[:11].ljust(11, b"k"), language="en",
            now=clock.now(), contact=contact,
        ).name_shown  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        "Parks Department",
        "parks  department",
        "ＰＡＲＫＳ Department",
        "公園處",
        "Official reply",
        "機關回復",
    ],
)
def test_a_shown_name_cannot_be_an_offices(app: Flask, name: str) -> None:
    with writing():
        organisations.create_organisation(
            CONSOLE, slug="parks", name="Parks Department", names={"zh-hant": "公園處"}, now=clock.now()
        )
    slug = make_consultation(phase="open").slug
    with pytest.raises(Refused, match="look like an office") as refused:
        _send(slug, Contact(name=name, show_name=True))
    assert refused.value.field == "name"
    assert _send(slug, Contact(name=name, show_name=False)) == ""


def test_a_persons_own_name_is_shown(app: Flask) -> None:
    slug = make_consultation(phase="open").slug
    assert _send(slug, Contact(name="Ann Park", show_name=True)) == "Ann Park"
