"""Where comments stand in a later version: said by staff for those that are doubtful, by senders for their own."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import labels, permissions, queries, service
from consult.contributions.forms import ActForm
from consult.contributions.queries import carrying
from consult.contributions.routes.blueprint import bp
from consult.contributions.routes.owning import Held, about, by_account, by_key
from consult.foundation import access, addresses, clock, i18n, web
from consult.foundation.db import db, writing
from consult.foundation.errors import N_, Forbidden, NotFound, Refused

GONE = "gone"
FIELD = "place-"
"""Before the reference of a comment: the field that says where it stands, as ``anchor|start-end`` or ``gone``."""
NOTHING = N_("Please say of at least one comment where it stands.")


def _choice(value: str) -> service.Choice:
    if value == GONE:
        return service.Choice()
    anchor, _, sentence = value.partition("|")
    return service.Choice(anchor[:80], sentence[:40] or service.WHOLE)


@bp.get("/consultations/<slug>/draft/<int:version>/carried")
@access.public
def carried(slug: str, version: int) -> Response:
    """What became of all comments on earlier versions in this one. Five statements."""
    stamp = consultations.stamp(slug, clock.now(), i18n.language())
    etag = web.etag_of(stamp.revision, stamp.phase)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    found = consultations.get_version(stamp.consultation_id, version)
    counts = carrying.carried_counts(found.id)
    state = request.args.get("state", "")
    state = (
        state if state in labels.CARRIES else next((one for one in labels.CARRIES if counts.get(one)), GONE)
    )
    limit = web.settings().page_size
    page = carrying.carried(
        found.id, state, limit=limit + 1, after=addresses.whole_number("after") or 0, listed_only=True
    )
    return web.public_page(
        "contributions/carried.html", etag, stamp=stamp, consultation=stamp.consultation, version=found, counts=counts,
        state=state, page=page[:limit], after=page[limit - 1][0].id if len(page) > limit else None, labels=labels,
        places=_places([one.article_id for _comment, one in page] + [one.article_id for one, _carry in page]),
    )  # fmt: skip


def _places(ids: list[int | None]) -> dict[int, tuple[str, str, str]]:
    return consultations.article_labels([one for one in ids if one], i18n.language())


# Staff --------------------------------------------------------------------------------------------


@bp.route("/desk/consultations/<slug>/placing", methods=["GET", "POST"])
@access.staff("author", "responder")
def placing(slug: str) -> Response | str | tuple[str, int]:
    """Doubtful comments of the newest version: where each stands, several at once."""
    consultation = _for_placing(slug)
    form = ActForm()
    if request.method == "GET":
        return _placing_page(consultation, form)
    if not form.validate():
        return _placing_page(consultation, form), 422
    chosen = {
        name[len(FIELD) :]: value for name, value in request.form.items() if name.startswith(FIELD) and value
    }
    try:
        if not chosen:
            raise Refused(NOTHING)
        with writing():
            version: Any = consultations.current_version(consultations.get(slug).id)
            for reference, value in chosen.items():
                comment = queries.get_by_reference(reference)
                service.place_comment(
                    access.current_actor(), comment, version, _choice(value), now=clock.now()
                )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _placing_page(consultations.get(slug), form), refused.status
    return web.see_other(url_for("contributions.placing", slug=slug, done=len(chosen)))


def _for_placing(slug: str) -> Any:
    """The consultation, for whoever may place its comments. Without a published version there is nowhere to stand."""
    consultation = consultations.get(slug)
    if not permissions.may_place(access.current_actor(), consultation):
        raise Forbidden(N_("Only those who prepare the draft or answer comments may do that."))
    if consultations.current_version(consultation.id) is None:
        raise NotFound(consultations.NONE)
    return consultation


def _placing_page(consultation: Any, form: ActForm) -> str:
    version: Any = consultations.current_version(consultation.id)
    limit = web.settings().page_size
    page = carrying.carried(version.id, "doubtful", limit=limit)
    ids = [one.article_id for one, _carry in page if one.article_id]
    ids += [candidate[0] for _comment, carry in page for candidate in carry.candidates]
    return render_template(
        "contributions/placing.html", form=form, consultation=consultation, version=version, page=page,
        title=consultations.titles_in([consultation.id], i18n.language())[consultation.id],
        counts=carrying.carried_counts(version.id), places=consultations.article_labels(ids, i18n.language()),
        words={one.id: queries.revisions(one.id, published_only=False)[-1].body for one, _carry in page},
        typed=request.form, done=addresses.whole_number("done"), whole=service.WHOLE,
    )  # fmt: skip


@bp.route("/desk/consultations/<slug>/placing/<reference>", methods=["GET", "POST"])
@access.staff("author", "responder")
def place(slug: str, reference: str) -> Response | str | tuple[str, int]:
    """Any place of the version for one comment: an article, then a sentence of it."""
    consultation, comment = _for_placing(slug), queries.get_by_reference(reference)
    if comment.consultation_id != consultation.id:
        raise NotFound
    version: Any = consultations.current_version(consultation.id)
    back = url_for("contributions.placing", slug=slug)
    return _choose(
        comment, version, "contributions/place.html", back,
        lambda one, choice: service.place_comment(
            access.current_actor(), one, version_again(consultation.id, version.number), choice, now=clock.now()
        ),
        held=None,
    )  # fmt: skip


def version_again(consultation_id: int, number: int) -> Any:
    """The version, read in the transaction that writes."""
    return consultations.get_version(consultation_id, number)


# Senders ------------------------------------------------------------------------------------------


@bp.route("/receipt/<key>/restate", methods=["GET", "POST"])
@access.anyone
def restate(key: str) -> Response | str | tuple[str, int]:
    """What it is about in the newest version, by key."""
    return _restate(by_key(key))


@bp.route("/me/comments/<reference>/restate", methods=["GET", "POST"])
@access.account
def own_restate(reference: str) -> Response | str | tuple[str, int]:
    """The same by account."""
    return _restate(by_account(reference))


def _restate(held: Held) -> Response | str | tuple[str, int]:
    consultation_id = held.comment.consultation_id
    version: Any = consultations.current_version(consultation_id)
    carrying.get_carry(held.comment.id, version.id)  # nothing to restate where it wasn't carried
    number = version.number
    return _choose(
        held.comment, version, "contributions/restate.html", held.address(),
        lambda one, choice: service.restate(
            access.current_actor(), one, version_again(consultation_id, number), choice, now=clock.now()
        ),
        held=held,
    )  # fmt: skip


def _choose(
    comment: Any, version: Any, template: str, back: str, act: Any, *, held: Held | None
) -> Response | str | tuple[str, int]:
    form, comment_id = ActForm(data={"comment": comment.reference}), comment.id

    def page() -> str:
        found = queries.get(comment_id)
        consultation = consultations.get_by_id(found.consultation_id)
        anchor = request.values.get("article", "")[:80]
        choosable = service.sentences_in(consultation, found, version)
        carry = carrying.get_carry(comment_id, version.id)
        shown = about(held) if held else {
            "consultation": consultation,
            "title": consultations.titles_in([consultation.id], i18n.language())[consultation.id],
        }  # fmt: skip
        return render_template(
            template, form=form, comment=found, version=version, carry=carry, back=back, whole=service.WHOLE,
            choosable=choosable, chosen=next((one for one in choosable if one.anchor == anchor), None), held=held,
            places=_places([found.article_id, carry.article_id]), carries=labels.CARRIES, **shown,
        )  # fmt: skip

    if request.method == "GET":
        return page()
    if not form.validate():
        return page(), 422
    try:
        value = request.form.get("place", "")
        if not value:
            raise Refused(N_("Please choose where it stands now, or that its words are gone."))
        with writing():
            act(queries.get(comment_id), _choice(value))
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return page(), refused.status
    return web.see_other(back)
