"""Chinese has no space after a full stop of ours; what people typed stays as they typed it."""

import pytest
from flask import Flask, render_template_string

from consult.foundation import i18n

SENTENCE = "{{ _('Please fill this in.') }}"


@pytest.mark.parametrize(
    ("after", "english", "chinese"),
    [
        (" {{ typed }}", " 好。 好", "好。 好"),
        (' <a href="/">x</a>', ' <a href="/">x</a>', '<a href="/">x</a>'),
        ("</strong> {% if typed %}y{% endif %}", "</strong> y", "</strong>y"),
        ("{% if typed %} {{ _('Reason') }}{% endif %}", " Reason", None),
        (
            "{% if not typed %}{% endif %}</strong>{% if typed %} <a>x</a>{% endif %}",
            "</strong> <a>x</a>",
            "</strong><a>x</a>",
        ),
        ("\n  <a>x</a>", " <a>x</a>", "<a>x</a>"),
        ("\n<p>x</p>", "\n<p>x</p>", "\n<p>x</p>"),
        (" · x", " · x", " · x"),
    ],
)
def test_a_space_after_a_sentence_is_english(
    app: Flask, after: str, english: str, chinese: str | None
) -> None:
    for lang, expected in (("en", english), ("zh-hans", chinese), ("zh-hant", chinese)):
        with app.test_request_context(f"/{lang}/"), i18n.speaking(lang):
            said = i18n.gettext("Please fill this in.")
            meant = i18n.gettext("Reason") if expected is None else expected
            assert render_template_string(SENTENCE + after, typed="好。 好") == said + meant


def test_lines_of_a_mail_end_where_they_end(app: Flask) -> None:
    mail = SENTENCE + "\n{{ typed }}"
    spacing = app.jinja_env.extensions["consult.foundation.spacing.SentenceSpacing"]
    assert spacing.preprocess(mail, "accounts/mail/code.txt") == mail
    assert spacing.preprocess(mail, "accounts/code.html") != mail


def test_a_space_after_a_name_stays(app: Flask) -> None:
    with app.test_request_context("/zh-hant/"), i18n.speaking("zh-hant"):
        assert render_template_string("{{ _('Reason') }} {{ typed }}", typed="x").endswith(" x")
