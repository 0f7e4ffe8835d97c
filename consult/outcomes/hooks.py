"""A consultation can't be finished while anything is owed to those who took part (S01, L17). Which HTML it stores."""

from consult.consultations import service as consultations
from consult.consultations.models import Consultation
from consult.foundation import i18n, rerendering
from consult.outcomes import queries, service


def owed_to_the_public(consultation: Consultation) -> list[str]:
    """What is missing, in the language of this request."""
    return [i18n.refusal_text(one) for one in queries.missing_to_finish(consultation, i18n.language())]


if owed_to_the_public not in consultations.FINISH_REQUIREMENTS:
    consultations.FINISH_REQUIREMENTS.append(owed_to_the_public)

rerendering.keep(
    rerendering.Stored(
        "replies and outcomes",
        service.count_stale,
        service.render_again,
        lambda rows, now: service.store_again(rows, now=now),
    )
)
