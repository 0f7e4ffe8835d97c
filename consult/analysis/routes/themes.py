"""The themes: the tree, one theme with all that can be done to it, its history."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import url_for
from werkzeug.wrappers import Response

from consult.analysis import permissions, queries, service
from consult.analysis.forms import (
    ActForm,
    AssignForm,
    MergeForm,
    MoveForm,
    NewThemeForm,
    NoteForm,
    RenameForm,
    SplitForm,
    choices,
)
from consult.analysis.routes import portions
from consult.analysis.routes.blueprint import (
    DESK_ROLES,
    assignee,
    bp,
    consultation_for,
    holders,
    holders_with,
    name_of_gone,
    names_of_gone,
    readable_theme,
    theme_names,
)
from consult.analysis.routes.portions import do_one, until_less
from consult.analysis.routes.reading import theme_label
from consult.contributions import labels
from consult.foundation import access, addresses, clock, i18n, web
from consult.foundation.errors import N_
from consult.foundation.forms import Form, answer_of, claim, form_page, is_done

if TYPE_CHECKING:
    from consult.analysis.models import Theme
    from consult.consultations.models import Consultation

LISTED = 100
STILL_MERGING = N_(
    "There are too many comments for one go: %(number)s went over to the other theme. Press the same button again to "
    "go on with the rest."
)


@bp.get("/desk/consultations/<slug>/themes")
@access.staff(*DESK_ROLES)
def desk_themes(slug: str) -> Response:
    """The tree of themes with how many comments each has."""
    return _tree_page(slug, NewThemeForm(formdata=None))


def _tree_page(slug: str, form: Form) -> Response:
    consultation = consultation_for(slug)
    themes = queries.themes_of(consultation.id, with_past=True)
    live = [one for one in themes if one.is_live]
    stranded = service.stranded([consultation])
    new = form if isinstance(form, NewThemeForm) else NewThemeForm(formdata=None)
    new.parent.choices = choices({"": i18n.gettext("Nothing: it stands on top"), **theme_names(live)})
    return form_page(
        "analysis/desk_themes.html", form, consultation=consultation, branches=queries.tree(live),
        past=[one for one in themes if not one.is_live], names={one.id: theme_label(one) for one in themes},
        new=new, act=ActForm(formdata=None), theme_label=theme_label,
        stranded=stranded, name_of_gone=name_of_gone,
        holders={**holders(consultation), **names_of_gone(stranded)},
        coverage=queries.coverage(consultation.id),
        may_sort=permissions.may_sort(access.current_actor(), consultation),
    )  # fmt: skip


@bp.post("/desk/consultations/<slug>/themes")
@access.staff(*permissions.READERS)
def make_theme(slug: str) -> Response:
    """A new theme."""
    form = NewThemeForm()
    address = url_for("analysis.desk_themes", slug=slug)
    if answer := answer_of(form.form_token.data or ""):
        return web.see_other(answer)

    def keep() -> None:
        consultation, now = consultation_for(slug, permissions.may_sort), clock.now()
        parent = queries.theme_called(consultation.id, form.parent.data) if form.parent.data else None
        service.make_theme(
            access.current_actor(), consultation, name=form.name.data or "", parent=parent, language=i18n.language(),
            now=now,
        )  # fmt: skip
        claim(form.form_token.data or "", address, now=now)

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    return _tree_page(slug, form)


@bp.post("/desk/consultations/<slug>/themes/by-article")
@access.staff(*permissions.READERS)
def themes_by_article(slug: str) -> Response:
    """One theme for each article with comments, where nobody made others."""
    form = ActForm()

    def put() -> int:
        return service.themes_by_article(
            access.current_actor(), consultation_for(slug, permissions.may_sort), now=clock.now(),
            most=portions.portion_size(),
        )  # fmt: skip

    if form.validate_on_submit():
        until_less(form, put)
        if not form.form_errors:  # what is left is counted there, and the same button goes on with it
            return web.see_other(url_for("analysis.desk_themes", slug=slug))
    return _tree_page(slug, form)


@bp.get("/desk/consultations/<slug>/themes/<public_id>")
@access.staff(*DESK_ROLES)
def desk_theme(slug: str, public_id: str) -> Response:
    """One theme: its comments, what can be done to it, and what was."""
    return _theme_page(slug, public_id, None)


def _theme_page(slug: str, public_id: str, sent: Form | None) -> Response:
    consultation, theme = readable_theme(slug, public_id)
    actor = access.current_actor()
    may_look, may_sort = permissions.may_look(actor, consultation), permissions.may_sort(actor, consultation)
    others = {
        key: name
        for key, name in theme_names(queries.themes_of(consultation.id)).items()
        if key != theme.public_id
    }
    seen = str(theme.lock_version)
    parent = queries.get_theme(theme.parent_id) if theme.parent_id else None
    made: dict[str, Form] = {
        "rename": RenameForm(formdata=None, data={
            "seen": seen, "name": theme.name,
            **{f"name_{language.replace('-', '_')}": name for language, name in theme.names.items()},
        }),
        "move": MoveForm(formdata=None, data={"seen": seen, "parent": parent.public_id if parent else ""}),
        "merge": MergeForm(formdata=None, data={"seen": seen}),
        "split": SplitForm(formdata=None),
        "give": AssignForm(formdata=None, data={"to": _given_to(theme)}),
        "note": NoteForm(formdata=None),
    }  # fmt: skip
    for name, form in made.items():
        if sent is not None and type(sent) is type(form):
            made[name] = sent
        made[name].tell_apart(name)
    on_top = i18n.gettext("Nothing: it stands on top")
    givable = holders_with(consultation, _given_to(theme))
    made["move"]["parent"].choices = choices({"": on_top, **others})
    made["merge"]["into"].choices = choices({"": "–", **others})
    made["give"]["to"].choices = choices({"": i18n.gettext("Nobody"), **givable})
    return form_page(
        "analysis/desk_theme.html", sent or ActForm(formdata=None), consultation=consultation, theme=theme,
        parent=parent, survivor=queries.survivor_of(theme), forms=made, act=ActForm(formdata=None),
        theme_label=theme_label, history=queries.history_of(theme.id), notes=queries.notes_on(theme_id=theme.id),
        may_sort=may_sort and theme.is_live, may_read=(may_sort or not may_look) and theme.is_live,
        may_reply=permissions.may_reply(actor, consultation) and theme.is_live, may_look=may_look,
        **({} if may_look else _its_comments(consultation, theme)),
    )  # fmt: skip


def _its_comments(consultation: "Consultation", theme: "Theme") -> dict[str, Any]:
    """What stands under a theme, for whoever it was given to and has no desk here. Words are on each one's own page."""
    found, more = queries.comments_read(
        consultation.id,
        queries.Filter(theme_id=theme.id),
        limit=LISTED,
        after=addresses.whole_number("after") or 0,
    )
    places = queries.places({one.article_id or 0 for one in found}, i18n.language())
    return {
        "comments": found, "more": more, "states": labels.STATES, "speakers": labels.SPEAKERS,
        "places": {one.key: one for one in places},
    }  # fmt: skip


