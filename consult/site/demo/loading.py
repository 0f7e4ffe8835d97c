"""Tells the demo in the order of its days, through the same verbs that people use."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

from consult.analysis import queries as desk
from consult.analysis import service as reading
from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.references import private_key
from consult.contributions.service import Contact
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict
from consult.foundation.i18n import LANGUAGES
from consult.foundation.zones import in_zone
from consult.moderation import queries as moderation
from consult.moderation import service as moderating
from consult.organisations import queries as organisations
from consult.outcomes import service as answering
from consult.outcomes.queries import tracing
from consult.search import service as searching
from consult.site.demo.answering import plan_answering, plan_owed
from consult.site.demo.asking import plan_asking
from consult.site.demo.drafts import draft_in
from consult.site.demo.people import People, settle
from consult.votes import queries as votes
from consult.votes import service as voting
from consult.votes.rules import Identity, address_key

FOLDER = Path(__file__).parent
ZONE = "Asia/Taipei"
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
TEXTS = (
    "title", "summary", "legal_basis", "affected", "decided", "open_questions", "contact", "other_ways", "what_next",
)  # fmt: skip


@dataclass
class Loaded:
    """What was told: the people, and how many acts it took."""

    people: People
    acts: int


@dataclass
class Tale:
    """One consultation being told. ``acts`` is its diary: (when, what)."""

    content: Mapping[str, Any]
    people: People
    secret: bytes
    today: datetime
    acts: list[tuple[datetime, Callable[[datetime], object]]] = field(default_factory=list)
    comments: dict[str, int] = field(default_factory=dict)
    """The demo's own id of a comment -> its row."""

    def at(self, days: float, hours: float = 0.0) -> datetime:
        """An instant so many days from today's midnight in the city's zone, and hours after."""
        return self.today + timedelta(days=days, hours=hours)

    def key(self, what: str) -> str:
        """The secret of a personal link that the demo hands out."""
        return private_key(self.secret, f"demo|{what}").hex()

    def plan(self, when: datetime, act: Callable[[datetime], object]) -> None:
        """Write an act into the diary."""
        self.acts.append((when, act))

    @property
    def consultation(self) -> Consultation:
        """The consultation's row."""
        return consultations.get(self.content["slug"])

    def staff(self, role: str, number: int = 0) -> Any:
        """Somebody of the body who holds the role."""
        return list(self.people.holders(role, self.content["organisation"]))[number]


def load(*, password_hash: str, secret: bytes, now: datetime) -> Loaded:
    """Tell the whole demo in the running transaction. Raises Conflict where the site has data."""
    if organisations.all_organisations():
        raise Conflict(N_("This site has data already. The demo goes into an instance folder of its own."))
    local = in_zone(now, ZONE)
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    people = settle(_read("bodies"), password_hash=password_hash, now=today - timedelta(days=100))
    diary: list[tuple[datetime, Callable[[datetime], object]]] = []
    tales = []
    for path in sorted(FOLDER.glob("*.json")):
        if path.stem != "bodies":
            tale = Tale(_read(path.stem), people, secret, today)
            _plan_everything(tale)
            diary.extend(tale.acts)
            tales.append(tale)
    diary.append((today - timedelta(days=20), partial(_keep_quiet, people, tales[0])))
    past = [(when, act) for when, act in sorted(diary, key=itemgetter(0)) if when <= now]
    for when, act in past:
        act(when)
        db.session.flush()
        db.session.expunge_all()  # each act reads what it needs, as it would on its own day
    for tale in tales:
        searching.index_consultation(tale.consultation, now)
    return Loaded(people, len(past))


def _keep_quiet(people: People, tale: Tale, when: datetime) -> None:
    """The city keeps a quiet period before its next election, long after everything that runs is over."""
    body = organisations.get(people.organisations["linhe"])
    consulting.set_quiet_period(
        CONSOLE, body, begins_on=tale.at(140).date(), ends_on=tale.at(153).date(), language="en", now=when,
        reason="期間末日為市議員選舉投票日。 The city council is elected on the last of these days.",
    )  # fmt: skip


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return content


def _plan_everything(tale: Tale) -> None:
    tale.plan(tale.at(min(tale.content["opens_days"], 0) - 6, 10), partial(_draft, tale))
    tale.plan(tale.at(min(tale.content["opens_days"], 0) - 3, 9), partial(_publish, tale))
    for number, comment in enumerate(tale.content["comments"]):
        _plan_comment(tale, number, comment)
    for number, statement in enumerate(tale.content["statements"]):
        _plan_statement(tale, number, statement)
    for number, reply in enumerate(tale.content["replies"]):
        tale.plan(tale.at(reply["days"], 9 + number * 0.2), partial(_reply, tale, reply))
    plan_asking(tale)
    plan_owed(tale)
    if tale.content["outcome"]:
        _plan_outcome(tale)


