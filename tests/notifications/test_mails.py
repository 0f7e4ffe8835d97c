"""Whoever sent a comment hears what became of it: once, in their language, at an address that is theirs."""

import hashlib
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.consultations import service as consultations_service
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import references
from consult.contributions import service as contributions_service
from consult.contributions.models import Comment
from consult.contributions.service import Contact
from consult.foundation import clock, events
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import db, writing
from consult.foundation.events import OutboxEvent
from consult.foundation.mail import OutboxMail
from consult.moderation.events import CommentRuled
from consult.outcomes import service as outcomes_service
from consult.outcomes.events import ReplyPublished
from consult.outcomes.models import Reply
from consult.record import jobs as sealing
from tests.factories.consultations import DAY, add_version, make_consultation, make_organisation, sign_waiting
from tests.factories.moderation import (
    decide_review,
    make_person,
    make_published,
    make_report,
    make_review,
    make_ruling,
    make_waiting,
)
from tests.factories.outcomes import finish, make_outcome, make_reply, postpone, responder_of
from tests.statements import counted_statements

WORDS = "Please keep the market open on Sundays."
SEND = "notifications."


def deliver() -> None:
    db.session.rollback()
    while events.deliver_due(clock.now()):
        pass
    unsealed = OutboxEvent.type == "ReceiptGiven"  # nothing is sealed here
    assert db.session.scalar(select(OutboxEvent.id).where(~unsealed)) is None, "an event failed"


def mails(kind: str = "") -> list[OutboxMail]:
    deliver()
    statement = select(OutboxMail).where(OutboxMail.key.startswith(f"{SEND}{kind}")).order_by(OutboxMail.id)
    return list(db.session.scalars(statement))


def contact_of(
    app: Flask, key: bytes, email: str = "rosa@example.org", *, is_confirmed: bool = True
) -> Contact:
    secret = app.extensions["consult_settings"].secret
    token = references.confirm_token(secret, references.key_hash(key))
    return Contact(email=email, token=token, is_confirmed=is_confirmed)


def waiting(
    app: Flask, number: int = 1, consultation: Consultation | None = None, **values: object
) -> Comment:
    """A comment of Rosa's, at her confirmed address."""
    key = bytes([number]) * references.KEY_BYTES
    values = {"body": WORDS, "contact": contact_of(app, key), **values}
    return make_waiting(consultation, key=key, **values)  # type: ignore[arg-type]


def _note(type_: str, consultation_id: int) -> None:
    """The entry that a change made by hand needs too."""
    consultations_service.append(type_, CONSOLE, consultations.get_by_id(consultation_id), clock.now())


def test_publishing_is_told_with_the_link_of_the_confirmed_address(app: Flask) -> None:
    comment = waiting(app)
    make_ruling(comment)
    [mail] = mails()
    key = bytes([1]) * references.KEY_BYTES
    token = references.confirm_token(app.extensions["consult_settings"].secret, references.key_hash(key))
    assert mail.address == "rosa@example.org"
    assert mail.subject == f"Your comment {comment.reference} is published"
    assert mail.body.startswith("Your comment on “A new bylaw for the market” is published.")
    assert f"http://localhost/en/receipt/{token}?comment={comment.reference}" in mail.body
    assert references.key_text(key) not in mail.body
    opened = app.test_client().get(f"/en/receipt/{token}?comment={comment.reference}")
    assert opened.status_code == 200


def test_hiding_is_told_with_ground_note_and_the_way_to_a_review(app: Flask) -> None:
    comment = waiting(app)
    make_ruling(comment, "hide", note="It insults a neighbour by name.", internal_note="she did it again")
    [mail] = mails()
    assert mail.subject == f"Your comment {comment.reference} was not published"
    for words in (
        "A moderator decided not to publish",
        "> It insults a neighbour by name.",
        "The ground: ",
        "takes account of it",
        "/review?",
    ):
        assert words in mail.body
    assert "she did it again" not in mail.body
    [path] = [line.removeprefix("http://localhost") for line in mail.body.splitlines() if "/review?" in line]
    assert app.test_client().get(path).status_code == 200


