"""Words that were taken over from a proposal leave the draft again, once they were covered or removed there."""

from datetime import datetime

from consult.consultations import service as consultations_service
from consult.consultations.drafts.rewording import BY_HAND
from consult.consultations.models import Consultation
from consult.consultations.outline import PreparedArticle
from consult.foundation.access import Actor
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.outcomes import permissions
from consult.outcomes.queries.taken_over import Standing, standing
from consult.outcomes.service.taking_over import ONLY_AUTHORS, as_stored
from consult.outcomes.service.tracing import untrace


def take_out(actor: Actor, consultation: Consultation, reference: str, *, now: datetime) -> None:
    """Let each article that says covered words of this proposal read as what is public, and credit it no more.

    Raises Forbidden, Conflict, Refused.
    """
    if not permissions.may_take_over(actor, consultation):
        raise Forbidden(ONLY_AUTHORS)
    found = [one for one in standing(consultation) if one.reference == reference]
    if not found:
        raise Conflict(N_("No words of this proposal stand in the draft any more."))
    for one in found:
        _set_back(actor, consultation, one, now)
    for public_id in dict.fromkeys(one.cause.public_id for one in found):
        untrace(actor, consultation, public_id, now=now)


def _set_back(actor: Actor, consultation: Consultation, one: Standing, now: datetime) -> None:
    before = _article(one)
    if before is None:
        raise Refused(BY_HAND)
    prepared = as_stored(one.edition, changed=before)
    consultations_service.mend_outline(actor, consultation, one.edition, prepared, now=now)


def _article(one: Standing) -> PreparedArticle | None:
    """The article as it is public."""
    articles = as_stored(one.earlier) if one.earlier is not None else []
    return next((article for article in articles if article.anchor == one.cause.passage), None)


def covered_words(consultation: Consultation) -> list[Refused]:
    """What bars the next version from becoming public, each as a phrase."""
    named = dict.fromkeys((one.reference, one.label) for one in standing(consultation))
    return [
        Refused(
            N_("words in “%(article)s” that were taken over from %(reference)s and covered since"),
            article=label, reference=reference,
        )
        for reference, label in named
    ]  # fmt: skip
