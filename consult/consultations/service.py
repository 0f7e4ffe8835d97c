"""The verbs on consultations. Each: permission, rule, rows, record, event."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from consult.consultations import permissions, profiles, queries, rules
from consult.consultations.events import (
    ConsultationExtended,
    ConsultationFinished,
    ConsultationPublished,
    VersionPublished,
)
from consult.consultations.models import (
    Alternative,
    Article,
    ArticleText,
    Consultation,
    ConsultationText,
    DateChange,
    Edition,
    Version,
)
from consult.consultations.outline import PreparedArticle, PreparedDraft, text_hash
from consult.foundation import events, text
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.organisations import queries as organisations
from consult.organisations.models import Organisation
from consult.organisations.rules import check_slug
from consult.record import service as record

NOT_YOURS = N_("Only authors of this body may do that.")
TEXT_FIELDS = (
    "title", "summary", "legal_basis", "affected", "decided", "open_questions", "contact", "other_ways", "what_next",
)  # fmt: skip

MayFinish = Callable[[Consultation], Sequence[str]]
FINISH_REQUIREMENTS: list[MayFinish] = []
"""Higher rooms say what is still owed before a consultation may be finished: sentences, empty when nothing is."""


PAST_DATES = "past-dates"
"""Ground in the entry of a publication whose period began before it was published here."""


def append(
    type_: str, actor: Actor, consultation: Consultation, now: datetime, *, role: str = "author",
    objects: Sequence[str] = (), ground: str = "", values: Mapping[str, str] | None = None,
) -> record.Appended:  # fmt: skip
    """A staff act's entry in the consultation's log."""
    return record.append(
        type_, actor=actor, now=now, consultation=consultation.public_id, objects=objects,
        organisation_id=consultation.organisation_id, role=actor.kind if actor.kind != "account" else role, ground=ground,
        values=values,
    )  # fmt: skip


def create(
    actor: Actor,
    *,
    organisation: Organisation,
    slug: str,
    title: str,
    language: str,
    now: datetime,
    timezone: str = "UTC",
    profile: str = "",
    is_sample: bool = False,
) -> Consultation:
    """Create a consultation that nobody but staff of the body can see."""
    if not permissions.may_create(actor, organisation.id):
        raise Forbidden(NOT_YOURS)
    check_slug(slug)
    if queries.find(slug) is not None:
        raise Conflict(
            N_("There is a consultation with the address “%(slug)s” already."), field="slug", slug=slug
        )
    consultation = Consultation(
        public_id=random_id(), slug=slug, organisation_id=organisation.id, state="draft", language=language,
        title=rules.check_title(title), timezone=rules.check_zone(timezone), created_at=now, order_seed=random_id(),
        profile=profiles.profile(profile or organisation.profile).code, is_sample=is_sample,
    )  # fmt: skip
    db.session.add(consultation)
    db.session.flush()
    db.session.add(
        ConsultationText(
            consultation_id=consultation.id, language=language, title=consultation.title, notice={}
        )
    )
    db.session.flush()
    append(
        "consultation.created",
        actor,
        consultation,
        now,
        objects=[organisation.public_id],
        values={"slug": slug, "title": title},
    )
    return consultation


def set_texts(
    actor: Actor, consultation: Consultation, *, language: str, texts: Mapping[str, str], now: datetime
) -> None:
    """Set what the consultation says about itself in one language. ``texts`` has some of TEXT_FIELDS."""
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    rules.check_may_change(consultation.state)
    clean = {name: text.normalise(value, limit=rules.TEXT_LIMIT, field=name) for name, value in texts.items()}
    if "title" in clean:
        clean["title"] = rules.check_title(clean["title"])
    known = queries.texts_of(consultation.id).get(language)
    if known is None:
        known = ConsultationText(
            consultation_id=consultation.id, language=language, title=consultation.title, notice={}
        )
        db.session.add(known)
    for name in TEXT_FIELDS:
        if name in clean:
            setattr(known, name, clean[name])
    if language == consultation.language and "title" in clean:
        consultation.title = clean["title"]
    db.session.flush()
    append("consultation.described", actor, consultation, now, values={"language": language, **clean})


RULE_FIELDS = (
    "timezone", "opens_at", "closes_at", "who_may_comment", "who_may_vote", "moderation", "results_appear",
    "short_period_reason", "waiting_limit_hours", "comment_characters",
)  # fmt: skip


def set_rules(actor: Actor, consultation: Consultation, *, changes: Mapping[str, Any], now: datetime) -> None:
    """Set dates and rules (some of RULE_FIELDS) while it is a draft; publishing fixes them."""
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    rules.check_may_change(consultation.state)
    unknown = set(changes) - set(RULE_FIELDS)
    if unknown:
        raise ValueError(f"not rules of a consultation: {sorted(unknown)}")
    if "timezone" in changes:
        rules.check_zone(changes["timezone"])
    for name, allowed in (
        ("who_may_comment", rules.WHO_MAY_COMMENT), ("who_may_vote", rules.WHO_MAY_VOTE),
        ("moderation", rules.MODERATION), ("results_appear", rules.RESULTS_APPEAR),
    ):  # fmt: skip
        if name in changes and changes[name] not in allowed:
            raise Refused(N_("Please choose one of the answers."), field=name)
    rules.check_dates(
        changes.get("opens_at", consultation.opens_at), changes.get("closes_at", consultation.closes_at)
    )
    for name, value in changes.items():
        setattr(consultation, name, value)
    db.session.flush()
    append(
        "consultation.ruled",
        actor,
        consultation,
        now,
        values={name: str(value) for name, value in changes.items()},
    )


# Drafts -------------------------------------------------------------------------------------------


def add_version(
    actor: Actor,
    consultation: Consultation,
    draft: PreparedDraft,
    *,
    language: str,
    now: datetime,
    change_note: str = "",
    replaces: bool = True,
) -> Version:
    """Store a draft as the next version. An unpublished version is replaced; a published one never is.

    With ``replaces`` off an unpublished version is kept beside the new one (imports from the console).
    """
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if queries.phase_of(consultation, now) in ("finished", "withdrawn"):
        raise Conflict(N_("This consultation is over, so it takes no further version."))
    newest = queries.current_version(consultation.id, published_only=False)
    if newest is not None and newest.published_at is None and replaces:
        _remove_texts(newest)
        version = newest
        version.change_note = change_note
    else:
        version = Version(
            public_id=random_id(), consultation_id=consultation.id, number=(newest.number if newest else 0) + 1,
            created_at=now, change_note=change_note,
        )  # fmt: skip
        db.session.add(version)
    db.session.flush()
    edition = _add_edition(version, draft, language)
    _store_articles(version, edition, draft.articles)
    append(
        "version.drafted", actor, consultation, now, objects=[version.public_id],
        values={"number": str(version.number), "file_sha256": draft.file_sha256},
    )  # fmt: skip
    return version


def add_edition(
    actor: Actor, consultation: Consultation, version: Version, draft: PreparedDraft, *, language: str, now: datetime,
    authority: str = "authentic",
) -> Edition:  # fmt: skip
    """Add a language edition to an unpublished version: its articles must be the same ones. Raises Refused naming those that aren't."""
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if version.published_at is not None:
        raise Conflict(N_("This version is published, so it takes no further edition."))
    if any(edition.language.lower() == language.lower() for edition in queries.editions_of(version.id)):
        raise Conflict(N_("This version has an edition in that language already."))
    known = {a.anchor: a for a in db.session.scalars(select(Article).where(Article.version_id == version.id))}
    different = sorted(set(known).symmetric_difference(article.anchor for article in draft.articles))
    if different:
        raise Refused(
            N_("The two editions don't have the same articles. These are in one only: %(articles)s."),
            field="draft", articles=", ".join(different[:20]),
        )  # fmt: skip
    edition = _add_edition(version, draft, language, authority)
    for article in draft.articles:
        _store_text(known[article.anchor].id, edition.id, article)
    db.session.flush()
    append(
        "edition.drafted",
        actor,
        consultation,
        now,
        objects=[version.public_id],
        values={"language": language, "file_sha256": draft.file_sha256},
    )
    return edition


