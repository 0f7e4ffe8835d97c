"""A further round with a row in the tables that few processes fill: made by the real verbs."""

from datetime import datetime, timedelta

from consult.analysis import queries as reading
from consult.analysis import service as analysing
from consult.audits import queries as auditing
from consult.audits import service as audits
from consult.consultations import jobs as consulting_jobs
from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.foundation import clock, web
from consult.foundation.access import CONSOLE
from consult.foundation.db import writing
from consult.moderation import service as moderation
from consult.organisations import queries as organisations
from consult.organisations.queries import approvals
from consult.organisations.service import approving
from consult.outcomes import service as answering
from consult.outcomes.queries import tracing
from consult.outcomes.service import due_days
from consult.record import jobs
from tests.contributions.files import PDF
from tests.factories.analysis import make_theme
from tests.factories.consultations import (
    DAY,
    add_version,
    article_of,
    make_consultation,
    make_organisation,
    make_staff,
)
from tests.factories.moderation import make_ruling, moderator_of
from tests.factories.outcomes import make_comments, responder_of

WORDS = (
    "The market opens at six in the morning.",
    "Dogs stay outside of the hall.",
    "A stall pays ten coins.",
)
KEY = "k" * 24


def make_followed() -> Consultation:
    """Closed a moment ago: comments carried and passed on, a sample, second looks, due days, a quiet period."""
    body = make_organisation("ministry")
    first = make_consultation(
        "closed", organisation=body, slug="stalls", articles=WORDS, opens_at=clock.now() - 60 * DAY,
        closes_at=clock.now() - 30 * DAY,
    )  # fmt: skip
    make_comments(first, 1, article=article_of(first), stance="support")
    then = clock.now() - 20 * DAY
    with writing():
        consulting.begin_further_round(CONSOLE, consultations.get("stalls"), slug="stalls-2", now=then)
    with writing():
        made = consultations.get("stalls-2")
        consulting.set_rules(
            CONSOLE, made, changes={"opens_at": then, "closes_at": clock.now() - DAY / 24}, now=then
        )
        consulting.publish(CONSOLE, made, now=then, asks_for_texts=False)
    _followed(then)
    _judged()
    _owed(then)
    return consultations.get("stalls-2")


def _made() -> Consultation:
    return consultations.get("stalls-2")


def _followed(then: datetime) -> None:
    key = b"0123456789a"
    with writing():
        sent = contributing.look_at("lamp.pdf", PDF, limit=100_000)
        contributing.keep_file(key, sent, most=3, now=then)
        version = consultations.current_version(_made().id)
        assert version is not None
        written = contributing.write("See my file.", limit=99)
        own = contributing.submit(
            CONSOLE, _made(), version, written, key=key, language="en", now=then, article=article_of(_made())
        ).id
    make_ruling(contributions.get(own))
    doubtful, away = make_comments(_made(), 2, article=article_of(_made(), "art-2"), publish=False)
    make_ruling(doubtful)
    moderator, away_id, doubtful_id = moderator_of(_made()), away.id, doubtful.id
    with writing():
        passed = contributions.get(away_id)
        moderation.rule(
            moderator, passed, act="refer", ground="petition", seen_lock_version=passed.lock_version,
            addressee=moderation.Addressee("City Hall", ""), now=clock.now(),
        )  # fmt: skip
    add_version(_made(), [WORDS[0].replace("six", "seven"), "Dogs may come in.", WORDS[2]])
    with writing():
        version = consultations.get_version(_made().id, 2)
        contributing.place_comment(
            CONSOLE, contributions.get(doubtful_id), version, contributing.Choice("art-3"), now=clock.now()
        )
    with writing():
        _, version = tracing.version_to_trace(_made().id)
        causes = answering.Causes(comments=[contributions.get(own).reference], reason="It is dark at six.")
        answering.trace(CONSOLE, _made(), version, "art-1", causes, language="en", now=clock.now())


def _judged() -> None:
    jobs.seal(wait=5)
    auditor = make_staff("auditor", organisation=organisations.get(_made().organisation_id))
    with writing():
        sample = audits.draw_sample(auditor, _made(), size=2, now=clock.now()).id
    while (following := auditing.next_to_judge(sample)) is not None:
        with writing():
            audits.judge(
                auditor, auditing.get_judgement(following.public_id), act="publish", ground="", grounds=(),
                now=clock.now(),
            )  # fmt: skip


def _owed(then: datetime) -> None:
    responder = responder_of(_made())
    author, now = make_staff("author", organisation=organisations.get(_made().organisation_id)), clock.now()
    theme = make_theme(_made(), "Light", actor=responder)
    with writing():
        for days in (1, 3):
            due_days.set_due_day(
                responder, _made(), theme=reading.get_theme(theme.id), due_on=(now + days * DAY).date(),
                reason="" if days == 1 else "The law.", language="en", now=now,
            )  # fmt: skip
        analysing.invite_expert(responder, _made(), name="Lin Mei", standing="Professor", key=KEY, now=now)
    with writing():
        analysing.declare_interests(reading.expert_by_key(KEY), interests="None.", language="en", now=now)
        analysing.give_opinion(
            reading.expert_by_key(KEY), article_of(_made(), "art-1"), stance="oppose", body="It is dangerous.",
            language="en", now=now,
        )  # fmt: skip
        longer = contributing.Longer(
            group="a village", whom="Lower Weir", reason="The flood.", until=now + 5 * DAY
        )
        contributing.ask_more_time(
            author, _made(), longer, secret=web.settings().secret, language="en", now=now
        )
        found = consultations.get("stalls-2")
        analysing.draw_sample(
            responder,
            found,
            wanted=reading.Filter(),
            size=1,
            method="They come from one printed card.",
            now=now,
        )
        consulting.set_quiet_period(
            CONSOLE, organisations.get_by_slug("ministry"), begins_on=now.date(),
            ends_on=now.date() + timedelta(days=1), reason="The election.", language="en", now=now,
        )  # fmt: skip
    _sign()
    consulting_jobs.begin_quiet(now)
    with writing():
        consulting.exempt(author, _made(), act="outcome", reason="The law.", language="en", now=now)
    _sign()
    with writing():
        answering.ask_interim(
            responder,
            _made(),
            body="We lean towards yes.",
            law="Act 7",
            until=(now + 20 * DAY).date(),
            now=now,
        )
    _sign()
    with writing():
        answering.hand_over(
            responder, _made(), handed_to="The council", key=KEY, sha256="ab" * 32, size=7, now=clock.now()
        )


def _sign() -> None:
    """Somebody else of the body signs what waits."""
    second = make_staff("author", "responder", organisation=organisations.get(_made().organisation_id))
    for one in approvals.waiting_approvals():
        with writing():
            approving.sign(second, approvals.get_approval(one.approval.public_id), now=clock.now())
