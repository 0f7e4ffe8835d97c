"""Themes made by hand: tree, rename, merge, split, removal; comments under them; giving them to somebody."""

import pytest
from flask import Flask

from consult.accounts import queries as accounts
from consult.analysis import queries, service
from consult.analysis.models import Theme
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.foundation import clock
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Refused
from consult.organisations import queries as organisations
from consult.organisations import service as organisations_service
from consult.record import checks
from tests.factories.analysis import make_theme
from tests.factories.consultations import article_of, make_consultation, make_organisation, make_staff
from tests.factories.outcomes import make_comments, responder_of


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    return make_consultation("open", organisation=make_organisation(name="Market Office"))


@pytest.fixture
def actor(consultation: Consultation) -> Actor:
    return responder_of(consultation)


def numbers(*themes: Theme) -> list[tuple[int, int]]:
    db.session.expire_all()
    return [(one.comments, one.published) for one in themes]


def test_themes_stand_in_a_tree_three_deep_and_never_below_themselves(
    consultation: Consultation, actor: Actor
) -> None:
    top = make_theme(consultation, "Streets", make_comments(consultation, 1))
    middle = make_theme(consultation, "Lamps", make_comments(consultation, 2), parent=top)
    low = make_theme(consultation, "Broken lamps", parent=middle)
    assert [(one.theme.name, one.depth, one.below) for one in queries.tree(queries.themes_of(consultation.id))] == [
        ("Streets", 1, 2), ("Lamps", 2, 0), ("Broken lamps", 3, 0),
    ]  # fmt: skip
    with pytest.raises(Refused, match="3 levels"):
        make_theme(consultation, "Deeper", parent=low)
    with pytest.raises(Refused, match="below itself"), writing():
        service.move_theme(
            actor, consultations.get_by_id(consultation.id), queries.get_theme(top.id),
            parent=queries.get_theme(low.id), now=clock.now(),
        )  # fmt: skip


def test_a_name_is_given_once_and_its_changes_stay_readable(consultation: Consultation, actor: Actor) -> None:
    made = make_theme(consultation, "Opening hours")
    with pytest.raises(Refused, match="this name already"):
        make_theme(consultation, "OPENING hours")
    with writing():
        service.rename_theme(
            actor, consultations.get_by_id(consultation.id), queries.get_theme(made.id), name="When it opens",
            names={"zh-hant": "營業時間"}, now=clock.now(), seen=1,
        )  # fmt: skip
    with pytest.raises(Conflict, match="Somebody else changed"), writing():
        service.rename_theme(
            actor, consultations.get_by_id(consultation.id), queries.get_theme(made.id), name="Hours", now=clock.now(),
            seen=1,
        )  # fmt: skip
    found = queries.get_theme(made.id)
    assert queries.name_in(found, "zh-hant") == ("營業時間", "zh-hant")
    assert [(one.change.kind, one.change.before, one.change.after) for one in queries.history_of(made.id)] == [
        ("renamed", "Opening hours", "When it opens"), ("made", "", "Opening hours"),
    ]  # fmt: skip


def test_merging_moves_comments_notes_children_and_what_it_was_given_to(
    consultation: Consultation, actor: Actor
) -> None:
    both, only_first, only_second = make_comments(consultation, 3)
    first = make_theme(consultation, "Noise", [both, only_first])
    second = make_theme(consultation, "Loudness", [both, only_second])
    child = make_theme(consultation, "Noise at night", parent=first)
    with writing():
        found = consultations.get_by_id(consultation.id)
        department = organisations_service.create_organisation(
            CONSOLE, slug="noise-unit", name="Noise Unit", parent_id=found.organisation_id, now=clock.now()
        )
        service.assign_theme(
            actor, found, queries.get_theme(first.id), service.Assignee(department), now=clock.now()
        )
        service.merge_themes(
            actor, found, queries.get_theme(first.id), into=queries.get_theme(second.id), now=clock.now()
        )
    assert numbers(first, second) == [(0, 0), (3, 3)]
    second, child = queries.get_theme(second.id), queries.get_theme(child.id)
    assert (
        child.parent_id == second.id and second.organisation_id == organisations.get_by_slug("noise-unit").id
    )
    assert queries.coverage(consultation.id).themed == 3
    assert queries.survivor_of(queries.get_theme(first.id)).id == second.id
    checks.CHECKS["analysis"]()


def test_a_theme_merged_while_it_is_being_assigned_says_where_it_went(
    consultation: Consultation, actor: Actor
) -> None:
    first, second = make_theme(consultation, "Noise"), make_theme(consultation, "Loudness")
    with writing():
        service.merge_themes(
            actor, consultations.get_by_id(consultation.id), queries.get_theme(first.id),
            into=queries.get_theme(second.id), now=clock.now(),
        )  # fmt: skip
    with pytest.raises(Conflict, match="merged into “Loudness”"), writing():
        service.assign_theme(
            actor, consultations.get_by_id(consultation.id), queries.get_theme(first.id), service.NOBODY,
            now=clock.now(),
        )  # fmt: skip
    with pytest.raises(Conflict, match="merged into “Loudness”"), writing():
        service.put_under(
            actor, consultations.get_by_id(consultation.id), queries.get_theme(first.id), comment_ids=[1],
            now=clock.now(),
        )  # fmt: skip