def _add_edition(
    version: Version, draft: PreparedDraft, language: str, authority: str = "authentic"
) -> Edition:
    edition = Edition(
        version_id=version.id, language=language, authority=authority, title=draft.title, file_name=draft.file_name,
        file_kind=draft.file_kind, file_sha256=draft.file_sha256, findings=list(draft.findings),
    )  # fmt: skip
    db.session.add(edition)
    db.session.flush()
    return edition


def _remove_texts(version: Version) -> None:
    articles = select(Article.id).where(Article.version_id == version.id)
    texts = select(ArticleText.id).where(ArticleText.article_id.in_(articles))
    db.session.execute(delete(Alternative).where(Alternative.article_text_id.in_(texts)))
    db.session.execute(delete(ArticleText).where(ArticleText.article_id.in_(articles)))
    db.session.execute(delete(Article).where(Article.version_id == version.id))
    db.session.execute(delete(Edition).where(Edition.version_id == version.id))


def _store_articles(version: Version, edition: Edition, articles: Sequence[PreparedArticle]) -> None:
    if not articles:
        raise Refused(N_("No text was found in this file."), field="draft")
    rows = [
        {
            "public_id": random_id(), "version_id": version.id, "anchor": article.anchor, "kind": article.kind,
            "position": position, "level": article.level,
        }
        for position, article in enumerate(articles)
    ]  # fmt: skip
    db.session.execute(insert(Article), rows)
    ids = dict(
        db.session.execute(select(Article.anchor, Article.id).where(Article.version_id == version.id)).all()
    )
    for article in articles:
        _store_text(ids[article.anchor], edition.id, article)
    db.session.flush()


