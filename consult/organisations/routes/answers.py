"""What several pages answer alike."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import make_response, render_template
from werkzeug.wrappers import Response

from consult.foundation import clock, forms, web
from consult.foundation.db import writing
from consult.foundation.errors import Refused
from consult.foundation.forms import AddingForm, Form


def page(template: str, status: int = 200, **context: Any) -> Response:
    """A page of the desk."""
    return make_response(render_template(f"organisations/{template}.html", **context), status)


def refused(template: str, form: Form, why: Refused | None = None, **context: Any) -> Response:
    """The page again with what is wrong and everything typed."""
    if why is not None:
        form.refuse(why)
    return page(template, why.status if why is not None else 422, form=form, **context)


def add(form: AddingForm, answer: str, verb: Callable[[datetime], object]) -> Response:
    """Do the verb once however often the form is sent, and go to ``answer``. Raises what the verb refuses."""
    now, token = clock.now(), form.form_token.data or ""
    try:
        with writing():
            forms.claim(token, answer, now=now)
            verb(now)
    except Refused:
        done = forms.answer_of(token)
        if done is None:
            raise
        return web.see_other(done)
    return web.see_other(answer)
