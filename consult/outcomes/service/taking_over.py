"""A wording that a citizen proposed becomes that of the next version, and the trace says whose it was: one act."""

from collections.abc import Sequence
from datetime import datetime

from consult.consultations import outline
from consult.consultations import queries as consultations
from consult.consultations import service as consultations_service
from consult.consultations.drafts.blocks import ReadArticle
from consult.consultations.drafts.editing import position_of
from consult.consultations.drafts.rewording import BY_HAND, reword
from consult.consultations.models import Consultation, Edition, Version
from consult.consultations.outline import PreparedArticle, PreparedDraft
from consult.contributions import service as contributions
from consult.contributions.models import Comment
from consult.contributions.queries import carrying
from consult.contributions.quotes import squeeze
from consult.contributions.service import COVER
from consult.foundation.access import Actor
from consult.foundation.errors import N_, Conflict, Forbidden, NotFound, Refused
from consult.outcomes import permissions
from consult.outcomes.models import PassageCause
from consult.outcomes.queries import tracing
from consult.outcomes.service.tracing import NO_PASSAGE, Causes, proposal_called, trace

ONLY_AUTHORS = N_("Only authors of this body may change the draft.")


def take_over(
    actor: Actor, consultation: Consultation, reference: str, *, language: str, now: datetime
) -> list[PassageCause]:
    """Put a proposed wording into the next version's draft and credit it in the trace.

    Where there is no draft of a next version yet, one is made that is the newest version but for this. ``language`` is
    the page's. Raises Forbidden, NotFound, Conflict, Refused.
    """
    if not permissions.may_take_over(actor, consultation):
        raise Forbidden(ONLY_AUTHORS)
    comment = proposal_called(consultation, reference)
    words = _wording(comment)
    anchor = _anchor_now(consultation, comment)
    version = _next_version(actor, consultation, now)
    edition = next(
        (one for one in consultations.editions_of(version.id) if one.language == comment.edition), None
    )
    if edition is None:
        raise Refused(BY_HAND)
    read = consultations.read_outline(edition)
    if _is_new(read[position_of(read, anchor)], comment, words):
        prepared = as_stored(edition, changed=outline.prepare_article(_changed(read, anchor, words)))
        consultations_service.mend_outline(actor, consultation, edition, prepared, now=now)
    passage = _passage(consultation, version, anchor)
    return trace(
        actor, consultation, version, passage, Causes(proposals=[reference]), language=language, now=now
    )


def _wording(comment: Comment) -> str:
    if any(COVER in words for _op, words in comment.proposal):
        raise Refused(N_("Words of this proposal are covered, so it can’t be taken over as it is."))
    return contributions.wording_of(comment.proposal)


def _anchor_now(consultation: Consultation, comment: Comment) -> str:
    """The anchor of the article it is about, in the newest published version."""
    published = consultations.current_version(consultation.id)
    if published is None or comment.article_id is None:
        raise NotFound(NO_PASSAGE)
    article_id: int | None = comment.article_id
    if comment.version_id != published.id:
        article_id = carrying.get_carry(comment.id, published.id).article_id
    if article_id is None:
        raise Refused(N_("The article it is about is gone from the newest version."))
    return consultations.articles_by_id([article_id])[article_id].anchor


def _next_version(actor: Actor, consultation: Consultation, now: datetime) -> Version:
    """The draft of the next version; where there is none, one is made like the newest version in all its languages."""
    newest = consultations.current_version(consultation.id, published_only=False)
    if newest is None:
        raise NotFound(NO_PASSAGE)
    if newest.published_at is None:
        return newest
    editions = consultations.editions_of(newest.id)
    first, *further = [(one, _draft(one)) for one in editions]
    made = consultations_service.add_version(
        actor, consultation, first[1], language=first[0].language, now=now
    )
    for edition, draft in further:
        consultations_service.add_edition(
            actor, consultation, made, draft, language=edition.language, authority=edition.authority, now=now
        )
    return made


def _draft(edition: Edition) -> PreparedDraft:
    return PreparedDraft(
        title=edition.title, articles=tuple(as_stored(edition)), findings=(), file_name=edition.file_name,
        file_kind=edition.file_kind, file_sha256=edition.file_sha256,
    )  # fmt: skip


def as_stored(edition: Edition, *, changed: PreparedArticle | None = None) -> list[PreparedArticle]:
    """The articles of an edition as its rows have them, one of them changed; nothing is sanitised anew."""
    pairs: Sequence[tuple[ReadArticle, ReadArticle]] = list(
        zip(consultations.read_outline(edition), consultations.shown_outline(edition), strict=True)
    )
    return [
        changed
        if changed is not None and read.anchor == changed.anchor
        else PreparedArticle(
            anchor=read.anchor, kind=read.kind, level=read.level, number=read.number, heading=read.heading,
            source_html=read.html, html=shown.html, text=read.text, explanation_html=read.explanation_html,
            explanation=read.explanation_text, in_force_html=read.in_force_html, in_force=read.in_force_text,
            alternatives=tuple((one.label, one.html, one.text) for one in read.alternatives), lead_html=read.lead_html,
        )
        for read, shown in pairs
    ]  # fmt: skip


def _changed(read: Sequence[ReadArticle], anchor: str, words: str) -> ReadArticle:
    new = reword(tuple(read), anchor, words)
    return new[position_of(new, anchor)]


def _is_new(article: ReadArticle, comment: Comment, words: str) -> bool:
    """Whether the draft doesn't say so already. A wording is proposed against a text; it isn't laid over another."""
    if squeeze(article.text) == squeeze(words):
        return False
    base = "".join(part for op, part in comment.proposal if op != "in")
    if squeeze(article.text) != squeeze(base):
        raise Conflict(
            N_(
                "The article has changed since this wording was proposed. Please put it into the draft by hand, then "
                "say under “What moved which passage” that it was taken over."
            )
        )
    return True


def _passage(consultation: Consultation, version: Version, anchor: str) -> str:
    for passage, found in tracing.passages_of(consultation, version).items():
        if anchor in (one.anchor for one in found.change.after):
            return passage
    raise Refused(NO_PASSAGE)
