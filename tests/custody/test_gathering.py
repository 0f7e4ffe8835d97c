"""What a request for access gathers beside comments: nothing that is held of the process is left out."""

import pytest
from sqlalchemy import select

from consult.analysis import queries as reading
from consult.analysis import service as analysis
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.custody import labels
from consult.foundation import clock
from consult.foundation.access import GUEST
from consult.foundation.db import db, writing
from consult.moderation import service as moderating
from consult.notifications import service as notifying
from consult.organisations import queries as organisations
from consult.outcomes import queries as outcomes_queries
from consult.outcomes import service as outcomes
from consult.outcomes.models import Reply
from tests.custody.requesting import SENDER, ask, gather, official, verify
from tests.factories.analysis import make_theme
from tests.factories.consultations import article_of, make_organisation, make_staff

KEY = "k" * 24
READER = "reader@birds.example"


@pytest.fixture
def process(comment: Comment, consultation: Consultation) -> Consultation:
    """An expert, notes and joint replies on a theme and a comment, a corrected reply, a reported one, subscribers."""
    actor, slug, now = official(consultation), consultation.slug, clock.now()
    theme = make_theme(consultation, "The landing", [comment], actor=actor)
    body = organisations.get(consultation.organisation_id)
    board = make_organisation(parent=body, name="Tide Board")
    writer = make_staff("responder", organisation=board)
    with writing():
        found, there = consultations.get(slug), contributions.get(comment.id)
        analysis.write_note(actor, found, theme=reading.get_theme(theme.id), body="Ask the pilots.", now=now)
        expert = analysis.invite_expert(
            actor, found, name="Lin Mei", standing="Professor of tides", key=KEY, now=now
        )
        analysis.declare_interests(expert, interests="I advise a ferry firm.", language="en", now=now)
        analysis.give_opinion(
            expert, article_of(found), stance="oppose", body="It silts up.", language="en", now=now
        )
        for one, question in (
            ({"theme": reading.get_theme(theme.id)}, "Who dredges?"),
            ({"comment": there}, "Who pays?"),
        ):
            joint = outcomes.ask_jointly(
                actor, found, [organisations.get(body.id), organisations.get(board.id)],
                question=question, now=now, **one,
            )  # fmt: skip
            part = next(one for one in outcomes_queries.parts_of(joint.id) if one.organisation_id == board.id)
            outcomes.write_part(
                writer, part, body="The port dredges.", seen=part.lock_version, language="en", now=now
            )
        made = db.session.scalars(select(Reply)).one()
        outcomes.correct_reply(actor, made, body="We look again.", reason="It named a wrong day.", now=now)
        notifying.subscribe(GUEST, found, email=READER, language="en", secret=b"s", now=now)
        moderating.report_text(
            GUEST, moderating.published("reply", made.public_id),
            moderating.Complaint("abuse", "en", "The office mocks us.", READER), now=now,
        )  # fmt: skip
    return consultations.get(slug)


def test_a_request_on_a_consultation_gathers_what_is_held_beside_comments(process: Consultation) -> None:
    actor = official(process)
    found = gather(actor, ask(actor))
    everything = "\n".join(one.body for one in found)
    for words in (
        "Ask the pilots.", "The landing", "Lin Mei", "Professor of tides", "I advise a ferry firm.", "It silts up.",
        "Who dredges?", "Who pays?", "The port dredges.", "Tide Board", "It named a wrong day.", "The office mocks us.",
        "1 address gets e-mails about it.",
    ):  # fmt: skip
        assert words in everything, words
    assert {one.kind for one in found} <= set(labels.KINDS)
    verify()


def test_a_request_on_a_person_gathers_what_they_are_beside_a_sender(process: Consultation) -> None:
    actor = official(process)
    assert {one.kind for one in gather(actor, ask(actor, person="lin mei"))} == {"expert"}
    of_reader = gather(actor, ask(actor, person=READER.upper()))
    assert sorted(one.kind for one in of_reader) == ["news", "report"]
    assert any(READER in one.body for one in of_reader if one.kind == "news")
    of_sender = gather(actor, ask(actor, person=SENDER))
    said = "\n".join(one.body for one in of_sender)
    assert "Who pays?" in said and "It named a wrong day." in said
    assert "Who dredges?" not in said and "Lin Mei" not in said and READER not in said