def test_no_answer_is_promised_for_what_is_hidden_as_spam(app: Flask) -> None:
    make_ruling(waiting(app), "hide", ground="spam")
    [mail] = mails()
    assert "takes account of it" not in mail.body and "isn’t answered unless a review" in mail.body


def test_redacting_is_told(app: Flask) -> None:
    make_ruling(waiting(app), "redact", redactions=[(0, 6)])
    [mail] = mails()
    assert "covered some of its words" in mail.body
    assert "/review?" in mail.body


def test_a_correction_that_is_refused_leaves_the_text_before_it_standing(app: Flask) -> None:
    comment = waiting(app)
    make_ruling(comment)
    with writing():
        found = contributions.get(comment.id)
        written = contributions_service.write("Close it, you crooks.", limit=500)
        contributions_service.correct(CONSOLE, found, written, now=clock.now())
    make_ruling(contributions.get(comment.id), "hide")
    assert "The wording that was published before is still shown." in " ".join(mails()[-1].body.split("\n"))


def test_a_review_is_told_once_and_not_as_a_ruling_too(app: Flask) -> None:
    comment = waiting(app)
    make_ruling(comment, "hide")
    decide_review(make_review(contributions.get(comment.id)), "overturned", note="Nobody is named.")
    keys = [mail.key.split("|")[0] for mail in mails()]
    assert keys == ["notifications.ruled", "notifications.reviewed"]
    assert "the decision was changed" in mails()[-1].body


def test_a_reporter_is_answered_at_an_address_known_to_be_theirs_only(app: Flask) -> None:
    comment = make_published()
    for email in ("nobody@example.org", make_person("reader@example.org").email):
        report = make_report(contributions.get(comment.id))
        with writing():
            db.session.get_one(type(report), report.id).email = email
            _note("report.changed", comment.consultation_id)
    make_ruling(contributions.get(comment.id))
    [mail] = mails("report")
    assert mail.address == "reader@example.org"
    assert "it stays as it is" in mail.body


def test_the_mail_is_in_the_language_the_comment_was_sent_in(app: Flask) -> None:
    make_ruling(waiting(app, language="zh-hant"))
    [mail] = mails()
    assert "/zh-hant/receipt/" in mail.body
    assert "已公開" in mail.subject


def test_an_account_is_told_with_its_own_page(app: Flask) -> None:
    make_ruling(make_waiting(body=WORDS, actor=make_person("ada@example.org")))
    [mail] = mails()
    assert mail.address == "ada@example.org"
    assert "http://localhost/en/me/comments/" in mail.body


def test_nothing_goes_to_an_unconfirmed_address(app: Flask) -> None:
    consultation = make_consultation()
    key = b"k" * references.KEY_BYTES
    comment = make_waiting(consultation, WORDS, key=key, contact=contact_of(app, key, is_confirmed=False))
    make_ruling(comment)
    make_reply(consultation, [contributions.get(comment.id)])
    assert mails() == []


def test_nothing_goes_to_authors_of_imported_comments(app: Flask) -> None:
    comment = waiting(app)
    with writing():
        found = contributions.get(comment.id)
        found.source, found.external_id = "an older site", "7"
        _note("import.changed", found.consultation_id)
    make_ruling(contributions.get(comment.id))
    assert mails() == []


def test_an_event_told_twice_queues_one_mail(app: Flask) -> None:
    consultation = make_consultation()
    comment = waiting(app, consultation=consultation)
    ruling = make_ruling(comment)
    reply = make_reply(consultation, [contributions.get(comment.id)])
    assert len(mails()) == 2
    with writing():
        for event in (CommentRuled(ruling.id), ReplyPublished(reply.id)):
            events.emit(event, now=clock.now())
    assert len(mails()) == 2


