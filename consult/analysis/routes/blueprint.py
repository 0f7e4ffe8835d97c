"""The room's blueprint, and what its pages share: who may look, the filter in the address, what may be chosen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

from consult.accounts import queries as accounts
from consult.analysis import permissions, queries, service
from consult.analysis.forms import FilterForm, choices
from consult.analysis.queries.given import comments_given_to, themes_given_to
from consult.analysis.rules import CONDITIONS
from consult.analysis.service import NOBODY, NOT_YOURS, Assignee, Stranded
from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.foundation import access, clock, i18n
from consult.foundation.access import Actor
from consult.foundation.db import writing
from consult.foundation.errors import N_, Forbidden, NotFound, Refused
from consult.organisations import queries as organisations
from consult.record import service as record

if TYPE_CHECKING:
    from consult.analysis.models import Theme
    from consult.consultations.models import Consultation

bp = Blueprint("analysis", __name__, url_prefix="/<lang:lang>")
DESK_ROLES = permissions.LOOKING
May = Callable[[Actor, "Consultation"], bool]
TREE_MARK = "\u2003"
"""Set before the name of a theme in a list for each level it stands below the top."""


def consultation_for(slug: str, may: May = permissions.may_look) -> "Consultation":
    """A consultation of the actor's bodies. NotFound, as for an unknown one, where they have no desk there."""
    actor = access.current_actor()
    found = consultations.get(slug)
    if not permissions.may_look(actor, found):
        raise NotFound(consultations.NONE)
    if not may(actor, found):
        raise Forbidden(NOT_YOURS)
    return found


def readable(slug: str, reference: str) -> "tuple[Consultation, queries.Read]":
    """A comment and its consultation, for the desk, and for the department or person that the comment was given to.

    NotFound, as for an unknown one, for everybody else.
    """
    found, actor = consultations.get(slug), access.current_actor()
    if permissions.may_look(actor, found):
        return found, queries.comment_read(found.id, reference)
    comment = queries.comment_read(found.id, reference)
    if not permissions.may_read_for(
        actor, found, comments_given_to(found.id, [comment.id]).get(comment.id, ())
    ):
        raise NotFound(consultations.NONE)
    return found, comment


def readable_theme(slug: str, public_id: str) -> "tuple[Consultation, Theme]":
    """A theme and its consultation, for the desk, and for whom it was given to. NotFound for everybody else."""
    found, actor = consultations.get(slug), access.current_actor()
    theme = queries.theme_called(found.id, public_id)
    if not permissions.may_look(actor, found) and not permissions.may_read_for(
        actor, found, themes_given_to(found.id).get(theme.id, ())
    ):
        raise NotFound(consultations.NONE)
    return found, theme


def given_filters() -> dict[str, Any]:
    """What the address narrows the list by, to be carried from page to page."""
    return {name: request.args[name][:200] for name in CONDITIONS if request.args.get(name)}


@dataclass(frozen=True)
class Choices:
    """What lists of this consultation may name: its themes, articles, languages, departments and people."""

    themes: Mapping[str, str]
    articles: Mapping[str, queries.Place]
    holders: Mapping[str, str]
    stranded: Sequence[Stranded]
    """People who hold something and can't answer any more."""

    def wanted(self, conditions: Mapping[str, str], theme_ids: Mapping[str, int]) -> queries.Filter:
        """The filter that these conditions mean. What makes no sense narrows nothing."""
        place = self.articles.get(conditions.get("article", ""))
        theme = conditions.get("theme", "")
        return queries.Filter(
            article_id=place.article_id if place else None,
            stance=conditions.get("stance", ""),
            capacity=conditions.get("capacity", ""),
            language=conditions.get("spoken", ""),
            words=conditions.get("words", ""),
            read=conditions.get("read", ""),
            theme_id=queries.NO_THEME if theme == "none" else theme_ids.get(theme),
            assigned=conditions.get("assigned", ""),
        )


def theme_names(themes: Sequence["Theme"]) -> dict[str, str]:
    """The tree as a list to choose from: public id -> indented name."""
    language = i18n.language()
    return {
        one.theme.public_id: TREE_MARK * (one.depth - 1) + queries.name_in(one.theme, language)[0]
        for one in queries.tree(themes)
    }