def _draft(tale: Tale, when: datetime) -> None:
    content, author = tale.content, tale.staff("author")
    organisation = organisations.get(tale.people.organisations[content["organisation"]])
    made = consulting.create(
        author, organisation=organisation, slug=content["slug"], title=content["title"]["en"], language="en",
        timezone=ZONE, is_sample=True, now=when,
    )  # fmt: skip
    for language in LANGUAGES:
        texts = {name: content[name][language] for name in TEXTS}
        consulting.set_texts(author, made, language=language, texts=texts, now=when)
    changes = {
        "opens_at": tale.at(content["opens_days"], 9),
        "closes_at": tale.at(content["closes_days"], 18),
        "who_may_comment": content["who_may_comment"],
        "who_may_vote": content["who_may_vote"],
        "moderation": content["moderation"],
    }
    consulting.set_rules(author, made, changes=changes, now=when)
    _add_version(tale, {}, when)


def _add_version(tale: Tale, changed: Mapping[str, Mapping[str, str]], when: datetime) -> None:
    author, made = tale.staff("author"), tale.consultation
    version = None
    for language in LANGUAGES:
        draft = draft_in(
            tale.content, language, {anchor: texts[language] for anchor, texts in changed.items()}
        )
        if version is None:
            version = consulting.add_version(author, made, draft, language=language, now=when)
        else:
            consulting.add_edition(author, made, version, draft, language=language, now=when)


def _publish(tale: Tale, when: datetime) -> None:
    consulting.publish(tale.staff("author"), tale.consultation, now=when)


# What people say ----------------------------------------------------------------------------------


def _plan_comment(tale: Tale, number: int, comment: Mapping[str, Any]) -> None:
    sent = tale.at(comment["days"], 10 + number * 0.31 % 11)
    tale.plan(sent, partial(_comment, tale, comment))
    if comment["status"] == "pending":
        return
    moderator = number % 2
    tale.plan(sent + 5 * HOUR, partial(_rule, tale, comment, moderator))
    if comment["review"]:
        tale.plan(sent + 30 * HOUR, partial(_ask_review, tale, comment))
        tale.plan(sent + 78 * HOUR, partial(_decide_review, tale, comment, 1 - moderator))


def _comment(tale: Tale, comment: Mapping[str, Any], when: datetime) -> None:
    made = tale.consultation
    version = consultations.versions_of(made.id)[-1]
    sender = tale.people.actor(comment["account"]) if comment["account"] else GUEST
    article = consultations.find_article(version.id, comment["article"]) if comment["article"] else None
    parent = contributions.get(tale.comments[comment["parent"]]) if comment["parent"] else None
    stored = contributing.submit(
        sender, made, version, contributing.write(comment["body"], limit=5_000), article=article, parent=parent,
        key=private_key(tale.secret, f"demo|{made.slug}|{comment['id']}"), language=comment["language"],
        stance=comment["stance"], contact=Contact(name=comment["name"] or "", show_name=comment["named"]), now=when,
    )  # fmt: skip
    tale.comments[comment["id"]] = stored.id


def _rule(tale: Tale, comment: Mapping[str, Any], moderator: int, when: datetime) -> None:
    stored = contributions.get(tale.comments[comment["id"]])
    spans = []
    if comment["status"] == "redacted":
        start = comment["body"].index(comment["redact"])
        spans = [(start, start + len(comment["redact"]))]
    moderating.rule(
        tale.staff("moderator", moderator), stored,
        act={"published": "publish", "hidden": "hide", "redacted": "redact"}[comment["status"]],
        ground=comment["ground"] or "", note=comment["note"] or "", internal_note=comment["internal_note"] or "",
        redactions=spans, seen_lock_version=stored.lock_version, now=when,
    )  # fmt: skip


def _ask_review(tale: Tale, comment: Mapping[str, Any], when: datetime) -> None:
    sender = tale.people.actor(comment["account"]) if comment["account"] else GUEST
    stored = contributions.get(tale.comments[comment["id"]])
    moderating.ask_review(sender, stored, reason=comment["review"]["reason"], due_days=30, now=when)


def _decide_review(tale: Tale, comment: Mapping[str, Any], moderator: int, when: datetime) -> None:
    review = moderation.reviews_of(tale.comments[comment["id"]])[-1]
    moderating.decide_review(
        tale.staff("moderator", moderator), review, result=comment["review"]["result"],
        note=comment["review"]["note"], now=when,
    )  # fmt: skip


# What they agree with -----------------------------------------------------------------------------


def _plan_statement(tale: Tale, number: int, statement: Mapping[str, Any]) -> None:
    chosen = next(one for one in tale.content["comments"] if one["id"] == statement["comment"])
    first = max(chosen["days"] + 1.0, tale.content["opens_days"] + 2.0)
    last = min(tale.content["closes_days"], 0) - 0.1
    tale.plan(tale.at(first, 8 + number * 0.1), partial(_open_statement, tale, statement))
    values = [value for value in ("agree", "disagree", "pass") for _ in range(statement["votes"][value])]
    for voter in range(len(values)):
        value = values[(voter * 7 + number * 3) % len(values)] if len(values) % 7 else values[voter]
        when = tale.at(first + (last - first) * (voter + 1) / (len(values) + 1), 9)
        tale.plan(when, partial(_vote, tale, statement, voter, value))


