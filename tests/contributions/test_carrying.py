"""What becomes of comments on one version when the next one is published."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries, service
from consult.contributions.models import Carry, Comment
from consult.contributions.queries import carrying
from consult.contributions.service import NO_AIM, WHOLE, Choice, Chosen
from consult.foundation import clock
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden
from consult.foundation.events import OutboxEvent
from consult.moderation import service as moderation
from consult.organisations import queries as organisations
from consult.record import checks
from tests.consultations.test_changes import NEW, A, B, C, D
from tests.contributions.browsing import fields_of, send_comment, words_of
from tests.factories.accounts import sign_in
from tests.factories.consultations import add_version, make_consultation, make_staff
from tests.statements import counted_statements


def comment_on(consultation: Consultation, anchor: str, *, words: str = "", version: int = 1) -> int:
    """A comment on an article of a version, or on words of it; returns its id."""
    found = consultations.get_version(consultation.id, version)
    edition = consultations.edition_in(consultations.editions_of(found.id), "en")
    article, text = consultations.article_in(edition, anchor)
    chosen = service.aim(text.text, "en", Chosen(quote=words), limit=1_000) if words else NO_AIM
    key = f"{anchor}{words}{version}{clock.now().isoformat()}".encode()
    with writing():
        made = service.submit(
            CONSOLE, consultation, found, service.write("It is too much.", limit=500), key=key, language="en",
            article=article, aim=chosen, now=clock.now(),
        )  # fmt: skip
        return made.id


def stands(comment_id: int, number: int) -> tuple[str, str, str]:
    """(state, anchor, words) in a version."""
    db.session.rollback()
    found = {one.number: one for one in carrying.carries_of([comment_id])[comment_id]}[number]
    return found.state, found.anchor, found.words


def test_every_comment_on_an_article_is_carried_when_the_next_version_is_published(app: Flask) -> None:
    consultation = make_consultation(articles=[A, B, C, D])
    same = comment_on(consultation, "art-1")
    moved = comment_on(consultation, "art-3", words="on a lead")
    changed = comment_on(consultation, "art-2", words="ten dollars a day")
    gone = comment_on(consultation, "art-4")
    add_version(consultation, [A, NEW, B.replace("ten dollars", "five euros"), C])
    assert stands(same, 2) == ("same", "art-1", "")
    assert stands(moved, 2) == ("moved", "art-4", "on a lead")
    assert stands(changed, 2) == ("changed", "art-3", "five euros a day")
    assert stands(gone, 2)[0] == "gone"
    assert checks.CHECKS["carrying"]() == "4 rows of comment_carry"


def test_a_comment_on_the_whole_draft_or_taken_back_is_not_carried(app: Flask) -> None:
    consultation = make_consultation(articles=[A, B])
    taken_back = comment_on(consultation, "art-1")
    with writing():
        service.withdraw(CONSOLE, queries.get(taken_back), now=clock.now())
    add_version(consultation, [A, B, C])
    assert carrying.carries_of([taken_back]) == {}


def test_version_three_is_published_while_version_two_is_being_commented(app: Flask) -> None:
    consultation = make_consultation(articles=[A, B, C])
    add_version(consultation, [A, NEW, B, C])
    add_version(consultation, [A, B, C])
    late = comment_on(consultation, "art-3", words="ten dollars a day", version=2)
    assert stands(late, 3) == ("moved", "art-2", "ten dollars a day")
    assert checks.CHECKS["carrying"]() == "1 rows of comment_carry"


def test_states_are_told_from_the_first_wording_over_several_versions(app: Flask) -> None:
    consultation = make_consultation(articles=[A, B, C])
    one = comment_on(consultation, "art-2", words="ten dollars a day")
    add_version(consultation, [A, B.replace("ten dollars", "five euros"), C])
    add_version(consultation, [A, B.replace("ten dollars", "five euros"), C, D])
    add_version(consultation, [A, B, C, D])
    assert stands(one, 2)[0] == "changed"
    assert stands(one, 3) == ("changed", "art-2", "five euros a day")
    assert stands(one, 4)[0] in ("same", "moved")


def test_a_split_article_is_doubtful_until_staff_say_where_it_stands(app: Flask) -> None:
    consultation = make_consultation(articles=[A, f"{B} {C}", D])
    one = comment_on(consultation, "art-2")
    add_version(consultation, [A, B, C, D])
    assert stands(one, 2)[0] == "doubtful"
    version = consultations.get_version(consultation.id, 2)
    carry = carrying.get_carry(one, version.id)
    assert len(carry.candidates) == 2
    with writing():
        service.place_comment(CONSOLE, queries.get(one), version, Choice("art-3"), now=clock.now())
    assert stands(one, 2)[:2] == ("changed", "art-3")
    assert checks.CHECKS["carrying"]() == "1 rows of comment_carry"


def test_staff_can_declare_words_gone_and_the_sender_has_the_last_word(app: Flask) -> None:
    consultation = make_consultation(articles=[A, f"{B} {C}", D])
    one = comment_on(consultation, "art-2")
    add_version(consultation, [A, B, C, D])
    version = consultations.get_version(consultation.id, 2)
    with writing():
        service.place_comment(CONSOLE, queries.get(one), version, Choice(), now=clock.now())
    assert stands(one, 2)[0] == "gone"
    with writing():
        service.restate(
            Actor("guest"), queries.get(one), version, Choice("art-2", f"0-{len(B)}"), now=clock.now()
        )
    assert stands(one, 2) == ("changed", "art-2", "")
    with pytest.raises(Conflict), writing():
        service.place_comment(CONSOLE, queries.get(one), version, Choice("art-3"), now=clock.now())
    assert checks.CHECKS["carrying"]() == "1 rows of comment_carry"


def test_only_those_who_prepare_or_answer_place_comments(app: Flask) -> None:
    consultation = make_consultation(articles=[A, f"{B} {C}", D])
    one = comment_on(consultation, "art-2")
    add_version(consultation, [A, B, C, D])
    version = consultations.get_version(consultation.id, 2)
    moderator = make_staff("moderator")
    with pytest.raises(Forbidden), writing():
        service.place_comment(moderator, queries.get(one), version, Choice("art-3", WHOLE), now=clock.now())


def test_a_changed_place_is_found_by_record_verify(app: Flask) -> None:
    consultation = make_consultation(articles=[A, B])
    one = comment_on(consultation, "art-2")
    add_version(consultation, [A, B, C])
    db.session.rollback()
    with db.engine.connect() as connection:  # past the verbs, as an intruder would
        connection.execute(update(Carry).where(Carry.comment_id == one).values(state="gone"))
        connection.commit()
    with pytest.raises(checks.Fault, match="comment_carry"):
        checks.CHECKS["carrying"]()


def test_authors_whose_words_changed_are_told(app: Flask) -> None:
    consultation = make_consultation(articles=[A, B, C])
    comment_on(consultation, "art-1")
    changed = comment_on(consultation, "art-2", words="ten dollars a day")
    add_version(consultation, [A, B.replace("ten dollars", "five euros"), C])
    told = [one.facts for one in db.session.scalars(select(OutboxEvent)) if one.type == "CommentsCarried"]
    assert [one["comment_ids"] for one in told] == [[changed]]


# Pages --------------------------------------------------------------------------------------------


def publish(comment_id: int) -> Comment:
    db.session.rollback()
    seen = queries.get(comment_id).lock_version
    with writing():
        moderation.rule(
            CONSOLE, queries.get(comment_id), act="publish", seen_lock_version=seen, now=clock.now()
        )
    db.session.rollback()
    return queries.get(comment_id)


def test_the_article_of_the_new_version_shows_carried_comments_with_both_wordings(
    app: Flask, client: FlaskClient
) -> None:
    consultation = make_consultation(articles=[A, B, C])
    changed = publish(comment_on(consultation, "art-2", words="ten dollars a day"))
    reference, slug = changed.reference, consultation.slug
    add_version(consultation, [A, B.replace("ten dollars", "five euros"), C])
    page = client.get(f"/en/consultations/{slug}/draft/2/art-2")
    said = words_of(page)
    assert reference in said
    assert "Words changed" in said and "ten dollars a day" in said and "five euros a day" in said
    assert "Written on version 1." in said
    assert "five euros a day" in words_of(client.get(f"/en/comments/{reference}"))
    listed = words_of(client.get(f"/en/consultations/{slug}/draft/2/carried"))
    assert reference in listed and "five euros a day" in listed
    for lang, name in (("zh-hans", "文字已修改"), ("zh-hant", "文字已修正")):
        assert name in client.get(f"/{lang}/consultations/{slug}/draft/2/art-2").text


def test_the_list_of_carried_comments_counts_all_and_shows_only_what_everybody_may_see(
    app: Flask, client: FlaskClient
) -> None:
    consultation = make_consultation(articles=[A, B, C])
    waiting = queries.get(comment_on(consultation, "art-2", words="ten dollars a day")).reference
    add_version(consultation, [A, C])
    page = client.get(f"/en/consultations/{consultation.slug}/draft/2/carried")
    assert waiting not in page.text
    assert "ten dollars" not in page.text
    assert "Words gone <strong>1</strong>" in page.text.replace("</span> ", " ").replace("</a> ", " ")


def test_staff_place_several_at_once_without_scripts(client: FlaskClient) -> None:
    consultation = make_consultation(articles=[A, f"{B} {C}", D])
    first, second = comment_on(consultation, "art-2"), comment_on(consultation, "art-2", words="the office")
    add_version(consultation, [A, B, C, D])
    author = make_staff("author", organisation=organisations.get(consultation.organisation_id))
    assert author.account_id is not None
    sign_in(client, accounts.get(author.account_id))
    address = f"/en/desk/consultations/{consultation.slug}/placing"
    page = client.get(address)
    reference = queries.get(first).reference
    assert reference in page.text
    assert queries.get(second).reference not in page.text
    token = fields_of(page)["csrf_token"]
    nothing = client.post(address, data={"csrf_token": token})
    assert nothing.status_code == 422
    done = client.post(address, data={"csrf_token": token, f"place-{reference}": "art-3|whole"})
    assert done.status_code == 303
    assert "1 comment has its place now." in words_of(client.get(done.location))
    assert stands(first, 2)[:2] == ("changed", "art-3")


def test_a_sender_restates_without_scripts(client: FlaskClient) -> None:
    consultation = make_consultation(articles=[A, f"{B} {C}", D])
    receipt = send_comment(client, consultation.slug, "Too much.", article="art-2")
    comment = db.session.scalars(select(Comment)).one()
    add_version(consultation, [A, B, C, D])
    assert "Not settled yet" in words_of(client.get(receipt))
    page = client.get(f"{receipt}/restate?article=art-3")
    assert C in words_of(page)
    form = fields_of(page)
    done = client.post(f"{receipt}/restate", data={**form, "place": "art-3|whole"})
    assert done.status_code == 303
    assert stands(comment.id, 2)[:2] == ("changed", "art-3")
    assert "said by its sender" in words_of(client.get(receipt))


def test_the_page_of_an_article_takes_as_few_statements_with_carried_comments(
    app: Flask, client: FlaskClient
) -> None:
    consultation = make_consultation(articles=[A, B, C])
    for _ in range(3):
        publish(comment_on(consultation, "art-2"))
    add_version(consultation, [A, B, C])
    first, carried = (
        _statements(client, f"/en/consultations/{consultation.slug}/draft/{n}/art-2") for n in (1, 2)
    )
    assert len(carried) == len(first) <= 7, carried


def _statements(client: FlaskClient, address: str) -> list[str]:
    client.get(address)
    with counted_statements() as seen:
        assert client.get(address).status_code == 200
    return seen