def choices_of(consultation: "Consultation", themes: Sequence["Theme"]) -> Choices:
    """All that a list of this consultation may be narrowed by."""
    tallies = contributions.tallies(consultation.id).keys()
    articles = {place.key: place for place in queries.places(tallies, i18n.language())}
    return Choices(theme_names(themes), articles, holders(consultation), service.stranded([consultation]))


def holders(consultation: "Consultation") -> dict[str, str]:
    """Departments and people of the whole tree, those of the body first: ``o<id>`` and ``p<id>`` -> name."""
    found = {
        f"o{node.organisation.id}": TREE_MARK * node.depth + node.name
        for node in organisations.tree(i18n.language())
        if node.organisation.closed_at is None
    }
    people = organisations.holders_of(consultation.organisation_id, permissions.READERS)
    found.update({f"p{one.id}": one.name or one.email for one in people})
    others = organisations.readers_in_tree(consultation.organisation_id, permissions.READERS)
    names = organisations.names_in([office for _one, office in others], i18n.language())
    for one, office in others:
        found.setdefault(f"p{one.id}", f"{one.name or one.email} – {names[office]}")
    return found


def name_of_gone(one: Stranded) -> str:
    """What lists call somebody who can't answer any more."""
    if not one.name:
        return i18n.gettext(N_("somebody whose account is closed"))
    return i18n.gettext(N_("%(name)s, who can’t answer any more"), name=one.name)


def names_of_gone(stranded: Sequence[Stranded]) -> dict[str, str]:
    """The same by what ``holders`` calls people: ``p<id>`` -> name."""
    return {f"p{one.account_id}": name_of_gone(one) for one in stranded}


def holders_with(consultation: "Consultation", current: str) -> dict[str, str]:
    """To whom something can be given, and who holds it, should they not be able to answer any more."""
    gone = names_of_gone(service.stranded([consultation])) if current.startswith("p") else {}
    return {**holders(consultation), **({current: gone[current]} if current in gone else {})}


def assignee(value: str) -> Assignee:
    """The department or person that a list named. Raises Refused for one there isn't."""
    if not value:
        return NOBODY
    kind, number = value[:1], value[1:]
    try:
        if kind == "o" and number.isdecimal() and len(number) < 10:
            return Assignee(organisation=organisations.get(int(number)))
        if kind == "p" and number.isdecimal() and len(number) < 10:
            return Assignee(account=accounts.get(int(number)))
    except NotFound:
        pass
    raise Refused(N_("Please choose one of the answers."), field="to")


def filter_form(consultation: "Consultation", chosen: Choices) -> FilterForm:
    """The filter as the address has it; what can't be right is left out."""
    form = FilterForm(request.args, meta={"csrf": False})
    everything = i18n.gettext(N_("All"))
    several = len({place.version for place in chosen.articles.values()} - {0}) > 1
    labels = {
        key: i18n.refusal_text(queries.label_of(one, several_versions=several, quoted=False))
        for key, one in chosen.articles.items()
    }
    form.article.choices = choices({"": everything, **labels})
    form.theme.choices = choices(
        {"": everything, "none": i18n.gettext(N_("Under no theme")), **chosen.themes}
    )
    spoken = queries.languages_of(consultation.id)
    form.spoken.choices = choices({"": everything, **{one: i18n.language_name(one) for one in spoken}})
    form.assigned.choices = choices(
        {
            "": everything,
            "none": i18n.gettext(N_("Nobody")),
            **chosen.holders,
            **names_of_gone(chosen.stranded),
        }
    )
    for field in form:
        if not field.validate(form):
            field.data, field.errors = "", []
    return form


def theme_ids(themes: Sequence["Theme"]) -> dict[str, int]:
    """Public id -> row, of the themes that a form may name."""
    return {one.public_id: one.id for one in themes}


def note_read(consultation: "Consultation", comments: Sequence[queries.Read]) -> None:
    """Texts that the public doesn't see may hold personal data: reading them is noted before they are shown."""
    hidden = [one.reference for one in comments if not one.is_public]
    if hidden:
        public_id = consultation.public_id
        with writing():
            record.note_personal_read(
                actor=access.current_actor(), page=request.path, what="comments " + ", ".join(hidden),
                now=clock.now(), consultation=public_id,
            )  # fmt: skip