def _store_text(article_id: int, edition_id: int, article: PreparedArticle) -> None:
    row = ArticleText(
        article_id=article_id, edition_id=edition_id, number=article.number, heading=article.heading,
        source_html=article.source_html, html=article.html, text=article.text,
        explanation_html=article.explanation_html, explanation=article.explanation,
        in_force_html=article.in_force_html, in_force=article.in_force, html_version=text.VERSION,
    )  # fmt: skip
    db.session.add(row)
    if article.alternatives:
        db.session.flush()
        db.session.add_all(
            Alternative(
                article_text_id=row.id,
                label=label,
                position=position,
                html=html,
                text=plain,
                html_version=text.VERSION,
            )
            for position, (label, html, plain) in enumerate(article.alternatives)
        )


def confirm_findings(actor: Actor, consultation: Consultation, version: Version, *, now: datetime) -> None:
    """The author has read what was found in the files (tracked changes and the like) and wants it so."""
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    for edition in queries.editions_of(version.id):
        edition.findings_confirmed_at = edition.findings_confirmed_at or now
    db.session.flush()
    append("version.findings_confirmed", actor, consultation, now, objects=[version.public_id])


def mend_outline(
    actor: Actor,
    consultation: Consultation,
    version: Version,
    articles: Sequence[PreparedArticle],
    *,
    now: datetime,
) -> None:
    """Replace the outline of an unpublished version (one edition) by a mended one."""
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if version.published_at is not None:
        raise Conflict(N_("This version is published. Correct it by importing the next version."))
    editions = queries.editions_of(version.id)
    if len(editions) != 1:
        raise Refused(N_("The outline can be mended while the version has one language edition."))
    kept = editions[0]
    draft = PreparedDraft(
        kept.title, tuple(articles), tuple(kept.findings), kept.file_name, kept.file_kind, kept.file_sha256
    )
    language, confirmed_at = kept.language, kept.findings_confirmed_at
    _remove_texts(version)
    edition = _add_edition(version, draft, language)
    edition.findings_confirmed_at = confirmed_at
    _store_articles(version, edition, articles)
    append("version.mended", actor, consultation, now, objects=[version.public_id])


# Publishing ---------------------------------------------------------------------------------------


