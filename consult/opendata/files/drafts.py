"""The consultation itself, its draft in versions, its articles."""

import json
from collections.abc import Iterator

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.queries.inviting import numbers_of
from consult.opendata.files.shape import AUDITOR, Column, File, Record, Scope
from consult.organisations import queries as organisations


def _language(text: str, language: str) -> str:
    """The language of a text, of none where there is no text."""
    return language if text else ""


def _consultation(scope: Scope) -> Iterator[Record]:
    one = scope.consultation
    texts, numbers = consultations.texts_of(one.id), numbers_of(one.id)
    for language in sorted(texts):
        words = texts[language]
        yield {
            "id": one.public_id,
            "slug": one.slug,
            "language": language,
            "first_language": one.language,
            "title": words.title,
            "body": organisations.name_in(organisations.get(one.organisation_id), language),
            "state": one.state,
            "published_at": scope.time(one.published_at),
            "opens_at": _exact(one.opens_at),
            "closes_at": _exact(one.closes_at),
            "timezone": one.timezone,
            "outcome_due_on": one.outcome_due_on.isoformat() if one.outcome_due_on else "",
            "answered_at": scope.time(one.answered_at),
            "finished_at": scope.time(one.finished_at),
            "profile": one.profile,
            "who_may_comment": one.who_may_comment,
            "who_may_vote": one.who_may_vote,
            "invited": numbers.invited,
            "invited_answered": numbers.answered,
            "moderation": one.moderation,
            "results_appear": one.results_appear,
            "reviews_by": _name(one.review_organisation_id, language),
            "order_seed": one.order_seed,
            "short_period_reason": one.short_period_reason,
            "short_period_reason_language": _language(
                one.short_period_reason, one.short_period_reason_language
            ),
            "period_kind": one.period_kind,
            "same_people_reason": one.same_people_reason,
            "ending": one.ending,
            "ended_at": scope.time(one.ended_at),
            "state_reason": one.state_reason,
            "superseded_by": one.superseded_by,
            **_earlier(one),
            "same_people_reason_language": _language(one.same_people_reason, one.same_people_reason_language),
            "summary": words.summary,
            "legal_basis": words.legal_basis,
            "affected": words.affected,
            "decided": words.decided,
            "open_questions": words.open_questions,
            "contact": words.contact,
            "other_ways": words.other_ways,
            "not_for": words.not_for,
            "what_next": words.what_next,
            "notice": json.dumps(words.notice, ensure_ascii=False, sort_keys=True) if words.notice else "",
        }


def _earlier(one: Consultation) -> dict[str, str]:
    earlier = consultations.earlier_round(one)
    return {
        "earlier_round": earlier.public_id if earlier else "", "earlier_slug": earlier.slug if earlier else "",
        "earlier_checkpoint": one.earlier_checkpoint,
    }  # fmt: skip


def _name(organisation_id: int | None, language: str) -> str:
    return organisations.name_in(organisations.get(organisation_id), language) if organisation_id else ""


def _exact(instant: object) -> str:
    """Opening and closing are public to the second."""
    return instant.isoformat().replace("+00:00", "Z") if instant else ""  # type: ignore[attr-defined]


