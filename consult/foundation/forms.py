"""Forms: GOV.UK fields, form tokens, and refusals shown on the field they concern.

A form that adds something carries a single-use token, claimed in the transaction that adds it, so a
double click, a retry and a replay end in one row and the same answer.
"""

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf import FlaskForm
from flask_wtf.csrf import _FlaskFormCSRF, generate_csrf
from sqlalchemy import Index, String, insert, select
from sqlalchemy.orm import Mapped, mapped_column
from wtforms import Field, HiddenField, StringField, ValidationError
from wtforms.i18n import get_translations
from wtforms.validators import DataRequired, Length

from consult.foundation import i18n, refusals, utf8
from consult.foundation.db import Base, db, writing
from consult.foundation.errors import N_, Busy, Conflict, Forbidden, NotFound, Refused
from consult.foundation.ids import random_token

_ = i18n.lazy
STALE_PAGE = N_("This page had been open for a long time. Nothing you typed is lost: please send it again.")
NO_COOKIE = N_(
    "This page had been open for a long time, or your browser keeps no cookies. Nothing you typed is lost: please send "
    "it again. If you then read this again, allow cookies for this site first; the cookie says nothing about you."
)
NO_TOKEN = N_(
    "Part of this page was missing when it was sent. Your text is kept below: please send it again."
)
TRAPPED = N_(
    "A field that people don’t see was filled in, so this was taken for spam. Your text is kept and the field is empty "
    "now: please send it again."
)
TOKEN_LEAST = 16
"""Characters of a form token: fewer can't be a secret."""
WTFORMS_LOCALES = {"en": ["en"], "zh-hans": ["zh"], "zh-hant": ["zh_TW"]}


