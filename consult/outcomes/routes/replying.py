"""The responder's desk: comments to answer, one reply to one or many, corrections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from consult.analysis import queries as reading
from consult.contributions import labels
from consult.foundation import access, clock, i18n, web
from consult.foundation.db import writing
from consult.foundation.errors import Refused
from consult.foundation.forms import answer_of, claim, form_page, is_done
from consult.outcomes import permissions, queries, service
from consult.outcomes.forms import CorrectionForm, FilterForm, ReplyForm, choices
from consult.outcomes.routes.blueprint import DESK_ROLES, bp, consultation_for, desk_numbers, page_after
from consult.record import service as record

if TYPE_CHECKING:
    from consult.consultations.models import Consultation

PAGE = 50
WAITS = "waits"
"""Stands in the address for a reply that waits for signatures."""
QUOTED = 10
"""Comments shown in full above a reply to many."""


@dataclass(frozen=True)
class Selection:
    """Which comments a reply is for: named ones, or all that match as the list was when it was looked at."""

    references: Sequence[str]
    wanted: queries.Filter
    through: int | None

    def ids(self, consultation_id: int) -> list[int]:
        """Their ids."""
        if self.through is not None:
            return queries.matching_ids(consultation_id, self.wanted, through=self.through)
        return reading.ids_of_references(consultation_id, self.references)


def _places(consultation: "Consultation") -> dict[str, queries.Place]:
    found = queries.places(queries.counted(consultation.id).keys(), i18n.language())
    return {place.key: place for place in found}


def _wanted(values: Mapping[str, str | None], places: Mapping[str, queries.Place]) -> queries.Filter:
    place = places.get(values.get("article") or "")
    return queries.Filter(
        article_id=place.article_id if place else None,
        stance=values.get("stance") or "",
        language=values.get("spoken") or "",
        answered=values.get("answered") or "",
        words=values.get("words") or "",
    )


def _filter_form(consultation: "Consultation", places: Mapping[str, queries.Place]) -> FilterForm:
    form = FilterForm(request.args, meta={"csrf": False})
    several = len({place.version for place in places.values()} - {0}) > 1
    names = {
        key: i18n.refusal_text(queries.label_of(one, several_versions=several, quoted=False))
        for key, one in places.items()
    }
    form.article.choices = choices({"": i18n.gettext("All"), **names})
    spoken = reading.languages_of(consultation.id)
    form.spoken.choices = choices(
        {"": i18n.gettext("All"), **{one: i18n.language_name(one) for one in spoken}}
    )
    for field in form:
        if not field.validate(form):
            field.data, field.errors = "", []
    return form


def _note_read(consultation: "Consultation", comments: Sequence[queries.DeskComment]) -> None:
    """Texts that the public doesn't see may hold personal data: reading them is noted before they are shown."""
    hidden = [one.reference for one in comments if not one.is_public]
    if hidden:
        public_id = consultation.public_id
        with writing():
            record.note_personal_read(
                actor=access.current_actor(), page=request.path, what="comments " + ", ".join(hidden),
                now=clock.now(), consultation=public_id,
            )  # fmt: skip


@bp.get("/desk/consultations/<slug>/replies")
@access.staff(*DESK_ROLES)
def desk_replies(slug: str) -> Response:
    """The comments of a consultation, to choose those that one reply answers."""
    consultation = consultation_for(slug)
    places = _places(consultation)
    form = _filter_form(consultation, places)
    wanted = _wanted(form.data, places)
    after = page_after() or 0
    comments, more = queries.desk_comments(consultation.id, wanted, limit=PAGE, after=after)
    number, through = queries.matching(consultation.id, wanted)
    replies = queries.replies_for([one.id for one in comments])
    _note_read(consultation, comments)
    consultation = consultation_for(slug)
    return form_page(
        "outcomes/desk_replies.html", form, consultation=consultation, comments=comments, more=more, number=number,
        through=through, replies=replies, places={one.article_id: one for one in places.values()},
        states=labels.STATES,
        may_reply=permissions.may_reply(access.current_actor(), consultation),
        given=request.args.get("given", ""), numbers=desk_numbers(consultation),
        kept={name: value or "" for name, value in form.data.items() if value or name == "answered"},
    )  # fmt: skip


@bp.get("/desk/consultations/<slug>/replies/given")
@access.staff(*DESK_ROLES)
def given_replies(slug: str) -> str:
    """The replies given so far, each with the way to correct it."""
    consultation = consultation_for(slug)
    page = queries.replies_listed(consultation.id, limit=web.settings().page_size, after=page_after())
    return render_template(
        "outcomes/desk_given.html", consultation=consultation, page=page, numbers=desk_numbers(consultation),
        may_reply=permissions.may_reply(access.current_actor(), consultation),
    )  # fmt: skip


