"""The default where nobody made themes: one for each article with comments, made by one button."""

from collections.abc import Collection
from datetime import datetime

from consult.analysis import queries
from consult.analysis.models import Theme
from consult.analysis.service.putting import put_under
from consult.analysis.service.shared import begin
from consult.analysis.service.theming import make_theme
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.foundation import i18n
from consult.foundation.access import Actor
from consult.foundation.errors import N_

WHOLE_DRAFT_NAME = N_("The whole draft")


def themes_by_article(
    actor: Actor, consultation: Consultation, *, now: datetime, most: int | None = None
) -> int:
    """Put each comment that stands under no theme under that of its article, which is made where it is missing.

    Returns how many comments were put, at most ``most``. Run again, it takes what is left and what came since.
    """
    begin(actor, consultation, now)
    left: dict[int, list[int]] = {}
    for comment_id, article_id in queries.themeless(consultation.id, limit=most):
        left.setdefault(article_id, []).append(comment_id)
    themes = queries.themes_of(consultation.id)
    known: dict[int, Theme] = {one.article_id: one for one in themes if one.article_id is not None}
    missing = left.keys() - known.keys()
    known |= _make_missing(actor, consultation, missing, now) if missing else {}
    return sum(
        put_under(actor, consultation, known[article_id], comment_ids=ids, now=now, how="article")
        for article_id, ids in left.items()
    )


def _make_missing(
    actor: Actor, consultation: Consultation, missing: Collection[int], now: datetime
) -> dict[int, Theme]:
    places = queries.places(contributions.tallies(consultation.id).keys() | missing, consultation.language)
    several = len({place.version for place in places} - {0}) > 1
    return {
        place.article_id: _made(actor, consultation, place, several, now)
        for place in places
        if place.article_id in missing
    }


def _made(
    actor: Actor, consultation: Consultation, place: queries.Place, several: bool, now: datetime
) -> Theme:
    names: dict[str, str] = {}
    for language in i18n.LANGUAGES:
        with i18n.speaking(language):
            if place.article_id == contributions.WHOLE_DRAFT:
                names[language] = i18n.gettext(WHOLE_DRAFT_NAME)
                continue
            _anchor, label, found = consultations.article_labels([place.article_id], language)[
                place.article_id
            ]
            if found == language:
                names[language] = label
        if several and place.version and language in names:
            names[language] += f" ({place.version})"
    taken = {one.name.casefold() for one in queries.themes_of(consultation.id)}
    name = names.pop(consultation.language, "") or place.label or place.anchor
    if name.casefold() in taken:  # two articles can be headed alike
        name = f"{name} – {place.anchor or place.version}"
    return make_theme(
        actor, consultation, name=name[:120], names={one: words[:120] for one, words in names.items()},
        article_id=place.article_id, now=now,
    )  # fmt: skip
