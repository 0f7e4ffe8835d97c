"""Who read what: marks, their pace, stated methods, samples, and numbers that follow."""

from datetime import timedelta

import pytest
from flask import Flask

from consult.analysis import queries, rules, service
from consult.analysis.models import Reading, ReadingMethod, SampledComment
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions_queries
from consult.contributions import service as contributions
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, NotFound, Refused
from consult.moderation import service as moderation
from consult.record import checks
from tests.factories.analysis import make_theme, mark_read
from tests.factories.consultations import article_of, make_consultation, make_organisation, make_staff
from tests.factories.moderation import make_ruling
from tests.factories.outcomes import make_comments, responder_of


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    return make_consultation("open", organisation=make_organisation(name="Market Office"))


def covered(consultation: Consultation) -> tuple[int, int, int]:
    found = queries.coverage(consultation.id)
    return found.received, found.read, found.themed


def test_a_mark_says_who_read_and_when(consultation: Consultation) -> None:
    first, _second = make_comments(consultation, 2)
    actor = responder_of(consultation)
    assert mark_read(consultation, [first], actor=actor) == 1
    found = queries.comment_read(consultation.id, first.reference)
    assert found.read_at is not None and found.reader == actor.name and found.method_id is None
    assert covered(consultation) == (2, 1, 0)
    assert mark_read(consultation, [first]) == 0, "read is read: nobody else’s mark takes its place"
    assert queries.comment_read(consultation.id, first.reference).reader == actor.name
    assert queries.first_unread(consultation.id) == _second.reference


def test_nobody_but_readers_of_the_body_marks(consultation: Consultation) -> None:
    comments = make_comments(consultation)
    body = consultations.get_by_id(consultation.id).organisation_id
    for actor in (
        GUEST,
        make_staff("responder"),
        make_staff("moderator"),
        make_staff("responder", "auditor"),
    ):
        with pytest.raises(Forbidden):
            mark_read(consultation, comments, actor=actor)
    assert body and covered(consultation)[1] == 0


def test_more_than_fifty_in_a_minute_need_a_stated_method(consultation: Consultation) -> None:
    comments = make_comments(consultation, 52)
    actor, now = responder_of(consultation), clock.now()
    mark_read(consultation, comments[:30], actor=actor, now=now)
    with pytest.raises(Refused, match="51 comments marked as read within a minute"):
        mark_read(consultation, comments[30:51], actor=actor, now=now + timedelta(seconds=59))
    assert mark_read(consultation, comments[30:50], actor=actor, now=now + timedelta(seconds=59)) == 20
    with pytest.raises(Refused, match="in a sentence"):
        mark_read(consultation, comments[50:], actor=actor, now=now, method="yes")
    later = now + timedelta(minutes=2)
    assert mark_read(consultation, comments[50:51], actor=actor, now=later) == 1
    stated = "Read aloud to each other, two at a time."
    assert mark_read(consultation, comments, actor=actor, now=later, method=stated) == 1
    (method,) = queries.methods_of(consultation.id)
    assert (method.words, method.number) == (stated, 1)
    assert queries.coverage(consultation.id).by_method == 1
    checks.CHECKS["analysis"]()


def test_a_corrected_comment_is_unread_again(consultation: Consultation) -> None:
    (comment,) = make_comments(consultation)
    mark_read(consultation, [comment])
    with writing():
        again = db.session.get_one(Comment, comment.id)
        contributions.correct(GUEST, again, contributions.write("Better words.", limit=500), now=clock.now())
    assert covered(consultation) == (1, 0, 0)
    checks.CHECKS["analysis"]()


def test_numbers_follow_when_comments_are_hidden_as_spam_withdrawn_or_shown_again(
    consultation: Consultation,
) -> None:
    comments = make_comments(consultation, 4)
    theme = make_theme(consultation, comments=comments)
    mark_read(consultation, comments[:3])
    assert covered(consultation) == (4, 3, 4) and (theme.comments, theme.published) == (4, 4)
    with writing():
        contributions.withdraw(GUEST, db.session.get_one(Comment, comments[0].id), now=clock.now())
    for place, ground in ((1, "spam"), (2, "personal-data")):
        with writing():
            one = db.session.get_one(Comment, comments[place].id)
            moderation.rule(
                CONSOLE,
                one,
                act="hide",
                ground=ground,
                note="See the rules.",
                seen_lock_version=one.lock_version,
                now=clock.now(),
            )
    db.session.refresh(theme)
    assert covered(consultation) == (2, 1, 2) and (theme.comments, theme.published) == (2, 1)
    with writing():
        one = db.session.get_one(Comment, comments[1].id)
        moderation.rule(CONSOLE, one, act="publish", seen_lock_version=one.lock_version, now=clock.now())
    db.session.refresh(theme)
    assert covered(consultation) == (3, 2, 3) and (theme.comments, theme.published) == (3, 2)
    rows = db.session.query(Reading).filter(Reading.counted != "").all()
    assert sum(row.read_at is not None for row in rows) == 2, "kept numbers are those of the rows"