def _reply_data() -> MultiDict[str, str]:
    """What the list sends when somebody chose comments: their references, or the filter they all match."""
    data: MultiDict[str, str] = MultiDict(request.args.items())
    data["comments"] = ",".join(request.args.getlist("picked"))
    return data


def _selection(form: ReplyForm, places: Mapping[str, queries.Place]) -> Selection:
    through = form.through.data or ""
    is_all = bool(form.all.data) and through.isdecimal() and len(through) < 19
    return Selection(
        [one for one in (form.comments.data or "").split(",") if one],
        _wanted(form.data, places),
        int(through) if is_all else None,
    )


@bp.route("/desk/consultations/<slug>/replies/new", methods=["GET", "POST"])
@access.staff("responder")
def new_reply(slug: str) -> Response:
    """Write one reply to the chosen comments."""
    consultation = consultation_for(slug, permissions.may_reply)
    form = ReplyForm() if request.method == "POST" else ReplyForm(formdata=None, data=_reply_data())
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    if form.validate_on_submit() and (address := _reply(slug, form)):
        return web.see_other(address)
    consultation = consultation_for(slug, permissions.may_reply)
    ids = _selection(form, _places(consultation)).ids(consultation.id)
    comments = queries.desk_comments_by_id(consultation.id, ids, limit=QUOTED)
    _note_read(consultation, comments)
    consultation = consultation_for(slug, permissions.may_reply)
    if request.method == "GET":
        _suggest_language(form, comments)
    places = queries.places({one.article_id or 0 for one in comments}, i18n.language())
    return form_page(
        "outcomes/reply_form.html", form, consultation=consultation, comments=comments, number=len(ids),
        replies=queries.replies_for([one.id for one in comments]), states=labels.STATES,
        places={one.article_id: one for one in places}, label=service.label_of(access.current_actor(), consultation),
    )  # fmt: skip


def _suggest_language(form: ReplyForm, comments: Sequence[queries.DeskComment]) -> None:
    spoken = {one.language for one in comments}
    only = spoken.pop() if len(spoken) == 1 else ""
    form.language.data = only if only in i18n.LANGUAGES else i18n.language()


def _reply(slug: str, form: ReplyForm) -> str:
    """Store the reply; returns where to read on, empty where a rule refused it."""
    address = ""

    def keep() -> None:
        nonlocal address
        now = clock.now()
        consultation = consultation_for(slug, permissions.may_reply)
        selection = _selection(form, _places(consultation))
        made = service.send_reply(
            access.current_actor(), consultation, comment_ids=selection.ids(consultation.id), body=written,
            language=form.language.data or "", now=now,
        )  # fmt: skip
        address = url_for("outcomes.desk_replies", slug=slug, given=made.public_id if made else WAITS)
        claim(form.form_token.data or "", address, now=now)

    try:
        written = service.write(form.body.data or "")
    except Refused as refused:
        form.refuse(refused)
        return ""
    return address if is_done(form, keep) else answer_of(form.form_token.data or "") or ""


@bp.route("/desk/consultations/<slug>/replies/<public_id>/correct", methods=["GET", "POST"])
@access.staff("responder")
def correct_reply(slug: str, public_id: str) -> Response:
    """Let a reply say something else; the earlier wording stays readable."""
    consultation = consultation_for(slug, permissions.may_reply)
    reply = queries.get_reply(consultation.id, public_id)
    form = CorrectionForm(data={"body": reply.body, "seen": str(queries.number_of_wording(reply))})
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    address = url_for("outcomes.given_replies", slug=slug)

    def keep() -> None:
        now = clock.now()
        found = consultation_for(slug, permissions.may_reply)
        service.correct_reply(
            access.current_actor(), queries.get_reply(found.id, public_id), body=form.body.data or "",
            reason=form.reason.data or "", page_language=i18n.language(), now=now,
            seen=int(seen) if (seen := form.seen.data or "").isdecimal() and len(seen) < 9 else -1,
        )  # fmt: skip
        claim(form.form_token.data or "", address, now=now)

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    consultation = consultation_for(slug, permissions.may_reply)
    if form.form_errors:  # told that somebody else corrected it; what it reads now stands above the form
        form.seen.data = str(queries.number_of_wording(queries.get_reply(consultation.id, public_id)))
    return form_page(
        "outcomes/correct_reply.html", form, consultation=consultation,
        reply=queries.shown_reply(consultation.id, public_id),
    )  # fmt: skip