def test_a_reply_quotes_each_authors_own_words_and_nobody_elses(app: Flask) -> None:
    consultation = make_consultation()
    made = []
    for number, (email, body) in enumerate(
        (("rosa@example.org", "Open it\non Sundays."), ("tom@example.org", "Close it at noon.")), 1
    ):
        key = bytes([number]) * references.KEY_BYTES
        made.append(waiting(app, number, consultation, body=body, contact=contact_of(app, key, email)))
        make_ruling(made[-1])
    make_reply(consultation, [contributions.get(one.id) for one in made], "Thank you both.")
    rosa, tom = mails("reply")
    assert rosa.subject == f"Reply to your comment {made[0].reference}"
    assert "> Open it\n> on Sundays." in rosa.body and "Close it" not in rosa.body
    assert "> Close it at noon." in tom.body and "Sundays" not in tom.body
    assert all(
        "Thank you both." in mail.body and "replied to what you said" in mail.body for mail in (rosa, tom)
    )
    asked = rosa.body.partition("Does the reply meet your point?")[2].split("\n")[1]
    assert asked != tom.body.partition("Does the reply meet your point?")[2].split("\n")[1]
    page = app.test_client().get(asked.removeprefix("http://localhost"))
    assert page.status_code == 200 and "It answers my point" in page.text and "Thank you both." in page.text


def test_one_person_gets_one_mail_about_several_comments(app: Flask) -> None:
    consultation = make_consultation()
    made = [waiting(app, number, consultation, body=f"{number}. {WORDS}") for number in (1, 2, 3)]
    make_reply(consultation, made)
    [mail] = mails("reply")
    assert mail.subject == "Reply to 3 of your comments"
    assert all(f"> {number}. {WORDS}" in mail.body for number in (1, 2, 3))


def test_a_corrected_reply_is_told_with_its_reason(app: Flask) -> None:
    consultation = make_consultation()
    reply = make_reply(consultation, [waiting(app, 1, consultation)])
    responder, reply_id = responder_of(consultation), reply.id
    with writing():
        outcomes_service.correct_reply(
            responder,
            db.session.get_one(Reply, reply_id),
            body="Nine, not ten.",
            reason="A wrong number",
            now=clock.now(),
        )
    mail = mails("reply")[-1]
    assert "Nine, not ten." in mail.body and "> A wrong number" in mail.body


def test_a_reply_to_300_comments_queues_300_mails_with_few_statements(app: Flask) -> None:
    consultation = make_consultation()
    made: list[int] = []
    with writing():
        found = consultations.get_by_id(consultation.id)
        version = consultations.current_version(found.id)
        assert version is not None
        for number in range(320):
            key = number.to_bytes(references.KEY_BYTES, "big")
            contact = contact_of(app, key, f"author-{number}@example.org")
            written = contributions_service.write(f"{number}. {WORDS}", limit=5_000)
            made.append(
                contributions_service.submit(
                    GUEST, found, version, written, key=key, language="en", contact=contact, now=clock.now()
                ).id
            )
    sealing.seal()  # so that no receipt waits for it
    deliver()
    make_reply(consultation, [contributions.get(one) for one in made])
    with counted_statements() as statements:
        deliver()
    assert len(statements) < 60
    assert len(mails("reply")) == 320


OPEN_NEWS = ("extended", "version", "suspended", "resumed", "ended")


@pytest.mark.parametrize("kind", [*OPEN_NEWS, "outcome", "finished", "postponed"])
def test_news_reach_everybody_who_took_part_once(app: Flask, kind: str) -> None:
    now = clock.now()
    is_open = kind in OPEN_NEWS
    consultation = make_consultation(closes_at=now + 9 * DAY)
    for number in (1, 2):
        make_ruling(waiting(app, number, consultation))
    make_ruling(make_waiting(consultation, WORDS, actor=make_person("ada@example.org")))
    make_published(consultation)
    if not is_open:
        _close(consultation)
    _do(kind, consultation)
    found = mails(f"{kind}|")
    assert sorted(mail.address for mail in found) == ["ada@example.org", "rosa@example.org"]
    rosa = next(mail for mail in found if mail.address == "rosa@example.org")
    assert len(re.findall(r"/receipt/[^/\s]+\?comment=", rosa.body)) == 2
    assert rosa.body.count("/answer?comment=") == (2 if kind == "outcome" else 0)
    assert rosa.unsubscribe.startswith("http://localhost/en/unsubscribe/")


def _close(consultation: Consultation) -> None:
    with writing():
        found = consultations.get_by_id(consultation.id)
        found.closes_at = clock.now() - DAY / 24
        consultations_service.append("consultation.closed-early", CONSOLE, found, clock.now())


