"""A consultation of the United Kingdom and a comment with all that is held about it."""

import pytest
from flask import Flask

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.contributions.service import Contact
from consult.foundation import clock
from consult.foundation.access import Actor
from consult.foundation.db import writing
from consult.record import service as record
from tests.custody.requesting import SENDER, WORDS
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_published, make_report, make_ruling
from tests.factories.outcomes import make_reply


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    """Of the United Kingdom from here on: its codes and its clock are asked below."""
    made_id = make_consultation(slug="harbour", title="Harbour ferry").id
    with writing() as session:
        session.get_one(Consultation, made_id).profile = "uk"
        record.append("site.set", actor=Actor("console"), now=clock.now())
    return consultations.get("harbour")


@pytest.fixture
def comment(consultation: Consultation) -> Comment:
    made = make_published(
        consultation, WORDS,
        contact=Contact(name=SENDER, email="ada@example.org", publication="named", is_confirmed=True),
    )  # fmt: skip
    make_ruling(made, "publish", internal_note="Checked with Ms Plover.")
    make_report(made, message="Not true!")
    make_reply(consultations.get("harbour"), [contributions.get(made.id)])
    return contributions.get(made.id)
