"""A sender's own page: the receipt, what became of the comment, correcting it, taking it back.

Whoever has the private key, the mailed link of a confirmed address, or the account, holds the comment.
"""

from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.consultations.grounds import common_names
from consult.consultations.profiles import profile
from consult.contributions import fates, labels, permissions, queries, references, service, wording
from consult.contributions.forms import ActForm, CorrectForm
from consult.contributions.queries import carrying, passing_on, ruling_history
from consult.contributions.routes.blueprint import bp
from consult.foundation import access, clock, forms, i18n, qr, web
from consult.foundation.db import db, writing
from consult.foundation.errors import N_, Conflict, NotFound, Refused
from consult.organisations import look
from consult.record import receipts

NO_KEY = N_("Nothing opens with this key. Perhaps a character was lost: please compare it with your receipt.")
ANSWER = {True: "outcomes.rate_answer", False: "outcomes.rate_own_answer"}
"""The pages of a higher room where a sender says whether the answer meets the point."""
REVIEW = {True: "moderation.ask_review", False: "moderation.ask_own_review"}
"""The pages of a higher room where a sender asks for a review: with the key, and by account."""


@dataclass(frozen=True)
class Held:
    """A comment in its sender's hands: by which key, or by the account."""

    submission: Any
    comment: Any
    key: str = ""

    def address(self, act: str = "") -> str:
        """The page of this comment for its sender, or of one act on it."""
        if self.key:
            other = {"comment": self.comment.reference} if self.comment.id != self.first_id else {}
            return url_for(f"contributions.{act or 'receipt'}", key=self.key, **other)
        return url_for(f"contributions.{'own_' + (act or 'comment')}", reference=self.comment.reference)

    def part_address(self, part: Any) -> str:
        """The page of another part of the same submission, for its sender."""
        if self.key:
            return url_for("contributions.receipt", key=self.key, comment=part.reference)
        return url_for("contributions.own_comment", reference=part.reference)

    @property
    def first_id(self) -> int:
        """The comment that the receipt shows where none is named."""
        return int(queries.comments_of(self.submission.id)[0].id)


def by_key(key: str) -> Held:
    """What the private key opens. Raises NotFound."""
    submission = queries.find_by_key(key)
    if submission is None:
        raise NotFound(NO_KEY)
    comments = queries.comments_of(submission.id)
    wanted = request.values.get("comment", "")
    return Held(submission, next((one for one in comments if one.reference == wanted), comments[0]), key)


def by_account(reference: str) -> Held:
    """What the signed-in person sent. Raises NotFound."""
    comment = queries.get_by_reference(reference)
    sender = queries.find_sender(comment.submission_id)
    if sender is None or not permissions.is_sender(access.current_actor(), sender):
        raise NotFound(queries.NONE)
    return Held(queries.get_submission(comment.submission_id), comment)


# The page -----------------------------------------------------------------------------------------


@bp.get("/receipt/<key>")
@access.anyone
def receipt(key: str) -> str:
    """What was sent, its reference and key, and what has become of it."""
    return _own_page(by_key(key))


@bp.get("/me/comments/<reference>")
@access.account
def own_comment(reference: str) -> str:
    """The same page for the account that sent it."""
    return _own_page(by_account(reference))


def _own_page(held: Held) -> str:
    comment, submission = held.comment, held.submission
    is_over, parts = comment.state in labels.OVER, queries.comments_of(submission.id)
    fate = fates.own_fate(comment.id, i18n.language())
    return render_template(
        "contributions/receipt.html",
        held=held,
        comment=comment,
        submission=submission,
        parts=parts,
        others=[one for one in parts if one.id != comment.id],
        part_labels=consultations.article_labels(
            [one.article_id for one in parts if one.article_id], i18n.language()
        ),
        sender=queries.find_sender(submission.id),
        wants_code=service.wants_code,
        is_over=is_over,
        wordings=[] if is_over else list(reversed(queries.revisions(comment.id, published_only=False))),
        files=[(one, _file_address(held, one)) for one in queries.files_of(submission.id)],
        review=_review_address(held),
        answer=_answer_address(held, fate),
        passed_on=passing_on.passed_on(comment.id) if comment.state == "referred" else None,
        rulings=ruling_history.rulings_told(comment.id),
        erasures=queries.erasures_asked(submission.id),
        carries=carrying.carries_of([comment.id]).get(comment.id, []),
        fate=fate,
        certificate=certificate_address,
        key=_key_in_words(held),
        rows=_receipt_rows(held, given := queries.receipts_of(submission.id)),
        promise=_promise(given),
        **about(held),
    )