def test_a_sample_is_drawn_by_its_seed_and_closed_only_when_read(consultation: Consultation) -> None:
    comments = make_comments(consultation, 10)
    actor = responder_of(consultation)
    with writing():
        found = consultations.get_by_id(consultation.id)
        with pytest.raises(Refused, match="why a sample"):
            service.draw_sample(actor, found, wanted=queries.Filter(), size=3, method="", now=clock.now())
        made = service.draw_sample(
            actor,
            found,
            wanted=queries.Filter(),
            size=3,
            method="They come from one printed card.",
            now=clock.now(),
        )
    ids = {one.public_id: one for one in comments}
    chosen = rules.drawn(ids, made.seed, 3)
    assert {ids[one].reference for one in chosen} == set(queries.sample_left(made.id))
    with pytest.raises(Refused, match="3 drawn comments"), writing():
        service.finish_sample(
            actor, consultations.get_by_id(consultation.id),
            queries.method_called(consultation.id, made.public_id), now=clock.now(),
        )  # fmt: skip
    mark_read(consultation, [ids[one] for one in chosen], actor=actor)
    with writing():
        own = queries.method_called(consultation.id, made.public_id)
        assert (
            service.finish_sample(actor, consultations.get_by_id(consultation.id), own, now=clock.now()) == 7
        )
    assert covered(consultation)[:2] == (10, 10) and queries.coverage(consultation.id).by_method == 7
    checks.CHECKS["analysis"]()


def test_a_sample_needs_nobody_to_read_what_is_only_kept_or_hidden_as_spam_once_drawn(
    consultation: Consultation,
) -> None:
    comments = make_comments(consultation, 10)
    made, _times = drawn_by(consultation, None)
    ids = {one.public_id: one for one in comments}
    kept, spam, last = (ids[own] for own in rules.drawn(ids, made.seed, 3))
    now = clock.now()
    with writing():
        asked = contributions.ask_erasure(
            GUEST,
            contributions_queries.get_submission(kept.submission_id),
            scope="all",
            language="en",
            now=now,
        )
        contributions.decide_erasure(
            CONSOLE, asked, decision="restricted", ground="contested", note="", now=now
        )
    make_ruling(contributions_queries.get(spam.id), "hide", ground="spam", note="An advertisement.")
    for gone in (kept, spam):
        with pytest.raises(NotFound):
            queries.comment_read(consultation.id, gone.reference)
    assert queries.sample_left(made.id) == [last.reference]
    actor = responder_of(consultation)
    mark_read(consultation, [last])
    with writing():
        own = queries.method_called(consultation.id, made.public_id)
        found = consultations.get_by_id(consultation.id)
        assert service.finish_sample(actor, found, own, now=clock.now()) == 7
    assert queries.coverage(consultation.id).unread == 0
    checks.CHECKS["analysis"]()


def drawn_by(consultation: Consultation, most: int | None) -> tuple[ReadingMethod, int]:
    """A sample of 3, gathered in so many transactions."""
    actor, consultation_id = responder_of(consultation), consultation.id
    with writing():
        made = service.draw_sample(
            actor, consultations.get_by_id(consultation_id), wanted=queries.Filter(), size=3, most=most,
            method="They come from one printed card.", now=clock.now(),
        )  # fmt: skip
        public_id = made.public_id
    times = 1
    while not queries.method_called(consultation_id, public_id).seed:
        with writing():
            own = queries.method_called(consultation_id, public_id)
            service.gather_sample(
                actor, consultations.get_by_id(consultation_id), own, now=clock.now(), most=most
            )
        times += 1
    return queries.method_called(consultation_id, public_id), times


def test_a_sample_gathered_in_portions_is_the_one_of_its_seed(consultation: Consultation) -> None:
    comments = make_comments(consultation, 10)
    made, times = drawn_by(consultation, 4)
    assert times == 3 and (made.population, made.size, made.wanted) == (10, 3, None)
    ids = {one.public_id: one.reference for one in comments}
    assert {ids[one] for one in rules.drawn(ids, made.seed, 3)} == set(queries.sample_left(made.id))
    checks.CHECKS["analysis"]()