def _given_to(theme: "Theme") -> str:
    if theme.assignee_id is not None:
        return f"p{theme.assignee_id}"
    return f"o{theme.organisation_id}" if theme.organisation_id is not None else ""


Verb = Callable[["Consultation", "Theme"], object]


def _change(
    slug: str,
    public_id: str,
    form: Form,
    verb: Verb,
    *,
    to_tree: bool = False,
    moved: int = 0,
    of_given: bool = False,
) -> Response:
    """Do one thing to a theme; where it is refused, the page says so and keeps what was typed.

    ``moved``: how many comments went over before, which the page tells, too. ``of_given``: whoever it was given to
    may do it, too.
    """
    token = form["form_token"].data or "" if "form_token" in form else ""
    address = url_for("analysis.desk_theme", slug=slug, public_id=public_id)
    if to_tree:
        address = url_for("analysis.desk_themes", slug=slug)
    if token and (answer := answer_of(token)):
        return web.see_other(answer)

    def keep() -> int:
        if of_given:
            verb(*readable_theme(slug, public_id))
        else:
            consultation = consultation_for(slug, permissions.may_sort)
            verb(consultation, queries.theme_called(consultation.id, public_id))
        if token:
            claim(token, address, now=clock.now())
        return 1

    if form.validate_on_submit() and do_one(form, keep, is_first=not moved):
        return web.see_other(address)
    if moved:
        form.form_errors.append(i18n.gettext(STILL_MERGING, number=moved))
    return _theme_page(slug, public_id, form)


def _seen(form: Form) -> int | None:
    typed = form["seen"].data or ""
    return int(typed) if typed.isdecimal() and len(typed) < 9 else None