def proof_address(held: Held, one: queries.HeldReceipt) -> str:
    """Where the receipt of one act is taken."""
    entry = one.receipt.entry_id
    if held.key:
        return url_for("contributions.own_proof", key=held.key, entry_id=entry)
    return url_for("contributions.own_account_proof", reference=held.comment.reference, entry_id=entry)


def _receipt_rows(held: Held, given: list[queries.HeldReceipt]) -> list[tuple[Any, str, str]]:
    """(receipt, what was done, where to take it), the newest first."""
    names = {one.receipt.entry_id: i18n.gettext(labels.RECEIPTS[one.receipt.type]) for one in given}
    several = len({one.reference for one in given if one.reference}) > 1
    return [
        (
            one.receipt,
            names[one.receipt.entry_id]
            + (i18n.aside_text(one.reference) if several and one.reference else ""),
            proof_address(held, one),
        )
        for one in reversed(given)
    ]


def _promise(given: list[queries.HeldReceipt]) -> str:
    """The signed promise of the newest act, while it waits for its seal."""
    signing = receipts.signing_now(web.settings().instance)
    if signing is None or not given or given[-1].receipt.is_sealed:
        return ""
    one = given[-1]
    return (
        receipts.promise(
            one.receipt.entry_id, reference=one.reference or "submission", base=signing[0], seed=signing[1]
        )
        or ""
    )


def certificate_address(made: Any) -> str:
    """The page of a request to erase, for whoever asked."""
    code = service.code_of(web.settings().secret, made.public_id)
    return url_for("contributions.show_erasure", public_id=made.public_id, code=code)


def _file_address(held: Held, file: Any) -> str:
    if held.key:
        return url_for("contributions.own_file", key=held.key, public_id=file.public_id)
    return url_for(
        "contributions.own_account_file", reference=held.comment.reference, public_id=file.public_id
    )


def about(held: Held) -> dict[str, Any]:
    """What the pages of a sender say about the consultation."""
    consultation = consultations.get_by_id(held.comment.consultation_id)
    ids = [held.comment.article_id] if held.comment.article_id else []
    versions = consultations.versions_of(consultation.id)
    return {
        "version_number": next((v.number for v in versions if v.id == held.comment.version_id), 1),
        "consultation": consultation,
        "title": consultations.titles_in([consultation.id], i18n.language())[consultation.id],
        "phase": consultations.phase_of(consultation, clock.now()),
        "article": consultations.article_labels(ids, i18n.language()).get(held.comment.article_id),
        "labels": labels,
        "grounds": {
            **common_names(i18n.language()),
            **{one.code: one.name_in(i18n.language()) for one in profile(consultation.profile).grounds},
            **look.ground_names(i18n.language()),
        },
    }


def _review_address(held: Held) -> str:
    """Where to ask for a review of what hides its words or a part of them; empty where nothing does."""
    endpoint = REVIEW[bool(held.key)]
    is_cut = held.comment.state in ("hidden", "referred") or (
        held.comment.is_redacted and held.comment.ground
    )
    if not is_cut or endpoint not in current_app.view_functions:
        return ""
    reference = held.comment.reference
    return url_for(
        endpoint, **({"key": held.key, "comment": reference} if held.key else {"reference": reference})
    )


def _answer_address(held: Held, fate: fates.Fate | None) -> str:
    """Where to say what one thinks of the answer, a reply or what the outcome made of it; empty where there is none."""
    endpoint = ANSWER[bool(held.key)]
    comment = held.comment
    if (
        (comment.answered_at is None and fate is None)
        or comment.state in labels.OVER
        or endpoint not in current_app.view_functions
    ):
        return ""
    if held.key:
        return url_for(endpoint, key=held.key, comment=comment.reference)
    return url_for(endpoint, reference=comment.reference)


def _key_in_words(held: Held) -> dict[str, Any] | None:
    """The private key as link, picture and words, where this page was opened with it."""
    key = references.parse_key(held.key) if held.key else None
    if key is None or references.key_hash(key) != held.submission.key_hash:
        return None
    path = url_for("contributions.receipt", key=references.key_text(key))
    address = f"{web.settings().base_url}{path}"
    return {
        "address": address,
        "picture": qr.data_address(address),
        "words": references.key_words(key, i18n.language()),
    }


