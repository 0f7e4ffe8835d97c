"""Who read what by which method, themes, and who signed what when."""

import json
from collections.abc import Iterator
from datetime import datetime

from consult.analysis import queries as reading
from consult.analysis import rules
from consult.consultations import queries as consultations
from consult.foundation.zones import whole_minute
from consult.opendata.files.shape import Column, File, Record, Scope
from consult.organisations import queries as organisations
from consult.organisations.queries import approvals
from consult.outcomes import queries as outcomes

FEW = f"fewer than {rules.SMALL} more"
"""Said instead of a number where few comments that aren't public would be counted."""


def _readings(scope: Scope) -> Iterator[Record]:
    for own, reference, read_at, office, method in reading.marks(scope.consultation.id):
        yield {
            "id": own, "reference": reference, "read_at": scope.time(read_at), "office": office, "method": method,
        }  # fmt: skip


READINGS = File(
    "readings",
    "Each comment that was read: when, in which office, and by which stated method where many were read at once.",
    (
        Column("id", "random id of the comment"),
        Column("reference", "its reference"),
        Column("read_at", "when it was marked as read, UTC"),
        Column("office", "office that read it"),
        Column("method", "id of the stated method or sample; empty where it was read by itself"),
    ),
    _readings,
    is_long=True,
)


def _methods(scope: Scope) -> Iterator[Record]:
    for one in reading.methods_of(scope.consultation.id):
        yield {
            "id": one.public_id, "kind": one.kind, "words": one.words, "language": one.language, "seed": one.seed,
            "size": one.size, "population": one.population, "number": one.number, "office": one.office,
            "stated_at": scope.time(one.stated_at), "closed_at": scope.time(one.closed_at),
        }  # fmt: skip


READING_METHODS = File(
    "reading_methods",
    "How many comments were read at once, in the words of those who read; and samples, which can be drawn again.",
    (
        Column("id", "random id of the method"),
        Column("kind", "batch or sample"),
        Column("words", "how they were read, or why a sample is enough"),
        Column("language", "language of these words"),
        Column("seed", "sample: the seed; drawn are the ids with the smallest SHA-256 of seed|id"),
        Column("size", "sample: how many were drawn"),
        Column("population", "sample: of how many"),
        Column("number", "how many comments were marked as read by it"),
        Column("office", "office that stated it"),
        Column("stated_at", "when, UTC"),
        Column("closed_at", "when it was done, UTC"),
    ),
    _methods,
)


def _samples(scope: Scope) -> Iterator[Record]:
    for method, own, is_drawn in reading.samples(scope.consultation.id):
        yield {"method": method, "comment": own, "is_drawn": "yes" if is_drawn else "no"}


READING_SAMPLES = File(
    "reading_samples",
    "What each sample was drawn from, and which comments were drawn.",
    (
        Column("method", "id of the sample"),
        Column("comment", "random id of a comment it was drawn from"),
        Column("is_drawn", "yes: it was drawn, and read by itself; no: the sample stands for it"),
    ),
    _samples,
    is_long=True,
)


def _is_hidden(scope: Scope) -> bool:
    """Themes become public with the outcome."""
    return scope.is_public and outcomes.published_outcome_of(scope.consultation.id) is None


def _themes(scope: Scope) -> Iterator[Record]:
    if _is_hidden(scope):
        return
    own = scope.consultation.id
    themes = reading.themes_of(own, with_past=not scope.is_public)
    ids = {one.id: one.public_id for one in themes}
    places = consultations.articles_by_id([one.article_id for one in themes if one.article_id])
    decided, by_article = outcomes.theme_dispositions(own), outcomes.dispositions(own, public_only=False)
    for one in themes:
        found = outcomes.disposition_of_theme(one, decided, by_article)
        number, more = rules.shown_number(one.published, one.comments - one.published)
        yield {
            "id": one.public_id, "name": one.name, "language": one.language,
            "names": json.dumps(one.names, ensure_ascii=False, sort_keys=True) if one.names else "",
            "parent": ids.get(one.parent_id or 0, ""), "merged_into": ids.get(one.merged_into_id or 0, ""),
            "article": places[one.article_id].anchor if one.article_id in places else "",
            "comments": number if scope.is_public else one.comments, "published": one.published,
            "unsaid": FEW if more and scope.is_public else "",
            "disposition": found.disposition if found else "", "reason": found.reason if found else "",
            "reason_language": found.language if found else "",
        }  # fmt: skip


THEMES = File(
    "themes",
    "What comments are about, as staff put it, with what became of them. Public with the outcome.",
    (
        Column("id", "random id of the theme"),
        Column("name", "its name"),
        Column("language", "language of the name"),
        Column("names", "names in further languages, as JSON; empty where there are none"),
        Column("parent", "id of the theme it stands below; empty on top"),
        Column("merged_into", "id of the theme that took it in; empty for those in use"),
        Column("article", "anchor of the article it was made for; empty for others"),
        Column(
            "comments",
            "comments that stand under it; where few of them aren't public, only the published ones",
        ),
        Column("published", "how many of them everybody can read"),
        Column("unsaid", f"“{FEW}” where few comments that aren't public are left out of the number"),
        Column("disposition", "what became of the comments: as in data/dispositions"),
        Column("reason", "the reason"),
        Column("reason_language", "language of the reason"),
    ),
    _themes,
)