CONSULTATION = File(
    "consultation",
    "What the consultation says about itself, one row a language, with the rules it was held under.",
    (
        Column("id", "random id of the consultation; it names the consultation's log"),
        Column("slug", "its part of the address"),
        Column("language", "language of the texts in this row (BCP 47)"),
        Column("first_language", "language it is held in: what isn't written in another one stands in this"),
        Column("title", "title"),
        Column("body", "the body that holds it"),
        Column("state", "stored state: draft, published, suspended, answered, finished or withdrawn"),
        Column("published_at", "when it became public, UTC"),
        Column("opens_at", "when comments are taken from, UTC"),
        Column("closes_at", "the closing instant, UTC: what came at it or later is late"),
        Column("timezone", "time zone in which its dates are shown"),
        Column("outcome_due_on", "day by which the answer is owed"),
        Column("answered_at", "when the outcome was published, UTC"),
        Column("finished_at", "when it was declared finished, UTC"),
        Column("profile", "country profile whose rules hold"),
        Column(
            "who_may_comment",
            "anyone, confirmed (an e-mail address or a number), account, identified or invited",
        ),
        Column("who_may_vote", "confirmed, account, identified, invited or nobody"),
        Column("invited", "how many people are invited, where only invited ones take part"),
        Column("invited_answered", "how many of them took part"),
        Column("moderation", "whether comments appear before or after moderation"),
        Column("results_appear", "whether counts of votes appear at-closing or at-once"),
        Column("reviews_by", "unit that decides reviews of rulings; empty: another person of the body"),
        Column("order_seed", "seed of the fair orders, so that they can be computed again"),
        Column("short_period_reason", "public reason where the period is under the profile's minimum"),
        Column("short_period_reason_language", "language of that reason"),
        Column("period_kind", "which of the profile's minimum periods holds; empty: its first one"),
        Column("same_people_reason", "public reason where the same people prepare or answer, and moderate"),
        Column("ending", "how it ended where it wasn't by an answer: withdrawn, superseded or annulled"),
        Column("ended_at", "when it ended so, UTC"),
        Column("state_reason", "public reason why it is suspended, or why it ended so"),
        Column("superseded_by", "slug of the consultation, or the address, that takes its place"),
        Column("earlier_round", "id of the earlier round that it goes on from, which names that one's log"),
        Column("earlier_slug", "part of the earlier round's address"),
        Column(
            "earlier_checkpoint", "the signed head of the earlier round's log when this draft was published"
        ),
        Column("same_people_reason_language", "language of that reason"),
        Column("summary", "what it is about and why"),
        Column("legal_basis", "legal basis"),
        Column("affected", "who is affected"),
        Column("decided", "what is decided already"),
        Column("open_questions", "what is open"),
        Column("contact", "whom to ask"),
        Column("other_ways", "other ways to answer"),
        Column("not_for", "what the comment form is not for, and where that goes; empty: the usual words"),
        Column("what_next", "what happens next"),
        Column("notice", "what the notice says in the profile's own fields, as JSON by code"),
    ),
    _consultation,
)


def _versions(scope: Scope) -> Iterator[Record]:
    for version in consultations.versions_of(scope.consultation.id, published_only=scope.is_public):
        for edition in consultations.editions_of(version.id):
            note, noted = consultations.note_in(version, edition.language)
            yield {
                "version": version.number,
                "id": version.public_id,
                "language": edition.language,
                "authority": edition.authority,
                "title": edition.title,
                "published_at": scope.time(version.published_at),
                "withdrawn_at": scope.time(version.withdrawn_at),
                "change_note": note,
                "change_note_language": _language(note, noted),
                "text_hash": version.text_hash,
                "file_name": edition.file_name,
                "file_sha256": edition.file_sha256,
            }


VERSIONS = File(
    "versions",
    "The versions of the draft, one row a language edition.",
    (
        Column("version", "number of the version, from 1"),
        Column("id", "random id of the version, as entries of the record name it"),
        Column("language", "language of the edition (BCP 47)"),
        Column("authority", "authentic, authoritative or courtesy"),
        Column("title", "title as the draft itself has it"),
        Column("published_at", "when it became public, UTC"),
        Column("withdrawn_at", "when it was withdrawn, UTC, if it was"),
        Column(
            "change_note",
            "what changed against the version before, in the edition's language where it has one",
        ),
        Column("change_note_language", "language of that note"),
        Column("text_hash", "SHA-256 over all articles of all editions as published"),
        Column("file_name", "name of the file it was read from", AUDITOR),
        Column("file_sha256", "SHA-256 of that file"),
    ),
    _versions,
)