# Correcting ---------------------------------------------------------------------------------------


@bp.route("/receipt/<key>/correct", methods=["GET", "POST"])
@access.anyone
def correct(key: str) -> Response | tuple[str, int] | str:
    """Another wording, by key."""
    return _correct(by_key(key))


@bp.route("/me/comments/<reference>/correct", methods=["GET", "POST"])
@access.account
def own_correct(reference: str) -> Response | tuple[str, int] | str:
    """Another wording, by account."""
    return _correct(by_account(reference))


def _correct(held: Held) -> Response | tuple[str, int] | str:
    if request.method == "GET" and held.comment.state in labels.OVER:
        return web.see_other(held.address())  # nothing is left to correct; the page there says so
    newest = queries.revisions(held.comment.id, published_only=False)[-1]
    marked = "\n".join(newest.body[start:end] for start, end in newest.confidential)
    typed = {"body": newest.body, "confidential": marked} if held.comment.state not in labels.OVER else {}
    form = CorrectForm(data=typed)
    form.comment.data = held.comment.reference
    if request.method == "GET" or "change" in request.form:
        return _correct_page(held, form)
    if answer := forms.answer_of(form.form_token.data or ""):
        return web.see_other(answer)
    if not form.validate():
        return _correct_page(held, form), 422
    answer, comment_id = held.address(), held.comment.id
    try:
        written = service.write(
            form.body.data or "", limit=_limit(held), confidential=form.confidential.data or ""
        )
        if "preview" in request.form:
            changes = wording.changes(newest.body, written.body)
            return _correct_page(held, form, changes=changes, written=written)
        _store_correction(form, comment_id, written, answer)
    except Refused as refused:
        db.session.rollback()
        if isinstance(refused, Conflict) and (answer := forms.answer_of(form.form_token.data or "") or ""):
            return web.see_other(answer)
        form.refuse(refused)
        return _correct_page(held, form), refused.status if refused.status in (429, 503) else 422
    return web.see_other(answer)


def _store_correction(form: CorrectForm, comment_id: int, written: service.Written, answer: str) -> None:
    now = clock.now()
    with writing():
        forms.claim(form.form_token.data or "", answer, now=now)
        service.correct(access.current_actor(), queries.get(comment_id), written, now=now)


def _limit(held: Held) -> int:
    consultation = consultations.get_by_id(held.comment.consultation_id)
    return consultation.comment_characters or web.settings().comment_characters


def _correct_page(held: Held, form: CorrectForm, **shown: Any) -> str:
    return render_template(
        "contributions/correct.html",
        held=held,
        comment=held.comment,
        form=form,
        limit=_limit(held),
        **{"changes": None, "written": None, **shown},
        **about(held),
    )


# Taking back --------------------------------------------------------------------------------------


@bp.route("/receipt/<key>/withdraw", methods=["GET", "POST"])
@access.anyone
def withdraw(key: str) -> Response | tuple[str, int] | str:
    """Take it back, by key."""
    return _withdraw(by_key(key))


@bp.route("/me/comments/<reference>/withdraw", methods=["GET", "POST"])
@access.account
def own_withdraw(reference: str) -> Response | tuple[str, int] | str:
    """Take it back, by account."""
    return _withdraw(by_account(reference))


def _withdraw(held: Held) -> Response | tuple[str, int] | str:
    form = ActForm(data={"comment": held.comment.reference})
    answer, comment_id = held.address(), held.comment.id
    if held.comment.state in labels.OVER:
        return web.see_other(answer)
    if request.method == "GET":
        return _withdraw_page(held, form)
    if not form.validate():
        return _withdraw_page(held, form), 422
    try:
        with writing():
            service.withdraw(access.current_actor(), queries.get(comment_id), now=clock.now())
    except Conflict:  # taken back on another page meanwhile: what was wanted
        return web.see_other(answer)
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _withdraw_page(held, form), refused.status
    return web.see_other(answer)


def _withdraw_page(held: Held, form: ActForm) -> str:
    return render_template(
        "contributions/withdraw.html", held=held, comment=held.comment, form=form, **about(held)
    )
