"""Answering statements, one at a time, and looking through one's own answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.foundation import access, addresses, clock, i18n, limits, web
from consult.foundation.db import writing
from consult.foundation.errors import N_, NotFound, Refused
from consult.record import receipts
from consult.votes import queries, rules, service
from consult.votes.forms import ActForm, ReceiptForm, VoteForm
from consult.votes.routes.blueprint import bp
from consult.votes.routes.who import current_identity

if TYPE_CHECKING:
    from consult.consultations.models import Consultation
    from consult.votes.models import Voter


VOTES = "answers"
"""What a promise names, in place of a comment's reference."""
NOTHING_ANSWERED = N_("In this browser nobody has answered a statement here yet, so there is no receipt.")
NOT_SEALED = N_("Your answers are not sealed in the record yet. Please look again in a few seconds.")


@dataclass(frozen=True)
class Place:
    """What every page here says about its consultation."""

    consultation: "Consultation"
    title: str
    title_language: str
    phase: str
    has_results: bool


def place_of(slug: str, now: datetime) -> Place:
    """A public consultation with its title. Raises NotFound."""
    consultation = consultations.get_public(slug, now)
    title, language = consultations.titles_in([consultation.id], i18n.language())[consultation.id]
    phase = consultations.phase_of(consultation, now)
    return Place(
        consultation, title, language, phase, rules.are_results_public(consultation.results_appear, phase)
    )


@bp.get("/consultations/<slug>/vote")
@access.anyone
def vote(slug: str) -> Response:
    """One statement with three buttons; before signing in, what is asked and how to start."""
    now = clock.now()
    place = place_of(slug, now)
    identity = current_identity(place.consultation, now)
    if identity is not None and place.phase == "open" and _nothing_left(place, identity):
        return web.see_other(url_for("votes.mine", slug=slug))
    return _vote_page(place, VoteForm(formdata=None), now, wanted=request.args.get("statement", ""))


def _nothing_left(place: Place, identity: rules.Identity) -> bool:
    if request.args.get("statement"):
        return False
    voter = queries.find_voter(identity, place.consultation.id)
    found = queries.progress(place.consultation, identity, voter)
    return found.open > 0 and found.next is None


@bp.post("/consultations/<slug>/vote")
@access.anyone
def cast(slug: str) -> Response:
    """``statement`` and ``value``: answer it, or answer it otherwise."""
    form = VoteForm()
    now = clock.now()
    try:
        limits.check_address("vote", per_hour=web.settings().votes_per_address_per_hour, now=now)
        if not form.validate():
            return _vote_page(place_of(slug, now), form, now, 422, wanted=form.statement.data or "")
        with writing():
            consultation = consultations.get_public(slug, now)
            identity = current_identity(consultation, now) or rules.Identity()
            service.cast(
                access.current_actor(), identity, consultation, form.statement.data or "", form.value.data or "",
                now=now,
            )  # fmt: skip
    except Refused as refused:
        if refused.status == 404:
            raise
        form.refuse(refused)
        return _vote_page(place_of(slug, now), form, now, refused.status)
    return web.see_other(_next_address(slug, now, form.back.data == "mine"))


def _next_address(slug: str, now: datetime, is_from_mine: bool) -> str:
    """The next statement, or the person's overview where nothing is left or where they came from there."""
    consultation = consultations.get_public(slug, now)
    identity = current_identity(consultation, now)
    if identity is None or is_from_mine:
        return url_for("votes.mine", slug=slug)
    voter = queries.find_voter(identity, consultation.id)
    found = queries.progress(consultation, identity, voter)
    return url_for("votes.vote" if found.next else "votes.mine", slug=slug)


def _vote_page(
    place: Place, form: VoteForm, now: datetime, status: int = 200, *, wanted: str = ""
) -> Response:
    consultation = place.consultation
    identity = current_identity(consultation, now)
    context: dict[str, Any] = {"place": place, "form": form, "identity": identity}
    if identity is None or place.phase != "open":
        page = queries.listed(
            consultation.id, limit=web.settings().page_size, only_open=place.phase == "open"
        )
        context.update(page=page)
        return make_response(render_template("votes/start.html", **context), status)
    voter = queries.find_voter(identity, consultation.id)
    found = queries.progress(consultation, identity, voter)
    statement = queries.one(consultation.id, wanted) if wanted else None
    if (statement is None or statement.closed_at is not None) and found.next:
        statement = queries.one(consultation.id, found.next)
    own = queries.value_of(statement.id, voter.id) if statement and voter else ""
    context.update(statement=statement, own=own, progress=found, leave_form=ActForm(formdata=None))
    return make_response(render_template("votes/vote.html", **context), status)


@bp.get("/consultations/<slug>/vote/mine")
@access.anyone
def mine(slug: str) -> Response:
    """All statements with the person's own answers, each changeable until closing."""
    now = clock.now()
    place = place_of(slug, now)
    identity = current_identity(place.consultation, now)
    if identity is None:
        return web.see_other(url_for("votes.vote", slug=slug))
    voter = queries.find_voter(identity, place.consultation.id)
    return mine_page(place, identity, voter, ReceiptForm(formdata=None))


def mine_page(
    place: Place,
    identity: rules.Identity,
    voter: "Voter | None",
    receipt_form: ReceiptForm,
    status: int = 200,
) -> Response:
    """The person's answers, their receipt, and the form that has it mailed."""
    answers, after = queries.answers_of(
        place.consultation.id,
        voter.id if voter else None,
        limit=web.settings().page_size,
        after=addresses.whole_number("after"),
    )
    found = queries.progress(place.consultation, identity, voter)
    held = receipts.state_of([voter.last_entry_id]) if voter and voter.last_entry_id else []
    return make_response(
        render_template(
            "votes/mine.html", held=held, promise=_promise(voter) if held and not held[0].is_sealed else "",
            place=place, identity=identity, answers_=answers, after=after, progress=found,
            form=VoteForm(formdata=None), leave_form=ActForm(formdata=None), receipt_form=receipt_form,
            has_account=access.current_actor().account_id is not None,
            is_mailed=status == 200 and request.args.get("mailed") == "1",
        ),
        status,
    )  # fmt: skip


def _promise(voter: Any) -> str:
    """The signed promise for the newest answer."""
    signing = receipts.signing_now(web.settings().instance)
    if signing is None:
        return ""
    return receipts.promise(voter.last_entry_id, reference=VOTES, base=signing[0], seed=signing[1]) or ""


@bp.get("/consultations/<slug>/vote/receipt")
@access.anyone
def take_receipt(slug: str) -> Response:
    """The one receipt of a person's answers: it proves the newest and all that it follows on, and opens them."""
    now = clock.now()
    consultation = consultations.get_public(slug, now)
    identity = current_identity(consultation, now)
    voter = queries.find_voter(identity, consultation.id) if identity else None
    if voter is None or not voter.last_entry_id:
        raise NotFound(NOTHING_ANSWERED)
    signing = receipts.signing_now(web.settings().instance)
    text = receipts.text_of(voter.last_entry_id, reference=VOTES, opens=True, signing=signing)
    if text is None:
        raise NotFound(NOT_SEALED)
    ending = "promise.txt" if text.startswith(receipts.PROMISE_HEAD) else "tlog-proof"
    answer = make_response(text)
    answer.content_type = "text/plain; charset=utf-8"
    answer.headers["Content-Disposition"] = f"attachment; filename={slug}-answers.{ending}"
    return answer