def test_a_part_of_a_theme_becomes_one_of_its_own(consultation: Consultation, actor: Actor) -> None:
    comments = make_comments(consultation, 3)
    whole = make_theme(consultation, "Trees", comments)
    with writing():
        made = service.split_theme(
            actor, consultations.get_by_id(consultation.id), queries.get_theme(whole.id), name="Old trees",
            comment_ids=[comments[0].id], now=clock.now(),
        )  # fmt: skip
        made_id = made.id
    assert numbers(whole, queries.get_theme(made_id)) == [(2, 2), (1, 1)]
    assert queries.coverage(consultation.id).themed == 3
    with pytest.raises(Refused, match="Merge it into"), writing():
        service.remove_theme(
            actor, consultations.get_by_id(consultation.id), queries.get_theme(whole.id), now=clock.now()
        )
    checks.CHECKS["analysis"]()


def test_one_button_makes_a_theme_for_each_article_with_comments(
    consultation: Consultation, actor: Actor
) -> None:
    article = article_of(consultation)
    on_article, whole = make_comments(consultation, 2, article=article), make_comments(consultation)
    by_hand = make_theme(consultation, "By hand", make_comments(consultation, article=article))
    for expected in (3, 0):
        with writing():
            done = service.themes_by_article(actor, consultations.get_by_id(consultation.id), now=clock.now())
        assert done == expected, "what stands under a theme already stays there alone"
    themes = {one.article_id: one for one in queries.themes_of(consultation.id)}
    assert set(themes) == {None, 0, article.id} and by_hand.comments == 1
    assert queries.comment_ids_of(themes[article.id].id) == [one.id for one in on_article]
    assert queries.name_in(themes[0], "zh-hant")[0] == "整份草案" and themes[0].name == "The whole draft"
    assert whole and queries.coverage(consultation.id).themeless == 0
    make_comments(consultation, article=article)
    with writing():
        assert (
            service.themes_by_article(actor, consultations.get_by_id(consultation.id), now=clock.now()) == 1
        )
    assert numbers(themes[article.id]) == [(3, 3)]


def test_a_rule_puts_what_it_showed_and_nothing_that_came_later(
    consultation: Consultation, actor: Actor
) -> None:
    make_comments(consultation, 2, body="The bus is late.")
    theme = make_theme(consultation, "Buses")
    wanted = queries.Filter(words="bus")
    number, through = queries.matching(consultation.id, wanted)
    make_comments(consultation, body="Another bus.")
    with writing():
        found = consultations.get_by_id(consultation.id)
        kept = service.save_filter(
            actor, found, name="All about buses", conditions={"words": "bus", "article": ""},
            theme=queries.get_theme(theme.id), now=clock.now(),
        )  # fmt: skip
        assert kept.conditions == {"words": "bus"}
        ids = queries.matching_ids(consultation.id, wanted, through=through)
        assert service.run_rule(actor, found, kept, comment_ids=ids, now=clock.now()) == number == 2
    assert numbers(theme) == [(2, 2)]


def test_what_a_department_holds_goes_to_the_body_above_when_it_closes(
    consultation: Consultation, actor: Actor
) -> None:
    body = organisations.get(consultation.organisation_id)
    department = make_organisation(name="Roads Unit", parent=body)
    (comment,) = make_comments(consultation)
    theme = make_theme(consultation, "Roads", [comment])
    with writing():
        found = consultations.get_by_id(consultation.id)
        to = service.Assignee(organisations.get(department.id))
        service.assign_theme(actor, found, queries.get_theme(theme.id), to, now=clock.now())
        service.assign_comments(actor, found, to, comment_ids=[comment.id], now=clock.now())
    assert queries.comments_read(consultation.id, queries.Filter(assigned=f"o{department.id}"), limit=2)[0]
    with writing():
        organisations_service.close_organisation(CONSOLE, organisations.get(department.id), now=clock.now())
    assert queries.get_theme(theme.id).organisation_id == body.id
    assert queries.comment_read(consultation.id, comment.reference).organisation_id == body.id
    step = queries.history_of(theme.id)[0].change
    assert (step.kind, step.before, step.after) == ("assigned", "Roads Unit", "Market Office")
    with pytest.raises(Refused, match="closed"), writing():
        service.assign_theme(
            actor, consultations.get_by_id(consultation.id), queries.get_theme(theme.id),
            service.Assignee(organisations.get(department.id)), now=clock.now(),
        )  # fmt: skip


def test_a_department_reads_what_it_was_given_and_nothing_else(
    consultation: Consultation, actor: Actor
) -> None:
    department = make_organisation(parent=organisations.get(consultation.organisation_id))
    own, other = make_comments(consultation, 2)
    reader = make_staff("responder", organisation=department)
    with writing():
        service.assign_comments(
            actor, consultations.get_by_id(consultation.id), service.Assignee(organisations.get(department.id)),
            comment_ids=[own.id], now=clock.now(),
        )  # fmt: skip
    with writing():
        found = consultations.get_by_id(consultation.id)
        assert service.mark_read(reader, found, comment_ids=[own.id], now=clock.now()) == 1
    assert queries.marks(consultation.id)[0][3] == department.name
    with pytest.raises(Refused, match="Only responders"), writing():
        service.mark_read(
            reader, consultations.get_by_id(consultation.id), comment_ids=[other.id], now=clock.now()
        )


def test_a_person_without_a_role_gets_nothing(consultation: Consultation, actor: Actor) -> None:
    stranger = make_staff("responder")
    account = accounts.get_by_address(stranger.email)
    with pytest.raises(Refused, match="no role here"), writing():
        service.assign_comments(
            actor, consultations.get_by_id(consultation.id), service.Assignee(None, account), comment_ids=[],
            now=clock.now(),
        )  # fmt: skip