def missing_to_publish(
    consultation: Consultation, *, now: datetime, asks_for_texts: bool = True, past_dates: bool = False
) -> list[rules.Missing]:
    """What stands between this draft and publication."""
    texts = queries.texts_of(consultation.id)
    version = queries.current_version(consultation.id, published_only=False)
    editions = queries.editions_of(version.id) if version else []
    articles = 0
    if version is not None:
        articles = len(db.session.scalars(select(Article.id).where(Article.version_id == version.id)).all())
    return rules.check_ready_to_publish(
        titles=[one.title for one in texts.values()],
        summaries=[one.summary for one in texts.values()],
        contact=next((one.contact for one in texts.values() if one.contact), ""),
        opens_at=consultation.opens_at or now,
        closes_at=consultation.closes_at,
        zone=consultation.timezone,
        articles=articles,
        unconfirmed_findings=sum(
            1 for e in editions if needs_confirmation(e) and e.findings_confirmed_at is None
        ),
        minimum_days=profiles.profile(consultation.profile).minimum_days,
        short_period_reason=consultation.short_period_reason,
        asks_for_texts=asks_for_texts,
        past_dates=past_dates,
        now=now,
    )


def needs_confirmation(edition: Edition) -> bool:
    """Whether reading the file found something the author has to agree with: tracked changes."""
    return any(finding.get("kind") == "tracked_change" for finding in edition.findings)


def default_dates(consultation: Consultation, now: datetime) -> None:
    """Open now and for the profile's minimum (or thirty days) where the author didn't say."""
    consultation.opens_at = consultation.opens_at or now
    days = max(profiles.profile(consultation.profile).minimum_days, 0) or rules.DEFAULT_DAYS
    consultation.closes_at = consultation.closes_at or consultation.opens_at + timedelta(days=days)


def publish(
    actor: Actor,
    consultation: Consultation,
    *,
    now: datetime,
    asks_for_texts: bool = True,
    past_dates: bool = False,
) -> str:
    """Make it public: it opens at its opening instant. Rules and the newest version are fixed from here on.

    ``asks_for_texts`` is off for operators who import a bare draft under the plain profile. ``past_dates``
    lets an operator take over a consultation that was held elsewhere: its dates stand as they were, and its
    entry says so. Where the body signs off first, it only begins to wait. Returns the stored state.
    """
    if not permissions.may_publish(actor, consultation):
        raise Forbidden(NOT_YOURS)
    rules.check_may_change(consultation.state)
    default_dates(consultation, now)
    missing = missing_to_publish(consultation, now=now, asks_for_texts=asks_for_texts, past_dates=past_dates)
    if missing:
        raise Refused(
            N_("It can't be published yet. What is missing: %(missing)s."),
            missing=[one.message for one in missing],
        )
    if organisations.get(consultation.organisation_id).sign_offs:
        return _await_sign_off(actor, consultation, now)
    assert consultation.opens_at is not None
    assert consultation.closes_at is not None
    is_past = past_dates and consultation.opens_at < now
    if not is_past:
        consultation.opens_at = max(consultation.opens_at, now)
    consultation.state = "published"
    consultation.published_at = consultation.rules_fixed_at = now
    profile = profiles.profile(consultation.profile)
    consultation.outcome_due_on = consultation.outcome_due_on or rules.outcome_due(
        consultation.closes_at, consultation.timezone, profile.outcome_due_days
    )
    version = queries.current_version(consultation.id, published_only=False)
    assert version is not None
    _publish_version(version, now)
    db.session.flush()
    append(
        "consultation.published", actor, consultation, now, objects=[version.public_id],
        ground=PAST_DATES if is_past else "",
        values={"rules": rules_text(consultation), "text_hash": version.text_hash},
    )  # fmt: skip
    events.emit(ConsultationPublished(consultation.id), now=now)
    return consultation.state


def _await_sign_off(actor: Actor, consultation: Consultation, now: datetime) -> str:
    if consultation.state != "awaiting-sign-off":
        consultation.state = "awaiting-sign-off"
        db.session.flush()
        append("consultation.sign_off_asked", actor, consultation, now)
    return consultation.state


def rules_text(consultation: Consultation) -> str:
    """The rules as they are fixed, one ``name=value`` a line."""
    return "\n".join(f"{name}={getattr(consultation, name)}" for name in RULE_FIELDS)