class UsedToken(Base):
    """A form token that was claimed, and where its answer is."""

    __tablename__ = "used_token"
    __table_args__ = (Index("ix_used_token_used_at", "used_at"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    answer: Mapped[str]
    """Readable with the token alone: an address may hold somebody's private key."""
    used_at: Mapped[datetime]


def token_hash(token: str) -> str:
    """What is stored of a form token."""
    return hashlib.sha256(token.encode()).hexdigest()


def answer_of(token: str) -> str | None:
    """The address a claimed token answered with, or None while it is unused."""
    kept = db.session.scalar(select(UsedToken.answer).where(UsedToken.token_hash == token_hash(token)))
    if not kept:
        return kept
    try:
        return _lock(token).decrypt(kept.encode()).decode()
    except InvalidToken:  # claimed before answers were locked
        return kept


def claim(token: str, answer: str, *, now: datetime) -> None:
    """Use the token up in the running transaction. Raises Conflict where it was used already."""
    if not token:
        raise Refused(N_("The form came without its token. Please open the page again; your text is kept."))
    if answer_of(token) is not None:
        raise Conflict(N_("This form was already sent."))
    kept = _lock(token).encrypt(answer.encode()).decode() if answer else ""
    db.session.execute(insert(UsedToken).values(token_hash=token_hash(token), answer=kept, used_at=now))


def _lock(token: str) -> Fernet:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"consult answer of a form 1")
    return Fernet(base64.urlsafe_b64encode(kdf.derive(token.encode())))


class SessionToken(_FlaskFormCSRF):
    """Flask-WTF's token check with a sentence a person can act on."""

    def validate_csrf_token(self, form: Any, field: Any) -> None:
        """Raises ValidationError where the page is older than the session, or the browser keeps no session at all."""
        try:
            super().validate_csrf_token(form, field)
        except ValidationError as error:
            has_cookie = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
            raise ValidationError(i18n.gettext(STALE_PAGE if has_cookie else NO_COOKIE)) from error


class Form(FlaskForm):
    """The base of every form. A stale page fails on the form's own token and keeps all that was typed."""

    class Meta(FlaskForm.Meta):
        csrf_class = SessionToken

        @property
        def locales(self) -> list[str]:
            """WTForms' names of the page's language."""
            return WTFORMS_LOCALES[i18n.language()]

        def get_translations(self, _form: Any) -> Any:
            """WTForms' own messages in the page's language, Traditional Chinese included."""
            return get_translations(self.locales)

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Any:
            """Hidden fields have no id: two forms on one page would give it twice."""
            if getattr(field.widget, "input_type", "") == "hidden":
                render_kw = {"id": False, **render_kw}
            return super().render_field(field, render_kw)

    def validate(self, *args: Any, **named: Any) -> bool:
        """Refuses what arrived broken where no field has said so already; all that was typed is kept."""
        is_valid: bool = super().validate(*args, **named)
        if is_valid and utf8.arrived_broken():
            self.form_errors.append(i18n.gettext(utf8.BROKEN_FORM))
            return False
        return is_valid

    def tell_apart(self, name: str) -> None:
        """Give its fields ids of their own, where several forms with like fields stand on one page."""
        for field in self:
            field.id = field.label.field_id = f"{name}-{field.name}"

    @property
    def first_errors(self) -> list[tuple[str, str]]:
        """(field name, message) of each faulty field, for the error summary."""
        return [(name, str(messages[0])) for name, messages in self.errors.items() if messages and name]

    def refuse(self, refused: Refused) -> None:
        """Show a rule's refusal on its field, or on top of the form."""
        refusals.mark_refused(refused)
        name = refused.field if refused.field and refused.field in self._fields else None
        text = i18n.refusal_text(refused)
        if name:
            field = self._fields[name]
            field.errors = [*field.errors, text]
        else:
            self.form_errors.append(text)


class TrappingForm(Form):
    """A form that anybody may send, with a field that only programs fill in."""

    leave_empty = StringField(
        _("Please leave this field empty"),
        render_kw={"autocomplete": "off", "tabindex": "-1", "spellcheck": "false"},
    )

    def validate_leave_empty(self, field: StringField) -> None:
        """People don't see it. It is emptied, so that a person whose browser filled it in sends again."""
        if field.data:
            field.data = ""
            refusals.mark("trap")
            raise ValidationError(i18n.gettext(TRAPPED))


class AddingForm(TrappingForm):
    """A form that adds something, with its single-use token and the same field."""

    form_token = HiddenField(default=random_token, validators=[Length(max=60)])

    def validate_form_token(self, field: HiddenField) -> None:
        """A form sent without its token, or with one too short to be a secret, gets a fresh one to be sent with."""
        sent = "".join(field.raw_data or ())
        if len(sent) < TOKEN_LEAST:
            field.data = random_token()
            raise ValidationError(i18n.gettext(NO_TOKEN))


class PlainText(StringField):
    """A text field whose input is cleaned of outer white space and refused with NUL in it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""
        if "\x00" in (self.data or ""):
            raise ValidationError(
                i18n.gettext(N_("Please remove the invisible control characters from this field."))
            )


def required(message: str | Callable[[], str] = "") -> DataRequired:
    """DataRequired with words of our own."""
    return DataRequired(message=message or _("Please fill this in."))  # type: ignore[arg-type]


def is_done(form: Form, act: Callable[[], object]) -> bool:
    """Run ``act`` in one transaction; where a rule refuses, show that on the form and return False."""
    try:
        with writing():
            act()
    except (Forbidden, NotFound, Busy):
        raise
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


def form_page(template: str, form: Form, **context: object) -> Response:
    """A page with its form: 422 where the form was sent and has faults."""
    answer = make_response(render_template(template, form=form, **context))
    if form.errors or form.form_errors:
        answer.status_code = 422
    return answer


def init_app(app: Flask) -> None:
    """Settings of Flask-WTF: tokens live as long as the session, forms check them, the app hook doesn't."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_SSL_STRICT=False)
    app.jinja_env.globals["csrf_token"] = generate_csrf
