"""The list of comments to read and sort, and one comment after the other."""

from typing import TYPE_CHECKING

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.analysis import permissions, queries, rules, service
from consult.analysis.forms import (
    ActForm,
    AssignForm,
    CommentThemesForm,
    DeskForm,
    MarkForm,
    NoteForm,
    choices,
)
from consult.analysis.queries.given import given_comments
from consult.analysis.routes.blueprint import (
    DESK_ROLES,
    assignee,
    bp,
    choices_of,
    consultation_for,
    filter_form,
    holders_with,
    name_of_gone,
    names_of_gone,
    note_read,
    readable,
    theme_ids,
    theme_names,
)
from consult.contributions import labels
from consult.contributions import queries as contributions
from consult.foundation import access, addresses, clock, i18n, web
from consult.foundation.forms import Form, answer_of, claim, form_page, is_done

if TYPE_CHECKING:
    from consult.analysis.models import Theme
    from consult.consultations.models import Consultation

PAGE = 50


@bp.get("/desk/consultations/<slug>/reading")
@access.staff(*DESK_ROLES)
def desk_reading(slug: str) -> Response:
    """The comments to read and sort, narrowed as the address says."""
    return list_page(slug, DeskForm(formdata=None))


def list_page(slug: str, form: DeskForm) -> Response:
    """The list, with the form of what can be done to the ticked ones as it was typed."""
    consultation = consultation_for(slug)
    themes = queries.themes_of(consultation.id)
    chosen = choices_of(consultation, themes)
    narrowing = filter_form(consultation, chosen)
    kept = {name: value for name, value in narrowing.data.items() if value}
    wanted = chosen.wanted(kept, theme_ids(themes))
    comments, more = queries.comments_read(
        consultation.id, wanted, limit=PAGE, after=addresses.whole_number("after") or 0
    )
    note_read(consultation, comments)
    consultation = consultation_for(slug)
    nothing = i18n.gettext("–")
    form.theme.choices = choices({"": nothing, **chosen.themes})
    form.to.choices = choices({"": i18n.gettext("Nobody"), **chosen.holders})
    ids = [one.id for one in comments]
    return form_page(
        "analysis/desk_reading.html", form, consultation=consultation, narrowing=narrowing,
        comments=comments, more=more, kept=kept, coverage=queries.coverage(consultation.id),
        states=labels.STATES, speakers=labels.SPEAKERS,
        places={one.article_id: one for one in chosen.articles.values()}, stood=queries.themes_by_comment(ids),
        notes=queries.noted(ids), filters=queries.saved_filters(consultation.id), has_themes=bool(themes),
        picked=set(request.form.getlist("picked")), sample=queries.open_sample(consultation.id),
        departments={value[1:]: name.strip() for value, name in chosen.holders.items() if value[0] == "o"},
        first_unread=queries.first_unread(consultation.id), done=request.args.get("done", ""),
        number=addresses.whole_number("number") or 0, theme_label=theme_label,
        may_sort=permissions.may_sort(access.current_actor(), consultation),
        gone=names_of_gone(chosen.stranded), stranded=chosen.stranded, name_of_gone=name_of_gone,
    )  # fmt: skip


def theme_label(theme: "Theme") -> tuple[str, str]:
    """(name of a theme in the page's language where it has one, its language)."""
    return queries.name_in(theme, i18n.language())


@bp.get("/desk/consultations/<slug>/reading/<reference>")
@access.staff(*DESK_ROLES)
def read_comment(slug: str, reference: str) -> Response:
    """One comment in full, to be read, sorted, noted on and given to somebody."""
    return _one_page(slug, reference, {})


def _one_page(slug: str, reference: str, sent: dict[str, Form]) -> Response:
    consultation, comment = readable(slug, reference)
    note_read(consultation, [comment])
    consultation, comment = readable(slug, reference)
    may_look = permissions.may_look(access.current_actor(), consultation)
    themes = queries.themes_of(consultation.id)
    stood = queries.themes_by_comment([comment.id]).get(comment.id, [])
    before, following = queries.neighbours(consultation.id, comment.id) if may_look else ("", "")
    sort = CommentThemesForm(formdata=None, data={"themes": [one.public_id for one in stood]})
    sort.themes.choices = choices(theme_names(themes))
    current = _given_to(comment)
    give = sent.get("give") or AssignForm(formdata=None, data={"to": current})
    give["to"].choices = choices({"": i18n.gettext("Nobody"), **holders_with(consultation, current)})
    places = queries.places([comment.article_id or 0], i18n.language())
    methods = {one.id: one for one in queries.methods_of(consultation.id)}
    return form_page(
        "analysis/read_comment.html", next(iter(sent.values()), ActForm(formdata=None)), consultation=consultation,
        comment=comment, place=places[0] if places else queries.WHOLE, stood=stood, before=before, following=following,
        sort=sort, give=give, mark=sent.get("mark") or MarkForm(formdata=None),
        note=sent.get("note") or NoteForm(formdata=None),
        notes=queries.notes_on(comment_id=comment.id), method=methods.get(comment.method_id or 0),
        states=labels.STATES, speakers=labels.SPEAKERS, has_themes=bool(themes), theme_label=theme_label,
        coverage=queries.coverage(consultation.id), may_look=may_look,
        may_read=not may_look or permissions.may_sort(access.current_actor(), consultation),
        files=contributions.files_of(contributions.get(comment.id).submission_id),
        may_reply=permissions.may_reply(access.current_actor(), consultation),
        may_sort=permissions.may_sort(access.current_actor(), consultation),
    )  # fmt: skip