def _publish_version(version: Version, now: datetime) -> None:
    version.published_at = now
    version.text_hash = text_hash(
        (edition.language, article.anchor, f"{words.number} {words.heading}", words.text)
        for edition in queries.editions_of(version.id)
        for article, words in queries.whole_text_of(edition)
    )


def publish_version(
    actor: Actor, consultation: Consultation, *, now: datetime, change_note: str = ""
) -> Version:
    """Make the newest, unpublished version public beside the earlier ones, which stay readable.

    Where the body signs off first, it only begins to wait: ``published_at`` of the returned version is None.
    """
    if not permissions.may_publish(actor, consultation):
        raise Forbidden(NOT_YOURS)
    version = queries.current_version(consultation.id, published_only=False)
    if version is None or version.published_at is not None:
        raise Refused(N_("There is no new version to publish."))
    if queries.phase_of(consultation, now) not in rules.PUBLIC_PHASES:
        raise Refused(N_("The first version is published together with the consultation."))
    if not (change_note or version.change_note).strip():
        raise Refused(N_("Please say what changed; it is shown to everybody."), field="change_note")
    if any(
        needs_confirmation(e) and e.findings_confirmed_at is None for e in queries.editions_of(version.id)
    ):
        raise Refused(N_("Please confirm first what was found while reading the file."), field="draft")
    version.change_note = change_note or version.change_note
    if organisations.get(consultation.organisation_id).sign_offs:
        db.session.flush()
        append("version.sign_off_asked", actor, consultation, now, objects=[version.public_id])
        return version
    _publish_version(version, now)
    db.session.flush()
    append(
        "version.published",
        actor,
        consultation,
        now,
        objects=[version.public_id],
        values={"change_note": version.change_note, "text_hash": version.text_hash},
    )
    events.emit(VersionPublished(consultation.id, version.id), now=now)
    return version


def extend(
    actor: Actor, consultation: Consultation, *, until: datetime, reason: str, now: datetime
) -> DateChange:
    """Let it close later, with a public reason."""
    if not permissions.may_extend(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if consultation.closes_at is None:
        raise Refused(N_("Only a consultation that isn't closed yet can be extended."))
    reason = text.normalise(reason, limit=rules.TEXT_LIMIT, field="reason")
    rules.check_extension(queries.phase_of(consultation, now), consultation.closes_at, until, reason)
    change = DateChange(
        consultation_id=consultation.id, closed_before=consultation.closes_at, closes_now=until, reason=reason,
        changed_at=now, account_id=actor.account_id,
    )  # fmt: skip
    db.session.add(change)
    owed: date | None = consultation.outcome_due_on
    if owed is not None:
        consultation.outcome_due_on = owed + (until - consultation.closes_at)
    consultation.closes_at = until
    db.session.flush()
    append(
        "consultation.extended",
        actor,
        consultation,
        now,
        values={"closes_at": until.isoformat(), "reason": reason},
    )
    events.emit(ConsultationExtended(consultation.id, change.id), now=now)
    return change


def mark_answered(actor: Actor, consultation: Consultation, *, now: datetime) -> None:
    """Called by the outcomes room when the outcome is published; its entry is there."""
    consultation.state = "answered"
    consultation.answered_at = now
    db.session.flush()


def missing_to_finish(consultation: Consultation) -> list[str]:
    """What is still owed to the public, as sentences."""
    return [sentence for requirement in FINISH_REQUIREMENTS for sentence in requirement(consultation)]


def finish(actor: Actor, consultation: Consultation, *, now: datetime) -> None:
    """Declare it finished. Refused, naming what is missing, while anything is owed to the public (S01)."""
    if not permissions.may_finish(actor, consultation):
        raise Forbidden(N_("Only authors and responders of this body may do that."))
    owed = missing_to_finish(consultation)
    if owed:
        raise Refused(
            N_("This consultation can't be finished yet. What is missing: %(missing)s."), missing=owed
        )
    rules.check_may_finish(queries.phase_of(consultation, now))
    consultation.state = "finished"
    consultation.finished_at = now
    db.session.flush()
    append("consultation.finished", actor, consultation, now)
    events.emit(ConsultationFinished(consultation.id), now=now)
