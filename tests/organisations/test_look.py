"""Offices that signed an act are named in the reader's language."""

from flask import Flask

from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import writing
from consult.foundation.web import office_name
from consult.organisations import look, service


def test_an_office_is_named_in_the_language_of_the_page(app: Flask) -> None:
    with writing():
        service.create_organisation(
            CONSOLE, slug="parks", name="Parks", names={"zh-hant": "公園處"}, now=clock.now()
        )
    look.forget()
    named = {}
    for address in ("/en/", "/zh-hant/", "/zh-hans/"):
        with app.test_request_context(address):
            app.preprocess_request()
            named[address] = (office_name("Parks"), office_name("A body that was renamed"))
    assert named == {
        "/en/": ("Parks", "A body that was renamed"),
        "/zh-hant/": ("公園處", "A body that was renamed"),
        "/zh-hans/": ("Parks", "A body that was renamed"),
    }