def test_a_sample_that_is_being_gathered_keeps_to_its_filter_and_is_no_seed_yet(
    consultation: Consultation,
) -> None:
    early = make_comments(consultation, 5, stance="oppose")
    make_comments(consultation, 2, stance="support")
    actor = responder_of(consultation)
    with writing():
        made = service.draw_sample(
            actor, consultations.get_by_id(consultation.id), wanted=queries.Filter(stance="oppose"), size=4, most=2,
            method="They come from one printed card.", now=clock.now(),
        )  # fmt: skip
        public_id = made.public_id
    checks.CHECKS["analysis"]()
    made = queries.method_called(consultation.id, public_id)
    assert (made.seed, made.population) == ("", 2) and not queries.sample_left(made.id)
    with pytest.raises(Conflict, match="isn’t drawn yet"), writing():
        service.finish_sample(
            actor, consultations.get_by_id(consultation.id),
            queries.method_called(consultation.id, public_id), now=clock.now(),
        )  # fmt: skip
    make_comments(consultation, 1, stance="oppose")
    mark_read(consultation, early[3:], actor=actor)
    with writing():
        own = queries.method_called(consultation.id, public_id)
        number = service.gather_sample(
            actor, consultations.get_by_id(consultation.id), own, now=clock.now(), most=2
        )
    made = queries.method_called(consultation.id, public_id)
    assert number == 1, "none that came after, none that was read meanwhile, none of another stance"
    assert made.seed and (made.population, made.size) == (3, 3), "as many are read as there are"
    assert set(queries.sample_left(made.id)) == {one.reference for one in early[:3]}
    with writing():
        own = queries.method_called(consultation.id, public_id)
        found = consultations.get_by_id(consultation.id)
        assert service.gather_sample(actor, found, own, now=clock.now()) == 0, "it is drawn once"


def test_the_record_names_a_sample_that_was_changed(consultation: Consultation) -> None:
    make_comments(consultation, 4)
    made, _times = drawn_by(consultation, None)
    method_id = made.id
    db.session.rollback()
    table = SampledComment.__table__
    with db.engine.begin() as connection:
        connection.execute(table.update().where(table.c.method_id == method_id).values(is_drawn=True))
    with pytest.raises(checks.Fault, match="isn’t drawn as the seed"):
        checks.CHECKS["analysis"]()


def test_the_record_names_a_mark_that_nobody_made(consultation: Consultation) -> None:
    comments = make_comments(consultation, 2)
    mark_read(consultation, comments[:1])
    consultation_id, unread = consultation.id, comments[1].id
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(
            Reading.__table__.insert().values(
                comment_id=unread,
                consultation_id=consultation_id,
                counted="published",
                read_at=clock.now(),
                office="",
                themes=0,
            )
        )
    with pytest.raises(checks.Fault, match="no entry says so"):
        checks.CHECKS["analysis"]()


def test_filters_narrow_by_article_stance_words_reading_and_theme(consultation: Consultation) -> None:
    article = article_of(consultation)
    (bus,) = make_comments(consultation, article=article, body="The bus comes late.", stance="oppose")
    (tree,) = make_comments(consultation, body="More trees, please.", stance="support")
    make_theme(consultation, "Buses", [bus])
    mark_read(consultation, [tree])
    for wanted, expected in (
        (queries.Filter(article_id=article.id), bus), (queries.Filter(article_id=0), tree),
        (queries.Filter(stance="support"), tree), (queries.Filter(words="BUS late"), bus),
        (queries.Filter(read="no"), bus), (queries.Filter(read="yes"), tree),
        (queries.Filter(theme_id=queries.NO_THEME), tree), (queries.Filter(capacity="self", words="trees"), tree),
    ):  # fmt: skip
        page, more = queries.comments_read(consultation.id, wanted, limit=5)
        assert ([one.reference for one in page], more) == ([expected.reference], None), wanted
        assert queries.matching(consultation.id, wanted) == (1, expected.id)


def test_pages_go_on_by_key(consultation: Consultation) -> None:
    comments = make_comments(consultation, 5)
    first, after = queries.comments_read(consultation.id, queries.Filter(), limit=2)
    assert after is not None
    second, _ = queries.comments_read(consultation.id, queries.Filter(), limit=2, after=after)
    assert [one.id for one in (*first, *second)] == [one.id for one in comments[:4]]


def test_nothing_is_marked_once_it_is_over(app: Flask) -> None:
    consultation = make_consultation("finished")
    with pytest.raises(Conflict):
        mark_read(consultation, [])
