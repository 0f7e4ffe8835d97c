"""The room's blueprint, and what its pages share."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask import Blueprint
from markupsafe import Markup, escape

from consult.consultations import queries as consultations
from consult.foundation import access, addresses, i18n
from consult.foundation.access import Actor
from consult.foundation.errors import Forbidden, NotFound
from consult.outcomes import footnotes, permissions, queries, rules
from consult.outcomes.claims import shown
from consult.outcomes.queries.fates import place_of
from consult.outcomes.service import ONLY_RESPONDERS

if TYPE_CHECKING:
    from consult.consultations.models import Consultation

bp = Blueprint("outcomes", __name__, url_prefix="/<lang:lang>")
DESK_ROLES = ("responder", "author", "auditor", "administrator")
bp.add_app_template_filter(shown, "cited")
bp.add_app_template_global(place_of, "place_of_fate")
May = Callable[[Actor, "Consultation"], bool]


@bp.app_template_global()
def footnote_targets(
    slug: str, items: Sequence[Any] = (), themes: Sequence[queries.PublicTheme] = ()
) -> dict[str, str]:
    """To where citations on a page lead; ``items``, ``themes``: of which it has sections, headed in their order."""
    return footnotes.targets(
        f"/{i18n.language()}/consultations/{slug}/comments",
        places=[(one.place.anchor, one.place.label, f"#item-{at}") for at, one in enumerate(items, 1)],
        themes=[(one.name, f"#theme-{at}") for at, one in enumerate(themes, 1)],
    )


@bp.app_template_filter("footnotes")
def with_footnotes(html: str, known: Mapping[str, str]) -> Markup:
    """Safe HTML, or plain text, with its citations as links."""
    return Markup(footnotes.linked(str(escape(html)), known, f"/{i18n.language()}/comments/"))  # noqa: S704 - safe, or escaped


@bp.app_template_global()
def disposition_name(disposition: str) -> str:
    """What a disposition is called in the page's language."""
    return i18n.gettext(rules.DISPOSITION_NAMES[disposition])


@bp.app_template_global()
def dispositions() -> tuple[str, ...]:
    """All of them, in the order in which they are listed: what was adopted first."""
    return rules.DISPOSITIONS


@bp.app_template_global()
def place_name(place: queries.Place, *, with_version: bool = False) -> str:
    """What a place is called: an article by its own label, else the whole draft."""
    return i18n.refusal_text(queries.label_of(place, several_versions=with_version, quoted=False))


@bp.app_template_global()
def instant_of(written: str) -> datetime:
    """The instant that a stored correction names."""
    return datetime.fromisoformat(written)


@bp.app_template_global()
def day_of(written: str) -> date:
    """The day that a stored promise names."""
    return date.fromisoformat(written)


def consultation_for(slug: str, may: May = permissions.may_see_desk) -> "Consultation":
    """A consultation of the actor's bodies. NotFound, as for an unknown one, where they have no desk there."""
    actor = access.current_actor()
    found = consultations.get(slug)
    if not permissions.may_see_desk(actor, found):
        raise NotFound(consultations.NONE)
    if not may(actor, found):
        raise Forbidden(ONLY_RESPONDERS)
    return found


def page_after() -> int | None:
    """Where a list goes on (``?after=``); what can't be a row's id starts at the beginning."""
    return addresses.whole_number("after")


def desk_numbers(consultation: "Consultation") -> dict[str, int]:
    """How far the work is: articles with comments, and those of them that have a disposition."""
    counted = queries.counted(consultation.id).keys()
    decided = queries.dispositions(consultation.id, public_only=False).keys()
    return {"articles": len(counted), "decided": len(counted & decided)}