def _theme_comments(scope: Scope) -> Iterator[Record]:
    if _is_hidden(scope):
        return
    for theme, reference in reading.published_links(scope.consultation.id, published_only=scope.is_public):
        yield {"theme": theme, "reference": reference}


THEME_COMMENTS = File(
    "theme_comments",
    "Which comments stand under which themes; for everybody only those that are published.",
    (Column("theme", "id of the theme"), Column("reference", "reference of the comment")),
    _theme_comments,
    is_long=True,
)


def _minutes(scope: Scope, since: datetime, until: datetime) -> int:
    """How many lie between two instants; for everybody between the minutes that everybody reads."""
    first, last = (since, until) if not scope.is_public else map(whole_minute, (since, until))
    return int((last - first).total_seconds() // 60)


def _sign_offs(scope: Scope) -> Iterator[Record]:
    for found in approvals.approvals_of(scope.consultation.public_id):
        if scope.is_public and found.approval.decision != "done":
            continue
        since = found.approval.asked_at
        offices = organisations.names_in([step.organisation_id for step in found.steps], "en")
        for step in found.steps:
            done = step.signed_at or found.approval.decided_at
            yield {
                "request": found.approval.public_id, "act": found.approval.act, "step": step.position,
                "kind": step.kind, "office": offices.get(step.organisation_id, ""), "since": scope.time(since),
                "signed_at": scope.time(step.signed_at),
                "minutes": _minutes(scope, since, done) if done else "",
                "decision": found.approval.decision, "is_alone": "yes" if found.approval.is_alone else "no",
            }  # fmt: skip
            since = step.signed_at or since


SIGN_OFFS = File(
    "sign_offs",
    "Every signature that something about this consultation needed, with the time it took.",
    (
        Column("request", "random id of the request for signatures"),
        Column("act", "what was to be done"),
        Column("step", "number of the step, from 1"),
        Column("kind", "second-person, legal or department"),
        Column("office", "office that signs"),
        Column("since", "since when it was this office's turn, UTC"),
        Column("signed_at", "when it signed, UTC; empty where it didn't"),
        Column("minutes", "minutes from its turn until it signed or the request ended; empty while it waits"),
        Column(
            "decision", "what became of the request: done, refused, voided, taken-back; empty while it waits"
        ),
        Column("is_alone", "yes: done by one person because there was no other"),
    ),
    _sign_offs,
)


def _opinions(scope: Scope) -> Iterator[Record]:
    found = reading.opinions_of(scope.consultation.id)
    places = consultations.articles_by_id([one.article_id for one, _expert in found if one.article_id])
    for opinion, expert in found:
        yield {
            "id": opinion.public_id, "expert": expert.name, "standing": expert.standing, "interests": expert.interests,
            "article": places[opinion.article_id].anchor if opinion.article_id in places else "",
            "stance": opinion.stance, "body": opinion.body, "language": opinion.language,
            "given_at": scope.time(opinion.given_at),
        }  # fmt: skip


EXPERT_OPINIONS = File(
    "expert_opinions",
    "What invited experts say, each with the interests that were declared before.",
    (
        Column("id", "random id of the opinion"),
        Column("expert", "name of the expert"),
        Column("standing", "field and post"),
        Column("interests", "declared interests in the matter"),
        Column("article", "anchor of the article; empty for the whole draft"),
        Column("stance", "support, amend, oppose or remark"),
        Column("body", "the opinion"),
        Column("language", "its language"),
        Column("given_at", "when it was given, UTC"),
    ),
    _opinions,
)


def _interim(scope: Scope) -> Iterator[Record]:
    for one in outcomes.interim_of(scope.consultation.id):
        yield {
            "id": one.public_id, "body": one.body, "language": one.language, "law": one.law,
            "until": one.until.isoformat(), "received": one.received, "unread": one.unread, "office": one.office,
            "published_at": scope.time(one.published_at),
        }  # fmt: skip


INTERIM_RESPONSES = File(
    "interim_responses",
    "What was said by a date that law forces, while comments were unread.",
    (
        Column("id", "random id of the response"),
        Column("body", "what was said"),
        Column("language", "its language"),
        Column("law", "the law that forces the date"),
        Column("until", "day by which the rest was to be read"),
        Column("received", "comments owed reading at that instant"),
        Column("unread", "how many of them were unread"),
        Column("office", "office that published it"),
        Column("published_at", "when, UTC"),
    ),
    _interim,
)
FURTHER = (
    EXPERT_OPINIONS, INTERIM_RESPONSES, READINGS, READING_METHODS, READING_SAMPLES, THEMES, THEME_COMMENTS,
    SIGN_OFFS,
)  # fmt: skip
