"""What changed between two versions and what moved it; the desk on which staff say so."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from flask import request, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.consultations.changes import KINDS
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import NotFound
from consult.foundation.forms import answer_of, claim, form_page, is_done
from consult.outcomes import permissions, queries, service
from consult.outcomes.forms import TakeOverForm, TraceForm, UntraceForm
from consult.outcomes.queries import tracing
from consult.outcomes.queries.taken_over import standing
from consult.outcomes.routes.blueprint import bp, consultation_for

if TYPE_CHECKING:
    from consult.consultations.models import Consultation, Version

VIEWS = ("one", "side")


@bp.get("/consultations/<slug>/changes/<before>/<int:after>")
@access.public
def show_changes(slug: str, before: str, after: int) -> Response:
    """What changed from one version to another, or from the text in force, and what moved it. Six statements."""
    stamp = consultations.stamp(slug, clock.now(), i18n.language())
    etag = web.etag_of(stamp.revision, stamp.phase)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    asked, view = request.args.get("edition"), request.args.get("view", "")
    found = consultations.compared(stamp.consultation_id, before, after, language=asked or i18n.language())
    earlier = [one.number for one in found.versions if one.number < found.after.number]
    is_step = found.before is not None and bool(earlier) and found.before.number == max(earlier)
    return web.public_page(
        "outcomes/changes.html", etag, stamp=stamp, consultation=stamp.consultation, found=found, kinds=KINDS,
        view=view if view in VIEWS else VIEWS[0], edition_asked=asked, before=before,
        in_force=consultations.IN_FORCE, counts=Counter(one.kind for one in found.changes),
        causes=tracing.causes_in(found.after.id) if is_step else None,
        note=consultations.note_in(found.after, i18n.language()),
    )  # fmt: skip


# The desk -----------------------------------------------------------------------------------------


@bp.get("/desk/consultations/<slug>/trace")
@access.staff("author", "responder", "auditor", "administrator")
def desk_trace(slug: str) -> Response:
    """Every passage that the newest version changes, and what is said to have moved it."""
    return _desk_page(slug, UntraceForm(formdata=None))


def _desk_page(slug: str, form: UntraceForm | TakeOverForm) -> Response:
    consultation, actor = consultation_for(slug), access.current_actor()
    versions = consultations.versions_of(consultation.id, published_only=False)
    version = versions[-1] if len(versions) > 1 else None
    draft = versions[-1] if versions and versions[-1].published_at is None else None
    may_take = permissions.may_take_over(actor, consultation)
    return form_page(
        "outcomes/desk_trace.html", form, consultation=consultation, version=version,
        changes=tracing.changes_in(consultation, version, language=i18n.language()) if version else (),
        causes=tracing.causes_in(version.id) if version else {},
        may_trace=permissions.may_trace(actor, consultation), may_take=may_take,
        proposals=tracing.proposals_to_take(consultation.id, draft),
        next_number=draft.number if draft else len(versions) + 1,
        covered=standing(consultation), taking=TakeOverForm(formdata=None), untrace=UntraceForm(formdata=None),
    )  # fmt: skip


@bp.post("/desk/consultations/<slug>/take-over")
@access.staff("author")
def take_over(slug: str) -> Response:
    """Put a proposed wording into the next version and credit it in the trace."""
    consultation_for(slug, permissions.may_take_over)
    form = TakeOverForm()
    address = url_for("outcomes.desk_trace", slug=slug)

    def keep() -> None:
        service.take_over(
            access.current_actor(), consultation_for(slug, permissions.may_take_over), form.reference.data or "",
            language=i18n.language(), now=clock.now(),
        )  # fmt: skip

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    return _desk_page(slug, form)


@bp.post("/desk/consultations/<slug>/take-out")
@access.staff("author")
def take_out(slug: str) -> Response:
    """Let the draft read again as what is public, where it says covered words of a proposal."""
    consultation_for(slug, permissions.may_take_over)
    form = TakeOverForm()

    def keep() -> None:
        found = consultation_for(slug, permissions.may_take_over)
        service.take_out(access.current_actor(), found, form.reference.data or "", now=clock.now())

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("outcomes.desk_trace", slug=slug))
    return _desk_page(slug, form)


def _passage(consultation: "Consultation", passage: str) -> tuple["Version", tracing.Passage]:
    """(the newest version, a passage it changes, in the page's language where it can). Raises NotFound."""
    _before, version = tracing.version_to_trace(consultation.id)
    found = tracing.passages_of(consultation, version, language=i18n.language()).get(passage)
    if found is None:
        raise NotFound(service.NO_PASSAGE)
    return version, found


@bp.route("/desk/consultations/<slug>/trace/<passage>", methods=["GET", "POST"])
@access.staff("author", "responder")
def trace_passage(slug: str, passage: str) -> Response:
    """What moved one passage: comments, proposals and replies to tick, further references, or a reason."""
    consultation = consultation_for(slug, permissions.may_trace)
    _version, _change = _passage(consultation, passage)
    form = TraceForm()
    address = url_for("outcomes.desk_trace", slug=slug, _anchor=passage)
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)

    def keep() -> None:
        now = clock.now()
        found = consultation_for(slug, permissions.may_trace)
        version, _ = _passage(found, passage)
        service.trace(
            access.current_actor(), found, version, passage, _causes(form), language=i18n.language(), now=now
        )
        claim(form.form_token.data or "", address, now=now)

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    return _passage_page(consultation_for(slug, permissions.may_trace), passage, form)


def _causes(form: TraceForm) -> service.Causes:
    return service.Causes(
        comments=[*request.form.getlist("comment"), *(form.references.data or "").replace(",", " ").split()],
        proposals=request.form.getlist("proposal"),
        replies=request.form.getlist("reply"),
        reason=form.reason.data or "",
    )


def _passage_page(consultation: "Consultation", passage: str, form: TraceForm) -> Response:
    version, shown = _passage(consultation, passage)
    citable = tracing.citable(consultation.id, shown.change)
    replies: dict[str, Any] = {
        reply.public_id: reply
        for group in queries.replies_for([one.id for one in citable]).values()
        for reply in group
    }
    return form_page(
        "outcomes/trace_passage.html", form, consultation=consultation, version=version, change=shown.change,
        edition=shown.language, passage=passage, citable=citable, replies=list(replies.values()),
        causes=tracing.causes_in(version.id).get(passage, []), untrace=UntraceForm(formdata=None), picked=request.form,
    )  # fmt: skip


@bp.post("/desk/consultations/<slug>/untrace")
@access.staff("author", "responder")
def untrace_passage(slug: str) -> Response:
    """Take back what was linked by mistake."""
    consultation_for(slug, permissions.may_trace)
    form = UntraceForm()

    def take_back() -> None:
        service.untrace(
            access.current_actor(), consultation_for(slug, permissions.may_trace), form.cause.data or "",
            now=clock.now(),
        )  # fmt: skip

    if form.validate_on_submit() and is_done(form, take_back):
        return web.see_other(url_for("outcomes.desk_trace", slug=slug))
    return _desk_page(slug, form)