def _open_statement(tale: Tale, statement: Mapping[str, Any], when: datetime) -> None:
    voting.open_statement(
        tale.staff("moderator"), contributions.get(tale.comments[statement["comment"]]), now=when
    )


def _vote(tale: Tale, statement: Mapping[str, Any], voter: int, value: str, when: datetime) -> None:
    made = tale.consultation
    opened = votes.statements_of_comment(tale.comments[statement["comment"]])[-1]
    identity = Identity(
        email_hash=address_key(tale.secret, made.public_id, f"voter-{voter}@residents.example")
    )
    voting.cast(GUEST, identity, made, opened.public_id, value, now=when)


# What the body answers ----------------------------------------------------------------------------


def _reply(tale: Tale, reply: Mapping[str, Any], when: datetime) -> None:
    ids = [tale.comments[one] for one in reply["comments"] if one in tale.comments]
    answering.reply(
        tale.staff("responder"), tale.consultation, comment_ids=ids, body=reply["body"], language=reply["language"],
        now=when,
    )  # fmt: skip


def _plan_outcome(tale: Tale) -> None:
    decided = tale.content["outcome"]["decided_on_days"]
    plan_answering(tale, decided)
    for number, disposition in enumerate(tale.content["dispositions"]):
        tale.plan(tale.at(decided - 2, 9 + number * 0.2), partial(_dispose, tale, disposition))
    tale.plan(tale.at(decided - 3, 9), partial(_read_comments, tale))
    tale.plan(tale.at(decided - 3, 15), partial(_theme, tale))
    tale.plan(tale.at(decided + 6, 9), partial(_decide, tale))
    tale.plan(tale.at(decided + 6, 10), partial(_second_version, tale))
    tale.plan(
        tale.at(decided + 6, 11),
        partial(_publish_outcome, tale),
    )
    tale.plan(
        tale.at(decided + 7, 9),
        partial(_finish, tale),
    )


def _read_comments(tale: Tale, when: datetime) -> None:
    """The responder reads them at the pace of a person."""
    made, own = tale.consultation, tale.staff("responder")
    _number, through = desk.matching(made.id, desk.Filter())
    for number, comment_id in enumerate(desk.matching_ids(made.id, desk.Filter(), through=through)):
        reading.mark_read(own, made, comment_ids=[comment_id], now=when + number * MINUTE)


def _theme(tale: Tale, when: datetime) -> None:
    reading.themes_by_article(tale.staff("responder"), tale.consultation, now=when)


def _dispose(tale: Tale, disposition: Mapping[str, Any], when: datetime) -> None:
    made = tale.consultation
    version = consultations.versions_of(made.id)[0]
    article = (
        consultations.find_article(version.id, disposition["article"]) if disposition["article"] else None
    )
    reasons = {language: words for language, words in disposition["reason"].items() if language != "en"}
    answering.set_disposition(
        tale.staff("responder"), made, article=article, disposition=disposition["disposition"],
        reason=disposition["reason"]["en"], reasons=reasons, language="en", now=when,
    )  # fmt: skip


def _decide(tale: Tale, when: datetime) -> None:
    outcome = tale.content["outcome"]
    names = ("summary", "decision", "what_changed", "what_next", "decided_by")
    changes: dict[str, Any] = {name: outcome[name]["en"] for name in names}
    changes["texts"] = {
        lang: {name: outcome[name][lang] for name in names} for lang in LANGUAGES if lang != "en"
    }
    changes["language"], changes["number"] = "en", outcome["number"]
    changes["decided_on"] = tale.at(outcome["decided_on_days"]).date()
    answering.draft_outcome(tale.staff("responder"), tale.consultation, changes=changes, now=when)


def _second_version(tale: Tale, when: datetime) -> None:
    changed = {one["anchor"]: one["text"] for one in tale.content["second_version"]}
    notes = {
        language: ("" if language.startswith("zh") else " ").join(
            one["change_note"][language] for one in tale.content["second_version"]
        )
        for language in LANGUAGES
    }
    _add_version(tale, changed, when)
    _trace(tale, when)
    consulting.publish_version(
        tale.staff("author"), tale.consultation, now=when, change_note=notes.pop("en"), change_notes=notes
    )


def _trace(tale: Tale, when: datetime) -> None:
    """Say beside each changed article which comments moved it."""
    _before, version = tracing.version_to_trace(tale.consultation.id)
    for one in tale.content["second_version"]:
        causes = answering.Causes(comments=[
            contributions.get(tale.comments[number]).reference for number in one["moved_by"]
        ])  # fmt: skip
        answering.trace(
            tale.staff("author"), tale.consultation, version, one["anchor"], causes, language="en", now=when
        )


def _publish_outcome(tale: Tale, when: datetime) -> None:
    answering.publish_outcome(tale.staff("responder"), tale.consultation, now=when)


def _finish(tale: Tale, when: datetime) -> None:
    consulting.finish(tale.staff("author"), tale.consultation, now=when)
