"""Two bodies whose every text is an attack, and the address of every page about them.

What is stored here is what a hostile citizen, clerk or administrator could store by the ordinary forms.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import escape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule

from consult.accounts import queries as accounts
from consult.accounts.models import Account
from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.drafts.blocks import Finding, ReadArticle, ReadDraft
from consult.consultations.models import Consultation
from consult.consultations.outline import PreparedDraft, prepare
from consult.contributions import references
from consult.contributions.models import Comment
from consult.contributions.service import Contact
from consult.foundation import clock
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import db, writing
from consult.foundation.roles import ROLES
from consult.organisations import look
from consult.organisations import queries as organisations
from consult.organisations import service as organising
from consult.organisations.models import Membership, Organisation
from tests.factories import moderation, outcomes, votes
from tests.factories.accounts import sign_in
from tests.factories.consultations import article_of, make_consultation, make_organisation, make_staff

EVIL = "\"'><script>xss()</script><img src=x onerror=xss()>{{7*7}}${7*7}"
"""Short enough for a name. Breaks out of text, of attributes in either quote, and of templates."""
FORMULA = "=cmd|'/c calc'!A1"
DAY = timedelta(days=1)


@dataclass
class World:
    """One body with everything a consultation can have, and who works there."""

    organisation: Organisation
    staff: dict[str, Actor]
    values: dict[str, Any] = field(default_factory=dict)
    """Argument of an address -> what stands there."""
    slugs: tuple[str, ...] = ()

    def sign_in(self, client: FlaskClient, role: str) -> None:
        """Sign this role's holder in."""
        sign_in(client, account_of(self.staff[role]))


def account_of(actor: Actor) -> Account:
    """The account behind an actor."""
    assert actor.account_id is not None
    return db.session.get_one(Account, actor.account_id)


def evil_draft(text: str = EVIL) -> PreparedDraft:
    """A draft whose file name, numbers, headings, texts and findings are the attack."""
    articles = tuple(
        ReadArticle(
            anchor=f"art-{n}",
            number=f"{n} {text}"[:60],
            heading=text,
            html=f"<p>{escape(text)} {n}</p>",
            text=f"{text} {n}",
        )
        for n in (1, 2)
    )
    read = ReadDraft(
        title=text,
        articles=articles,
        findings=(Finding("tracked_change", "art-1", text, "inserted"),),
        sha256="0" * 64,
        kind="markdown",
        characters=100,
    )
    return prepare(read, f"{text}.md")


def make_world(slug: str = "evil", text: str = EVIL) -> World:
    """A body, its staff, a running and a finished consultation: every text field holds ``text``."""
    slug_of_body = slug
    make_organisation(slug, text[:80])
    staff = {
        role: make_staff(
            role,
            organisation=organisations.get_by_slug(slug),
            email=f"{role}@{slug}.example",
            name=text[:100],
        )
        for role in ROLES
    }
    second = make_staff("moderator", organisation=organisations.get_by_slug(slug), email=f"2@{slug}.example")
    world = World(organisations.get_by_slug(slug), staff)
    running = make_evil_consultation(world, f"{slug}-open", "open", text)
    over = make_evil_consultation(world, f"{slug}-closed", "closed", text)
    unpublished = make_evil_consultation(world, f"{slug}-draft", "draft", text)
    shown = _say(world, second, running, text)
    _answer(world, over, text)
    if text == EVIL:
        _keep_site(text)
    membership = db.session.query(Membership).filter_by(organisation_id=world.organisation.id).first()
    assert membership is not None
    world.slugs = (running.slug, over.slug, unpublished.slug)
    world.values.update(
        slug=running.slug,
        reference=shown.reference,
        version=1,
        anchor="art-1",
        membership_id=membership.id,
        language="zh-hans",
        step="basics",
        act="join",
        code="abuse",
        filename="none.css",
        token="0" * 43,
        organisation=slug_of_body,
    )
    return world


def make_evil_consultation(world: World, slug: str, phase: str, text: str = EVIL) -> Consultation:
    """A consultation in this phase with the attack in each of its texts."""
    organisation_id = world.organisation.id
    made = make_consultation("draft", slug=slug, title=text, organisation=organisations.get(organisation_id))
    made_id, now = made.id, clock.now()
    opens, closes = {"open": (-2, 28), "closed": (-40, -2), "draft": (1, 30)}[phase]
    texts = dict.fromkeys(
        (
            "summary",
            "legal_basis",
            "affected",
            "decided",
            "open_questions",
            "contact",
            "other_ways",
            "what_next",
        ),
        text,
    )
    before = min(now + opens * DAY, now) - DAY
    with writing():
        found = consultations.get_by_id(made_id)
        consulting.set_texts(CONSOLE, found, language="en", texts={"title": text, **texts}, now=before)
        dates = {"opens_at": now + opens * DAY, "closes_at": now + closes * DAY, "results_appear": "at-once"}
        consulting.set_rules(CONSOLE, found, changes=dates, now=before)
        version = consulting.add_version(
            CONSOLE, found, evil_draft(text), language="en", now=before, change_note=text
        )
        consulting.confirm_findings(CONSOLE, found, version, now=before)
        if phase != "draft":
            consulting.publish(CONSOLE, found, now=before)
    return consultations.get(slug)


