"""Joint replies: asking several departments, writing one's part, publishing the one reply that names all."""

from typing import TYPE_CHECKING

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.analysis import queries as reading
from consult.consultations import queries as consultations
from consult.contributions import labels
from consult.contributions import queries as contributions
from consult.foundation import access, clock, i18n, web
from consult.foundation.db import writing
from consult.foundation.errors import NotFound
from consult.foundation.forms import answer_of, claim, form_page, is_done
from consult.organisations import queries as organisations
from consult.outcomes import permissions, queries, service
from consult.outcomes.forms import ActForm, JointForm, PartForm, choices
from consult.outcomes.queries import owing
from consult.outcomes.routes.blueprint import DESK_ROLES, bp, consultation_for, desk_numbers
from consult.record import service as record

if TYPE_CHECKING:
    from consult.analysis.models import Theme
    from consult.consultations.models import Consultation
    from consult.contributions.models import Comment
    from consult.outcomes.models import ReplyPart

SHOWN = 10
WRITERS = ("responder", "author")


@bp.get("/desk/consultations/<slug>/joint")
@access.staff(*DESK_ROLES)
def desk_joint(slug: str) -> Response:
    """The joint replies of a consultation, and whom each awaits."""
    return _list_page(slug, ActForm(formdata=None))


def _list_page(slug: str, form: ActForm) -> Response:
    consultation = consultation_for(slug)
    found = queries.joints_of(consultation.id)
    ids = [part.organisation_id for one in found for part in one.parts]
    return form_page(
        "outcomes/desk_joint.html", form, consultation=consultation, joints=found, numbers=desk_numbers(consultation),
        offices=organisations.names_in(ids, i18n.language()), theme_label=theme_label, instant=clock.now(),
        named_offices=lambda ids, names: i18n.list_text([names[one] for one in ids]),
        replies={one.joint.id: queries.reply_of_joint(one.joint) for one in found},
        due={one.day.part_id: one for one in owing.owings(owing.Of(consultations=[consultation.id]), clock.now())},
        may_reply=permissions.may_reply(access.current_actor(), consultation),
    )  # fmt: skip


def theme_label(theme: "Theme") -> tuple[str, str]:
    """(name of a theme in the page's language where it has one, its language)."""
    return reading.name_in(theme, i18n.language())


def _subject(consultation: "Consultation") -> "tuple[Theme | None, Comment | None]":
    """What the address names: a theme, or a comment by reference. Raises NotFound."""
    if own := request.args.get("theme", ""):
        return reading.theme_called(consultation.id, own[:40]), None
    found = contributions.get(reading.comment_read(consultation.id, request.args.get("comment", "")[:20]).id)
    return None, found


@bp.route("/desk/consultations/<slug>/joint/new", methods=["GET", "POST"])
@access.staff("responder")
def ask_jointly(slug: str) -> Response:
    """Let several departments reply together to a theme or a comment."""
    consultation = consultation_for(slug, permissions.may_reply)
    form = JointForm()
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    address = url_for("outcomes.desk_joint", slug=slug)

    def keep() -> None:
        found, now = consultation_for(slug, permissions.may_reply), clock.now()
        theme, comment = _subject(found)
        chosen = [int(one) for one in form.offices.data or [] if one.isdecimal() and len(one) < 10]
        service.ask_jointly(
            access.current_actor(), found, [organisations.get(one) for one in dict.fromkeys(chosen)], theme=theme,
            comment=comment, question=form.question.data or "", due_on=form.due_on.data, now=now,
        )  # fmt: skip
        claim(form.form_token.data or "", address, now=now)

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    consultation = consultation_for(slug, permissions.may_reply)
    theme, comment = _subject(consultation)
    form.offices.choices = choices({
        str(node.organisation.id): "\u2003" * node.depth + node.name
        for node in organisations.tree(i18n.language())
        if node.organisation.closed_at is None
    })  # fmt: skip
    return form_page(
        "outcomes/joint_form.html", form, consultation=consultation, theme=theme, comment=comment,
        theme_label=theme_label, numbers=desk_numbers(consultation),
    )  # fmt: skip