def _articles(scope: Scope) -> Iterator[Record]:
    for version in consultations.versions_of(scope.consultation.id, published_only=scope.is_public):
        for edition in consultations.editions_of(version.id):
            for article, words in consultations.whole_text_of(edition):
                yield {
                    "version": version.number,
                    "language": edition.language,
                    "article": article.anchor,
                    "id": article.public_id,
                    "kind": article.kind,
                    "position": article.position,
                    "level": article.level,
                    "number": words.number,
                    "heading": words.heading,
                    "text": words.text,
                    "explanation": words.explanation,
                    "text_in_force": words.in_force,
                }


ARTICLES = File(
    "articles",
    "The articles of every version and edition, in order.",
    (
        Column("version", "number of the version"),
        Column("language", "language of the edition"),
        Column("article", "anchor of the article, the same in all editions of a version"),
        Column("id", "random id of the article in this version, as entries of the record name it"),
        Column("kind", "article, or division (a chapter that groups articles)"),
        Column("position", "order in the draft, from 0"),
        Column("level", "depth of the heading, from 1"),
        Column("number", "number as printed"),
        Column("heading", "heading as printed"),
        Column("text", "text of the article"),
        Column("explanation", "official explanation"),
        Column("text_in_force", "the text in force that it would replace"),
    ),
    _articles,
)


def _alternatives(scope: Scope) -> Iterator[Record]:
    for version in consultations.versions_of(scope.consultation.id, published_only=scope.is_public):
        for edition in consultations.editions_of(version.id):
            for anchor, one in consultations.wordings_of(edition):
                yield {
                    "version": version.number,
                    "language": edition.language,
                    "article": anchor,
                    "alternative": one.position + 1,
                    "label": one.label,
                    "text": one.text,
                }


ALTERNATIVES = File(
    "alternatives",
    "The alternative wordings of articles, in order. Their words stand in the article's text too.",
    (
        Column("version", "number of the version"),
        Column("language", "language of the edition"),
        Column("article", "anchor of the article"),
        Column(
            "alternative",
            "place among the alternatives of its article, from 1; the same one in all languages",
        ),
        Column("label", "label as printed, such as 甲案 or Option A"),
        Column("text", "its words"),
    ),
    _alternatives,
)


def _documents(scope: Scope) -> Iterator[Record]:
    for one in consultations.every_document(scope.consultation):
        yield {
            "id": one.public_id,
            "kind": one.kind,
            "title": one.title,
            "language": one.language,
            "dated_on": one.dated_on.isoformat() if one.dated_on else "",
            "file_name": one.file_name,
            "file_kind": one.file_kind,
            "file_sha256": one.sha256,
            "size": one.size,
            "added_at": scope.time(one.added_at),
            "added_reason": one.added_reason,
            "ended_at": scope.time(one.ended_at),
            "ended_reason": one.ended_reason,
        }


DOCUMENTS = File(
    "documents",
    "Documents that stand or stood beside the draft; the files themselves are on the consultation's page.",
    (
        Column("id", "random id of the document, as entries of the record name it"),
        Column(
            "kind", "explanatory-note, impact-assessment, law-in-force, comparison, research, annex or other"
        ),
        Column("title", "title"),
        Column("language", "language of the file (BCP 47)"),
        Column("dated_on", "day the document itself bears"),
        Column("file_name", "name of the file"),
        Column("file_kind", "pdf, docx, xlsx, odt, ods, jpeg, png, csv or txt"),
        Column("file_sha256", "SHA-256 of the file"),
        Column("size", "its size in bytes"),
        Column("added_at", "when it was put beside the draft, UTC"),
        Column("added_reason", "public reason where that was after publication"),
        Column("ended_at", "when it was replaced or taken out, UTC, if it was"),
        Column("ended_reason", "public reason for that"),
    ),
    _documents,
)
