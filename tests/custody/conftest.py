"""A consultation of the United Kingdom and a comment with all that is held about it."""

from datetime import timedelta

import pytest
from flask import Flask

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.contributions.service import Contact
from consult.foundation import clock
from tests.custody.requesting import SENDER, WORDS
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.moderation import make_published, make_report, make_ruling
from tests.factories.outcomes import make_reply

TEXTS = {
    "affected": "Whoever takes the ferry", "open_questions": "Where it lands.", "what_next": "We answer in 12 weeks.",
}  # fmt: skip
NOTICE = {
    "scope": "The landing of the ferry.", "extent": "England", "impact-assessment": "None is needed.",
    "enquiries": "Harbour team, harbour@example.org",
}  # fmt: skip


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    """Of the United Kingdom: its codes and its clock are asked below."""
    above = make_organisation()
    make_staff("administrator", organisation=above)  # who decides reviews there
    return make_consultation(
        slug="harbour", title="Harbour ferry", profile="uk", organisation=make_organisation(parent=above),
        closes_at=clock.now() + timedelta(days=84), texts=TEXTS, notice=NOTICE,
    )  # fmt: skip


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