@bp.post("/desk/consultations/<slug>/themes/<public_id>/rename")
@access.staff(*permissions.READERS)
def rename_theme(slug: str, public_id: str) -> Response:
    """Give it another name."""
    form = RenameForm()
    return _change(slug, public_id, form, lambda consultation, theme: service.rename_theme(
        access.current_actor(), consultation, theme, name=form.name.data or "", seen=_seen(form), now=clock.now(),
        names={code: form[f"name_{code.replace('-', '_')}"].data or "" for code in i18n.LANGUAGES},
    ))  # fmt: skip


@bp.post("/desk/consultations/<slug>/themes/<public_id>/move")
@access.staff(*permissions.READERS)
def move_theme(slug: str, public_id: str) -> Response:
    """Put it somewhere else in the tree."""
    form = MoveForm()
    return _change(slug, public_id, form, lambda consultation, theme: service.move_theme(
        access.current_actor(), consultation, theme, seen=_seen(form), now=clock.now(),
        parent=queries.theme_called(consultation.id, form.parent.data) if form.parent.data else None,
    ))  # fmt: skip


@bp.post("/desk/consultations/<slug>/themes/<public_id>/merge")
@access.staff(*permissions.READERS)
def merge_theme(slug: str, public_id: str) -> Response:
    """Merge it into another one. Of many comments most go over before, so that nobody waits to write meanwhile."""
    form = MergeForm()

    def over() -> int:
        consultation = consultation_for(slug, permissions.may_sort)
        return service.move_over(
            access.current_actor(), consultation, queries.theme_called(consultation.id, public_id),
            into=queries.theme_called(consultation.id, form.into.data or ""), seen=_seen(form), now=clock.now(),
            most=portions.portion_size(),
        )  # fmt: skip

    moved = 0
    if form.validate_on_submit() and _is_large(slug, public_id):
        came = until_less(form, over)
        moved = came.number
        if moved and (came.rest or form.errors):
            form.form_errors.append(i18n.gettext(STILL_MERGING, number=moved))
        if form.errors:
            return _theme_page(slug, public_id, form)
    return _change(slug, public_id, form, lambda consultation, theme: service.merge_themes(
        access.current_actor(), consultation, theme, seen=_seen(form), now=clock.now(),
        into=queries.theme_called(consultation.id, form.into.data or ""),
    ), moved=moved)  # fmt: skip


def _is_large(slug: str, public_id: str) -> bool:
    """Whether more comments stand under it than one transaction should move; those that don't count go along."""
    theme, most = queries.theme_called(consultation_for(slug).id, public_id), portions.portion_size()
    return len(queries.comment_ids_of(theme.id, limit=most + 1)) > most


@bp.post("/desk/consultations/<slug>/themes/<public_id>/split")
@access.staff(*permissions.READERS)
def split_theme(slug: str, public_id: str) -> Response:
    """Take some comments into a theme of their own."""
    form = SplitForm()
    return _change(slug, public_id, form, lambda consultation, theme: service.split_theme(
        access.current_actor(), consultation, theme, name=form.name.data or "", language=i18n.language(),
        comment_ids=queries.ids_of_references(consultation.id, (form.comments.data or "").split()), now=clock.now(),
    ))  # fmt: skip


@bp.post("/desk/consultations/<slug>/themes/<public_id>/give")
@access.staff(*permissions.READERS)
def give_theme(slug: str, public_id: str) -> Response:
    """Give it to a department or a person."""
    form = AssignForm()
    return _change(slug, public_id, form, lambda consultation, theme: service.assign_theme(
        access.current_actor(), consultation, theme, assignee(form.to.data or ""), now=clock.now()
    ))  # fmt: skip


@bp.post("/desk/consultations/<slug>/themes/<public_id>/remove")
@access.staff(*permissions.READERS)
def remove_theme(slug: str, public_id: str) -> Response:
    """Take away a theme that nothing stands under."""
    return _change(slug, public_id, ActForm(), lambda consultation, theme: service.remove_theme(
        access.current_actor(), consultation, theme, now=clock.now()
    ), to_tree=True)  # fmt: skip


@bp.post("/desk/consultations/<slug>/themes/<public_id>/notes")
@access.staff(*permissions.READERS)
def note_on_theme(slug: str, public_id: str) -> Response:
    """Note something for one's colleagues."""
    form = NoteForm()
    return _change(slug, public_id, form, lambda consultation, theme: service.write_note(
        access.current_actor(), consultation, theme=theme, body=form.body.data or "", now=clock.now()
    ), of_given=True)  # fmt: skip
