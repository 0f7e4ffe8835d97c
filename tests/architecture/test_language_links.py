"""A page that answers a form leads to pages that exist, in every language: of every address that only takes forms."""

import re

from flask import Flask
from werkzeug.routing import Rule

from consult.foundation import web

CHOICE = re.compile(r"<any\(([^,)]+)[^>]*>")
NUMBER = re.compile(r"<int[^>]*>")
PLACE = re.compile(r"<(?:[^:>]+:)?(\w+)>")


def address_of(rule: Rule) -> str:
    """An address that it takes; what stands for names and ids can't be mistaken for words of another address."""
    found = rule.rule.replace("<lang:lang>", "en")
    found = NUMBER.sub("73", CHOICE.sub(r"\1", found))
    return PLACE.sub(r"given-\1", found)


def form_rules(app: Flask) -> list[Rule]:
    return [
        one
        for one in app.url_map.iter_rules()
        if "lang" in one.arguments and "POST" in (one.methods or ()) and "GET" not in (one.methods or ())
    ]


def test_language_links_of_a_page_that_answers_a_form_lead_to_a_page(app: Flask) -> None:
    rules = form_rules(app)
    assert len(rules) > 50
    routes, wrong = app.url_map.bind("localhost"), []
    for rule in rules:
        address = address_of(rule)
        with app.test_request_context(address, method="POST"):
            for language, _tag, _name, link in web.language_links():
                _endpoint, named = routes.match(link, "GET")
                others = {name: str(value) for name, value in named.items() if name != "lang"}
                if named.get("lang", language) != language or not all(
                    one.startswith("given-") or one == "73" or one in CHOICE.findall(rule.rule)
                    for one in others.values()
                ):
                    wrong.append((address, link, others))
    assert wrong == []