def _given_to(comment: queries.Read) -> str:
    if comment.assignee_id is not None:
        return f"p{comment.assignee_id}"
    return f"o{comment.organisation_id}" if comment.organisation_id is not None else ""


def _given(slug: str, reference: str) -> "tuple[Consultation, int]":
    """A comment that the actor reads; whether they may mark it is the verb's to say."""
    consultation, comment = readable(slug, reference)
    return consultation, comment.id


def _next_given(consultation: "Consultation", reference: str) -> str:
    """The next unread comment that was given to somebody who has no desk here; the same one where there is none."""
    actor = access.current_actor()
    found = given_comments(actor.account_id, actor.organisations_with(*permissions.READERS))
    others = (one.reference for one in found if one.consultation_id == consultation.id)
    return next((one for one in others if one != reference), reference)


def _own(slug: str, reference: str) -> "tuple[Consultation, int]":
    consultation = consultation_for(slug, permissions.may_sort)
    return consultation, queries.comment_read(consultation.id, reference).id


@bp.post("/desk/consultations/<slug>/reading/<reference>/mark")
@access.staff(*permissions.READERS)
def mark_one(slug: str, reference: str) -> Response:
    """It was read; go on with the next unread one."""
    form = MarkForm()
    following = ""

    def keep() -> None:
        nonlocal following
        consultation, own = _given(slug, reference)
        service.mark_read(
            access.current_actor(), consultation, comment_ids=[own], method=form.method.data or "",
            language=i18n.language(), now=clock.now(),
        )  # fmt: skip
        if permissions.may_sort(access.current_actor(), consultation):
            following = queries.neighbours(consultation.id, own)[1] or queries.first_unread(consultation.id)
        else:
            following = _next_given(consultation, reference)

    if form.validate_on_submit() and is_done(form, keep):
        if following:
            return web.see_other(url_for("analysis.read_comment", slug=slug, reference=following))
        return web.see_other(url_for("analysis.desk_reading", slug=slug, done="all-read"))
    return _one_page(slug, reference, {"mark": form})


@bp.post("/desk/consultations/<slug>/reading/<reference>/unmark")
@access.staff(*permissions.READERS)
def unmark_one(slug: str, reference: str) -> Response:
    """The mark was a mistake."""
    form = ActForm()

    def keep() -> None:
        consultation, own = _own(slug, reference)
        service.unmark_read(access.current_actor(), consultation, comment_ids=[own], now=clock.now())

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("analysis.read_comment", slug=slug, reference=reference))
    return _one_page(slug, reference, {"act": form})


@bp.post("/desk/consultations/<slug>/reading/<reference>/themes")
@access.staff(*permissions.READERS)
def sort_one(slug: str, reference: str) -> Response:
    """Under exactly these themes it stands."""
    form = CommentThemesForm()

    def keep() -> None:
        consultation, own = _own(slug, reference)
        service.sort_comment(
            access.current_actor(), consultation, own, theme_ids=form.themes.data or [], now=clock.now()
        )

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("analysis.read_comment", slug=slug, reference=reference))
    return _one_page(slug, reference, {"sort": form})


@bp.post("/desk/consultations/<slug>/reading/<reference>/give")
@access.staff(*permissions.READERS)
def give_one(slug: str, reference: str) -> Response:
    """Give it to a department or a person."""
    form = AssignForm()

    def keep() -> None:
        consultation, own = _own(slug, reference)
        service.assign_comments(
            access.current_actor(),
            consultation,
            assignee(form.to.data or ""),
            comment_ids=[own],
            now=clock.now(),
        )

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("analysis.read_comment", slug=slug, reference=reference))
    return _one_page(slug, reference, {"give": form})


@bp.post("/desk/consultations/<slug>/reading/<reference>/notes")
@access.staff(*permissions.READERS)
def note_on_comment(slug: str, reference: str) -> Response:
    """Note something for one's colleagues."""
    form = NoteForm()
    if answer := answer_of(form.form_token.data or ""):
        return web.see_other(answer)
    address = url_for("analysis.read_comment", slug=slug, reference=reference) + "#notes"

    def keep() -> None:
        consultation, own = _given(slug, reference)
        now = clock.now()
        service.write_note(
            access.current_actor(),
            consultation,
            comment=contributions.get(own),
            body=form.body.data or "",
            now=now,
        )
        claim(form.form_token.data or "", address, now=now)

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    return _one_page(slug, reference, {"note": form})


@bp.get("/desk/consultations/<slug>/reading/left")
@access.staff(*DESK_ROLES)
def whats_left(slug: str) -> str:
    """What still bars the way to the outcome on this desk, the first of each by name."""
    consultation = consultation_for(slug)
    return render_template(
        "analysis/whats_left.html", consultation=consultation, bars=queries.bars(consultation.id), named=rules.NAMED,
        coverage=queries.coverage(consultation.id), methods=queries.methods_of(consultation.id),
    )  # fmt: skip