def _say(world: World, second: Actor, running: Consultation, text: str) -> Comment:
    """Comments in every state, a review, a report, statements, votes and a reply."""
    key = references.private_key(b"0" * 32, f"key of {running.slug}")
    contact = Contact(
        name=f"{text[:97]} K", show_name=True, email="ann@example.org", token=f"{running.slug:t<43}"
    )
    slug = running.slug
    article = article_of(running)
    shown = moderation.make_waiting(running, f"{text} shown", article=article, contact=contact, key=key)
    moderation.make_ruling(shown, actor=second)
    moderation.make_waiting(consultations.get(slug), f"{text} waiting", contact=Contact(name=text[:100]))
    hidden = moderation.make_waiting(consultations.get(slug), f"{text} hidden")
    moderation.make_ruling(hidden, "hide", note=text, internal_note=text, actor=second)
    review = moderation.make_review(hidden, text)
    redacted = moderation.make_waiting(consultations.get(slug), f"{text} redacted")
    moderation.make_ruling(redacted, "redact", note=text, redactions=[(0, 3)], actor=second)
    report = moderation.make_report(shown, message=text)
    statement = votes.make_statement(consultations.get(slug), f"{text} stated")
    votes.vote(statement, "bo@example.org")
    reply = outcomes.make_reply(
        consultations.get(slug), [db.session.get_one(Comment, shown.id)], text, actor=world.staff["responder"]
    )
    world.values.update(
        key=references.key_text(key),
        review=review.public_id,
        report=report.id,
        statement=statement.public_id,
        reply=reply.public_id,
    )
    return db.session.get_one(Comment, shown.id)


def _answer(world: World, over: Consultation, text: str) -> None:
    made = outcomes.make_comments(over, 2, body=f"{text} before", article=article_of(over))
    responder = world.staff["responder"]
    slug = over.slug
    outcomes.make_reply(consultations.get(slug), made, text, actor=responder)
    outcomes.make_disposition(consultations.get(slug), article_of(over), reason=text, actor=responder)
    outcomes.postpone(consultations.get(slug), (clock.now() + 90 * DAY).date(), text, actor=responder)
    words = dict.fromkeys(("decision", "decided_by", "summary", "what_changed", "what_next"), text)
    outcomes.make_outcome(consultations.get(slug), actor=responder, number=text[:60], **words)


def _keep_site(text: str) -> None:
    now = clock.now()
    languages = ("en", "zh-hans", "zh-hant")
    with writing():
        organising.add_ground(CONSOLE, names=dict.fromkeys(languages, text[:100]), now=now)
    with writing():
        organising.set_texts(
            CONSOLE,
            names=dict.fromkeys(languages, text[:60]),
            contacts=dict.fromkeys(languages, text[:200]),
            now=now,
        )
    look.forget()


# Every address ------------------------------------------------------------------------------------


def addresses(
    app: Flask, world: World, method: str, slugs: tuple[str, ...] = ()
) -> Iterator[tuple[Rule, str]]:
    """Every address of the site that takes ``method``, with the world's own things in its places."""
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        several = (
            slugs if "slug" in rule.arguments and not rule.endpoint.startswith("organisations.") else ("",)
        )
        for slug in several:
            yield rule, address(app, rule, {**world.values, **({"slug": slug} if slug else {})})


def address(app: Flask, rule: Rule, values: dict[str, Any]) -> str:
    """The rule's address with these values."""
    given = dict(values, lang="en")
    if rule.endpoint.startswith("organisations."):
        given["slug"] = values["organisation"]
    if "public_id" in rule.arguments:
        given["public_id"] = values.get(
            "review" if rule.endpoint.startswith("moderation.") else "reply", "0" * 32
        )
    for name in rule.arguments - given.keys():
        given[name] = "1"
    for name, converter in rule._converters.items():
        if isinstance(converter, AnyConverter) and given[name] not in converter.items:
            given[name] = min(converter.items)
    with app.test_request_context():
        built = app.url_map.bind("localhost").build(
            rule.endpoint, {name: given[name] for name in rule.arguments}
        )
    return re.sub(r"^http://localhost", "", built)


def form_token(client: FlaskClient) -> str:
    """A valid form token of this browser's session."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/en/receipt").text)
    assert found
    return found.group(1)


def account_by(address_: str) -> Account:
    """The account with this address."""
    return accounts.get_by_address(address_)
