"""Bodies, staff and consultations for tests, made by the real verbs.

Everything returned is committed. After a request of the test client, read again what it changed:
``db.session.rollback()`` first, because the test's own session may still look at the state before it.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

from consult.accounts import queries as accounts
from consult.accounts import service as accounts_service
from consult.consultations import queries, service
from consult.consultations.drafts.blocks import Finding, ReadArticle, ReadDraft
from consult.consultations.models import Article, Consultation, Version
from consult.consultations.outline import PreparedDraft, prepare
from consult.foundation import clock
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import db, writing
from consult.organisations import queries as organisations
from consult.organisations import service as organisations_service
from consult.organisations.models import Organisation
from consult.organisations.queries import approvals
from consult.organisations.service import approving

_numbers = count(1)
DAY = timedelta(days=1)


def make_organisation(
    slug: str = "", name: str = "", *, parent: Organisation | None = None, profile: str = "plain", sign_offs: int = 0,
    names: dict[str, str] | None = None,
) -> Organisation:  # fmt: skip
    """A body, or a department of ``parent``; a fresh one each time where no slug is given."""
    slug = slug or f"body-{next(_numbers)}"
    with writing():
        made = organisations_service.create_organisation(
            CONSOLE, slug=slug, name=name or f"Office {slug}", parent_id=parent.id if parent else None,
            profile=profile, sign_offs=sign_offs, names=names, now=clock.now(),
        )  # fmt: skip
        made_id = made.id
    return organisations.get(made_id)


def make_staff(
    *roles: str, organisation: Organisation | None = None, email: str = "", name: str = "", password_hash: str = ""
) -> Actor:  # fmt: skip
    """Somebody with these roles (default: author) on the body, as an actor; its ``account_id`` is the account."""
    organisation_id = (organisation or make_organisation()).id
    email = email or f"staff-{next(_numbers)}@example.org"
    now = clock.now()
    with writing():
        accounts_service.create_account(
            CONSOLE, email=email, name=name or email.partition("@")[0], password_hash=password_hash or None,
            is_confirmed=True, now=now,
        )  # fmt: skip
    for role in roles or ("author",):
        give_role(email, role, organisation_id)
    return organisations.actor_for(accounts.get_by_address(email))


def give_role(email: str, role: str, organisation_id: int) -> None:
    """A role on the body for somebody who has an account; a second person confirms it where one has to."""
    now = clock.now()
    with writing():
        membership = organisations_service.grant(
            CONSOLE, account=accounts.get_by_address(email), role=role,
            organisation=organisations.get(organisation_id), now=now,
        )  # fmt: skip
        if membership.confirmed_at is None:
            waiting = approvals.waiting_approvals(subject=f"role-{membership.id}")
            office = waiting[0].steps[0].organisation_id if waiting else organisation_id
            second = Actor(
                "account", account_id=-1, roles={office: frozenset({"administrator"})}, pseudonym="second"
            )
            organisations_service.confirm_grant(second, membership_id=membership.id, now=now)


def sign_waiting(*, now: datetime | None = None) -> int:
    """A second person signs everything that waits for one signature; returns how many."""
    waiting = [one.approval.public_id for one in approvals.waiting_approvals()]
    for public_id in waiting:
        with writing():
            found = approvals.get_approval(public_id)
            office, act = found.steps[0].organisation_id, approving.ACTS[found.approval.act]
            roles = frozenset(act.roles)
            second = Actor("account", -1, roles={office: roles}, site_roles=roles, pseudonym="second")
            approving.sign(second, found, now=now or clock.now())
    return len(waiting)


def make_draft(
    articles: int | Sequence[str] = 3, *, title: str = "Draft bylaw", tracked_change: bool = False
) -> PreparedDraft:  # fmt: skip
    """A draft of so many articles (or of these texts) with the anchors ``art-1``, ``art-2`` …"""
    texts = (
        [f"Text of article {n}." for n in range(1, articles + 1)] if isinstance(articles, int) else articles
    )
    read = ReadDraft(
        title=title,
        articles=tuple(
            ReadArticle(
                anchor=f"art-{n}", number=f"Article {n}", heading=f"Heading {n}", html=f"<p>{words}</p>", text=words
            )
            for n, words in enumerate(texts, 1)
        ),
        findings=(Finding("tracked_change", "art-1", "a change", "inserted"),) if tracked_change else (),
        sha256="0" * 64,
        kind="markdown",
        characters=sum(map(len, texts)),
    )  # fmt: skip
    return prepare(read, "draft.md")


def make_consultation(
    phase: str = "open",
    *,
    slug: str = "",
    title: str = "A new bylaw for the market",
    organisation: Organisation | None = None,
    language: str = "en",
    timezone: str = "UTC",
    profile: str = "",
    articles: int | Sequence[str] = 3,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    now: datetime | None = None,
    rules: Mapping[str, object] | None = None,
    texts: Mapping[str, str] | None = None,
    notice: Mapping[str, str] | None = None,
) -> Consultation:
    """A consultation in this phase (draft, scheduled, open, closed, answered or finished).

    ``rules`` are further rules of service.RULE_FIELDS, such as ``{"moderation": "after"}``. What higher
    rooms ask before answering and finishing is skipped here: their own factories do those.
    """
    now = now or clock.now()
    opens_at, closes_at = _dates(phase, opens_at, closes_at, now)
    created = min(opens_at, now) - DAY
    slug = slug or f"consultation-{next(_numbers)}"
    organisation_id = (organisation or make_organisation()).id
    draft = make_draft(articles)
    with writing():
        made = service.create(
            CONSOLE, organisation=organisations.get(organisation_id), slug=slug, title=title, language=language,
            timezone=timezone, profile=profile, now=created,
        )  # fmt: skip
        service.set_texts(
            CONSOLE, made, language=language, notice=notice, now=created,
            texts={
                "summary": "What it is about.", "contact": "The market office, market@example.org", **(texts or {}),
            },
        )  # fmt: skip
        service.set_rules(
            CONSOLE,
            made,
            changes={"opens_at": opens_at, "closes_at": closes_at, **(rules or {})},
            now=created,
        )
        service.add_version(CONSOLE, made, draft, language=language, now=created)
        if phase != "draft":
            service.publish(CONSOLE, made, now=created)
        if phase in ("answered", "finished"):
            service.mark_answered(CONSOLE, made, now=now)
            service.append("outcome.published", CONSOLE, made, now)
        if phase == "finished":
            _finish(made, now)
    found = queries.get(slug)
    assert queries.phase_of(found, now) == phase
    return found


def _dates(
    phase: str, opens_at: datetime | None, closes_at: datetime | None, now: datetime
) -> tuple[datetime, datetime]:
    distances = {
        "draft": (1, 30), "scheduled": (1, 30), "open": (-2, 28), "closed": (-40, -2), "answered": (-40, -2),
        "finished": (-40, -2),
    }  # fmt: skip
    opening, closing = distances[phase]
    moment = now.astimezone(UTC).replace(microsecond=0)
    return opens_at or moment + opening * DAY, closes_at or moment + closing * DAY


def _finish(consultation: Consultation, now: datetime) -> None:
    owed = list(service.FINISH_REQUIREMENTS)
    service.FINISH_REQUIREMENTS.clear()
    try:
        service.finish(CONSOLE, consultation, now=now)
    finally:
        service.FINISH_REQUIREMENTS.extend(owed)


def add_version(
    consultation: Consultation, articles: int | Sequence[str] = 3, *, publish: bool = True
) -> Version:
    """A further version of the draft, published unless said otherwise."""
    consultation_id, language, now = consultation.id, consultation.language, clock.now()
    draft = make_draft(articles)
    with writing():
        found = queries.get_by_id(consultation_id)
        number = service.add_version(
            CONSOLE, found, draft, language=language, now=now, change_note="What was said"
        ).number
        if publish:
            service.publish_version(CONSOLE, found, now=now)
    return queries.get_version(consultation_id, number, published_only=False)


def article_of(consultation: Consultation, anchor: str = "art-1") -> Article:
    """An article of the consultation's newest version."""
    version = queries.current_version(consultation.id, published_only=False)
    assert version is not None
    found = queries.find_article(version.id, anchor)
    assert found is not None
    db.session.refresh(found)
    return found