def _do(kind: str, consultation: Consultation) -> None:
    if kind == "extended":
        with writing():
            found = consultations.get_by_id(consultation.id)
            assert found.closes_at is not None
            consultations_service.extend(
                CONSOLE, found, until=found.closes_at + DAY, reason="It was short", now=clock.now()
            )
    elif kind == "version":
        add_version(consultation)
    elif kind in ("suspended", "resumed", "ended"):
        _interrupt(kind, consultation)
    elif kind == "postponed":
        postpone(consultation, clock.now().date() + 200 * DAY)
    else:
        make_outcome(consultation)
        if kind == "finished":
            finish(consultation)


def _interrupt(kind: str, consultation: Consultation) -> None:
    """Suspended, resumed or annulled, each by two people."""

    def act(verb: Callable[..., object], **values: str) -> None:
        with writing():
            verb(CONSOLE, consultations.get_by_id(consultation.id), now=clock.now(), **values)
        sign_waiting()

    if kind == "ended":
        act(consultations_service.end, ending="annulled", reason="The hall was flooded.")
        return
    act(consultations_service.suspend, reason="The hall was flooded.")
    if kind == "resumed":
        act(consultations_service.resume)


def test_the_mail_that_brings_the_outcome_asks_whether_it_meets_the_point(app: Flask) -> None:
    """With the page of each comment that it answers, and of none that is hidden as spam."""
    consultation = make_consultation(organisation=make_organisation())
    answered, spam = waiting(app, 1, consultation), waiting(app, 2, consultation)
    make_ruling(answered)
    make_ruling(contributions.get(spam.id), "hide", ground="spam")
    _close(consultation)
    make_outcome(consultation)
    [mail] = mails("outcome")
    assert "Does that meet your point?" in " ".join(mail.body.split())
    [path] = re.findall(r"http://localhost(\S+/answer\S+)", mail.body)
    assert path.endswith(f"/answer?comment={answered.reference}")
    page = app.test_client().get(path)
    assert page.status_code == 200 and "It does not answer my point" in page.text


def test_who_asked_for_a_second_look_is_not_told_to_ask_for_one(app: Flask) -> None:
    """Neither by the mail of the outcome nor by that of a later reply."""
    consultation = make_consultation(organisation=make_organisation())
    comment = waiting(app, 1, consultation)
    make_ruling(comment)
    _close(consultation)
    make_reply(consultation, [contributions.get(comment.id)])
    assert "or ask once for a second look" in " ".join(mails("reply")[0].body.split())
    with writing():
        own = contributions.get(comment.id)
        outcomes_service.ask_second_look(GUEST, own, reason="And in winter?", now=clock.now())
    make_outcome(consultation)
    make_reply(consultation, [contributions.get(comment.id)], "In winter, too.")
    bodies = [" ".join(mail.body.split()) for mail in (*mails("reply"), *mails("outcome"))]
    assert [body.count("or ask once for a second look") for body in bodies] == [1, 0, 0]
    assert [body.count("Say so here:") for body in bodies] == [0, 1, 1]


def test_headers_can_not_be_injected(app: Flask) -> None:
    """Attack 64: a title with line breaks stays one subject."""
    consultation = make_consultation(title="Market\r\nBcc: all@example.org", organisation=make_organisation())
    waiting(app, 1, consultation)
    _close(consultation)
    make_ruling(db.session.scalars(select(Comment)).one())
    make_outcome(consultation)
    for mail in mails():
        assert "\n" not in mail.subject and "\r" not in mail.subject
        assert mail.address == "rosa@example.org"


def test_no_mail_holds_the_private_key_or_a_stored_hash(app: Flask) -> None:
    consultation = make_consultation()
    comment = waiting(app, 1, consultation)
    make_ruling(comment, "hide")
    make_reply(consultation, [contributions.get(comment.id)])
    key = bytes([1]) * references.KEY_BYTES
    for mail in mails():
        for secret in (references.key_text(key), references.key_hash(key), hashlib.sha256(key).hexdigest()):
            assert secret not in mail.body
