"""The office's list of those who must be asked: putting them on it, letters, postings, requests for more time."""

import io
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import asked_letters, asking_lists, labels, permissions, service
from consult.contributions.forms import ActForm
from consult.contributions.forms.asking import AskedForm, PostedForm, ReasonForm, ReturnedForm
from consult.contributions.queries import asking
from consult.contributions.routes.blueprint import bp
from consult.contributions.routes.sending import region_of
from consult.foundation import access, addresses, clock, encodings, forms, i18n, web
from consult.foundation.db import db, writing
from consult.foundation.errors import N_, NotFound, Refused
from consult.record import service as record

LIST_BYTES = 1_000_000
TOO_LARGE = N_("This list is too long for one go. Please upload it in parts.")
READERS = ("author", "administrator", "clerk", "auditor")


def _for_office(slug: str) -> Any:
    consultation = consultations.get(slug)
    if not permissions.may_see_more_time(access.current_actor(), consultation):
        raise NotFound(consultations.NONE)
    return consultation


@bp.route("/desk/consultations/<slug>/asked", methods=["GET", "POST"])
@access.staff(*READERS)
def desk_asked(slug: str) -> Response:
    """The list, and the form that adds to it."""
    consultation, form = _for_office(slug), AskedForm()
    address = url_for("contributions.desk_asked", slug=slug)
    if form.is_submitted() and (answer := forms.answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    if form.validate_on_submit() and forms.is_done(form, lambda: _add(slug, form, consultation)):
        return web.see_other(address)
    actor, now, consultation = access.current_actor(), clock.now(), _for_office(slug)
    kind = "person" if request.args.get("kind") == "person" else "body"
    page = asking.listed_asked(
        consultation.id, kind=kind, limit=web.settings().page_size, after=addresses.whole_number("after")
    )
    if kind == "person" and page.listed:
        note_read(consultation.public_id)
    return forms.form_page(
        "contributions/desk_asked.html", form, consultation=consultation, kind=kind, page=page, labels=labels,
        numbers=asking.numbers_asked(consultation, now), phase=consultations.phase_of(consultation, now),
        letters=asking.letters_to([one.id for one in page.listed]),
        state_of=lambda one: asking.state_of(one, consultation, now),
        may_keep=permissions.may_give_time(actor, consultation),
        may_note=permissions.may_note_letters(actor, consultation),
    )  # fmt: skip


def note_read(consultation: str) -> None:
    """Whoever of the staff reads the names of affected people leaves a line."""
    actor, now = access.current_actor(), clock.now()
    db.session.rollback()
    with writing():
        record.note_personal_read(
            actor=actor, page="contributions.desk_asked", what="asked", now=now, consultation=consultation
        )


def _add(slug: str, form: AskedForm, seen: Any) -> None:
    given = asking_lists.read_listed(_text(form), region=region_of(seen))
    now, consultation = clock.now(), consultations.get(slug)
    forms.claim(form.form_token.data or "", url_for("contributions.desk_asked", slug=slug), now=now)
    naming = service.Naming(
        form.kind.data or "", form.law.data or "", form.language.data or "", form.reason.data or ""
    )
    made = service.add_asked(
        access.current_actor(), consultation, given, naming, secret=web.settings().secret,
        page_language=i18n.language(), now=now,
    )  # fmt: skip
    for one in made:
        asked_letters.send(access.current_actor(), one, consultation, now)


def _text(form: AskedForm) -> str:
    text = form.listed.data or ""
    if not form.file.data:
        return text
    content = form.file.data.stream.read(LIST_BYTES + 1)
    if len(content) > LIST_BYTES:
        raise Refused(TOO_LARGE, field="file")
    encoding = encodings.detect(io.BufferedReader(io.BytesIO(content)))
    return f"{text}\n{content.decode(encoding, errors='replace')}"


# One of them --------------------------------------------------------------------------------------


def _one(public_id: str) -> tuple[Any, Any]:
    one = asking.get_asked(public_id)
    return one, _for_office(consultations.get_by_id(one.consultation_id).slug)


@bp.get("/desk/asked/<public_id>")
@access.staff(*READERS)
def show_asked(public_id: str) -> Response:
    """One on the list: its letters with their proofs, what was said, what can be done."""
    return _page(public_id, ReasonForm(formdata=None))


def _page(public_id: str, form: Any) -> Response:
    one, consultation = _one(public_id)
    if one.kind == "person" and one.name:
        note_read(consultation.public_id)
        one, consultation = _one(public_id)
    actor, now = access.current_actor(), clock.now()
    phase = consultations.phase_of(consultation, now)
    made = {
        name: form if isinstance(form, kind) else kind(formdata=None)
        for name, kind in (("posted", PostedForm), ("returned", ReturnedForm), ("act", ActForm))
    }
    reasons = {name: ReasonForm(formdata=None) for name in ("strike", "refuse")}
    if isinstance(form, ReasonForm) and form.is_submitted():
        reasons["refuse" if request.path.endswith("/refuse-time") else "strike"] = form
    for name, own in (*made.items(), *reasons.items()):
        own.tell_apart(name)
    letters = asking.letters_to([one.id]).get(one.id, [])
    made["returned"].letter.choices = [
        (letter.public_id, i18n.instant_text(letter.sent_at, consultation.timezone))
        for letter in letters
        if letter.failed_at is None
    ]
    return forms.form_page(
        "contributions/show_asked.html", form, one=one, consultation=consultation, phase=phase, labels=labels,
        letters=letters, state=asking.state_of(one, consultation, now),
        may_keep=permissions.may_give_time(actor, consultation),
        may_note=permissions.may_note_letters(actor, consultation), **made, reasons=reasons,
        may_enter=permissions.may_enter(actor, consultation), scans=asking.scans_of(one.id),
        is_wanted_past=one.wanted_until is not None and one.wanted_until <= now,
    )  # fmt: skip


def _act(public_id: str, form: Any, verb: Any) -> Response:
    _one(public_id)
    if isinstance(form, forms.AddingForm) and (answer := forms.answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    address = url_for("contributions.show_asked", public_id=public_id)

    def keep() -> None:
        if isinstance(form, forms.AddingForm):
            forms.claim(form.form_token.data or "", address, now=clock.now())
        verb(*_one(public_id))

    if form.validate() and forms.is_done(form, keep):
        return web.see_other(address)
    db.session.rollback()
    return _page(public_id, form)


def _act_with_reason(public_id: str, verb: Any) -> Response:
    """What needs nothing but a public reason."""
    form = ReasonForm()

    def act(one: Any, _consultation: Any) -> None:
        verb(
            access.current_actor(), one, reason=form.reason.data or "", page_language=i18n.language(), now=clock.now()
        )  # fmt: skip

    return _act(public_id, form, act)


@bp.post("/desk/asked/<public_id>/strike")
@access.staff("author", "administrator")
def strike_asked(public_id: str) -> Response:
    """Take it off the list."""
    return _act_with_reason(public_id, service.strike_asked)


@bp.post("/desk/asked/<public_id>/send")
@access.staff("author", "administrator")
def send_again(public_id: str) -> Response:
    """The mail once more, with the same link."""

    def send(one: Any, consultation: Any) -> None:
        now = clock.now()
        service.check_may_send_again(access.current_actor(), one, now=now)
        asked_letters.send(
            access.current_actor(), one, consultation, now, is_reminder=one.sent_at is not None
        )

    return _act(public_id, ActForm(), send)


@bp.post("/desk/asked/<public_id>/renew")
@access.staff("author", "administrator")
def renew_link(public_id: str) -> Response:
    """A new link; the one before opens nothing any more."""

    def renew(one: Any, consultation: Any) -> None:
        now = clock.now()
        service.renew_link(access.current_actor(), one, secret=web.settings().secret, now=now)
        asked_letters.send(access.current_actor(), one, consultation, now)

    return _act(public_id, ActForm(), renew)


@bp.post("/desk/asked/<public_id>/posted")
@access.staff("author", "administrator", "clerk")
def note_posted(public_id: str) -> Response:
    """The printed letter was posted."""
    form = PostedForm()
    return _act(
        public_id, form,
        lambda one, _consultation: service.note_posted(
            access.current_actor(), one, posted_on=form.posted_on.data, post_number=form.post_number.data or "",
            now=clock.now(),
        ),
    )  # fmt: skip


@bp.post("/desk/asked/<public_id>/returned")
@access.staff("author", "administrator", "clerk")
def note_returned(public_id: str) -> Response:
    """A letter or mail came back."""
    form = ReturnedForm()

    def note(one: Any, _consultation: Any) -> None:
        letter = asking.get_asked_letter(form.letter.data or "")
        if letter.asked_id != one.id:
            raise NotFound
        service.note_failed(access.current_actor(), letter, reason=form.reason.data or "", now=clock.now())

    return _act(public_id, form, note)


@bp.post("/desk/asked/<public_id>/refuse-time")
@access.staff("author", "administrator")
def refuse_time(public_id: str) -> Response:
    """No more time is given, with the reason."""
    return _act_with_reason(public_id, service.refuse_time)


@bp.get("/desk/consultations/<slug>/asked/print")
@access.staff("author", "administrator", "clerk")
def print_letters(slug: str) -> str:
    """The letters of those whom no mail reaches and who were sent none yet, or of one of them, each on its page."""
    consultation = _for_office(slug)
    chosen = request.args.get("letter", "")[:32]
    listed = (
        [asking.get_asked(chosen)]
        if chosen
        else [one for one in asking.unsent(consultation.id) if not one.address]
    )
    letters = [
        asked_letters.printed(one, consultation)
        for one in listed
        if one.consultation_id == consultation.id and one.key_hash is not None and one.struck_at is None
    ]
    if any(letter.one.kind == "person" for letter in letters):
        note_read(consultation.public_id)
        consultation = _for_office(slug)
    return render_template(
        "contributions/print_asked.html", consultation=consultation, letters=letters,
        phase=consultations.phase_of(consultation, clock.now()),
    )  # fmt: skip