@bp.post("/desk/consultations/<slug>/joint/<public_id>/<any(publish, cancel):act>")
@access.staff("responder")
def settle_joint(slug: str, public_id: str, act: str) -> Response:
    """Publish the joint reply, or don't wait for it any more."""
    consultation_for(slug, permissions.may_reply)
    form = ActForm()
    verb = {"publish": service.publish_jointly, "cancel": service.cancel_joint}[act]

    def keep() -> None:
        joint = queries.get_joint(public_id)
        if joint.consultation_id != consultation_for(slug, permissions.may_reply).id:
            raise NotFound
        verb(access.current_actor(), joint, now=clock.now())

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("outcomes.desk_joint", slug=slug))
    return _list_page(slug, form)


# What a department owes ---------------------------------------------------------------------------


@bp.get("/desk/parts")
@access.staff(*WRITERS)
def owed_parts() -> str:
    """The parts of joint replies that one's departments owe, in every consultation."""
    own = access.current_actor().organisations_with(*WRITERS)
    found = queries.parts_owed(own)
    titles = consultations.titles_in({one.joint.consultation_id for _part, one in found}, i18n.language())
    return render_template(
        "outcomes/owed_parts.html", found=found, titles=titles, theme_label=theme_label,
        offices=organisations.names_in([part.organisation_id for part, _one in found], i18n.language()),
    )  # fmt: skip


@bp.route("/desk/parts/<public_id>", methods=["GET", "POST"])
@access.staff(*WRITERS)
def write_part(public_id: str) -> Response:
    """Write what one's office says to a joint reply; where somebody else wrote meanwhile, both texts are shown."""
    part = _own_part(public_id)
    known = {"body": part.body, "seen": str(part.lock_version)}
    form = PartForm(data={**known, "language": part.language} if part.written_at else known)

    def keep() -> None:
        seen = form.seen.data or ""
        service.write_part(
            access.current_actor(), _own_part(public_id), body=form.body.data or "", language=form.language.data or "",
            seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0, now=clock.now(),
        )  # fmt: skip

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("outcomes.owed_parts"))
    part = _own_part(public_id)
    changed = form.is_submitted() and form.seen.data != str(part.lock_version)
    if changed:
        form.seen.data = str(part.lock_version)
    joint = queries.with_parts([queries.get_joint_by_id(part.joint_id)])[0]
    consultation = consultations.get_by_id(joint.joint.consultation_id)
    comments = _comments(consultation.id, joint)
    _note_read(consultation.public_id, comments)
    part = _own_part(public_id)
    joint = queries.with_parts([queries.get_joint_by_id(part.joint_id)])[0]
    consultation = consultations.get_by_id(joint.joint.consultation_id)
    others = [one for one in joint.parts if one.id != part.id]
    return form_page(
        "outcomes/write_part.html", form, part=part, joint=joint, consultation=consultation, others=others,
        other=part.body if changed else "", comments=comments, states=labels.STATES, theme_label=theme_label,
        offices=organisations.names_in([one.organisation_id for one in joint.parts], i18n.language()),
    )  # fmt: skip


def _own_part(public_id: str) -> "ReplyPart":
    """A part that one's office owes. NotFound, as for an unknown one, for everybody else."""
    part = queries.get_part(public_id)
    if not permissions.may_write_part(access.current_actor(), part.organisation_id):
        raise NotFound
    return part


def _comments(consultation_id: int, joint: queries.Joint) -> list[queries.DeskComment]:
    ids = (
        [joint.comment.id] if joint.comment else reading.comment_ids_of(joint.theme.id if joint.theme else 0)
    )
    return queries.desk_comments_by_id(consultation_id, ids, limit=SHOWN)


def _note_read(public_id: str, comments: list[queries.DeskComment]) -> None:
    hidden = [one.reference for one in comments if not one.is_public]
    if hidden:
        with writing():
            record.note_personal_read(
                actor=access.current_actor(), page=request.path, what="comments " + ", ".join(hidden),
                now=clock.now(), consultation=public_id,
            )  # fmt: skip
