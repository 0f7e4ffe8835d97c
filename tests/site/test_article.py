"""An article's page: its alternatives and its languages."""

import json
import re

from flask import Flask
from flask.testing import FlaskClient

from consult.consultations import queries, service
from consult.consultations.drafts.reading import read_draft
from consult.consultations.outline import prepare
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.site.operations.counts import check_kept
from consult.site.operations.findings import OK
from tests.consultations.pages import submit, words_of
from tests.factories.consultations import make_consultation
from tests.real_data import real

CHINESE = "第一條 開放。\n\n第二條 費用如下。\n\n甲案：十元。\n\n乙案：二十元。\n"
ENGLISH = (
    "## Article 1\n\nIt is open.\n\n## Article 2\n\nThe fee is:\n\nOption A: ten.\n\nOption B: twenty.\n"
)


def two_languages(authority: str = "courtesy") -> str:
    """An open consultation whose draft has a Chinese text and an English one, with two alternatives; its slug."""
    slug = make_consultation("draft", language="zh-hant", rules={"moderation": "after"}).slug
    now = clock.now()
    with writing():
        found = queries.get(slug)
        chinese = prepare(read_draft(CHINESE.encode(), "a.md"), "a.md")
        version = service.add_version(CONSOLE, found, chinese, language="zh-hant", now=now)
        english = prepare(read_draft(ENGLISH.encode(), "b.md"), "b.md")
        service.add_edition(CONSOLE, found, version, english, language="en", authority=authority, now=now)
        first = queries.editions_of(version.id)[0]
        if authority == "courtesy":
            service.set_authority(CONSOLE, found, first, authority="authoritative", now=now)
        service.set_rules(CONSOLE, found, changes={"opens_at": now}, now=now)
        service.publish(CONSOLE, found, now=now)
    return slug


def comment_on(client: FlaskClient, language: str, slug: str, number: int, **typed: str) -> None:
    address = f"/{language}/consultations/{slug}/comment"
    sent = submit(client, address, f"{address}?article=art-2&alternative={number}", **typed)
    assert sent.status_code == 303, sent.text


def test_alternatives_are_commented_on_and_counted_apart_in_all_languages(
    app: Flask, client: FlaskClient
) -> None:
    slug = two_languages()
    comment_on(client, "zh-hant", slug, 1, body="十元就好。", stance="support")
    comment_on(client, "en", slug, 2, body="Twenty is fair.", stance="support")
    comment_on(client, "en", slug, 2, body="Twenty is too much.", stance="oppose")
    page = client.get(f"/en/consultations/{slug}/draft/1/art-2")
    boxes = re.findall(r'<section class="consult-alternative".*?</section>', page.text, re.DOTALL)
    assert len(boxes) == 2 and "Option A" in boxes[0] and "Option B" in boxes[1]
    assert "Supports <strong>1</strong>" in boxes[0] and "Opposes" not in boxes[0]
    assert "Supports <strong>1</strong>" in boxes[1] and "Opposes <strong>1</strong>" in boxes[1]
    assert "十元就好。" in page.text and "Twenty is fair." in page.text, "all languages meet on one article"
    second = client.get(f"/zh-hant/consultations/{slug}/draft/1/art-2?alternative=2").text
    assert "Twenty is fair." in second and "十元就好。" not in second and "乙案" in second
    assert check_kept("comment counts").level == OK
    unknown = client.get(f"/en/consultations/{slug}/comment?article=art-2&alternative=9")
    assert unknown.status_code == 404


def test_reader_switches_language_and_sees_which_counts(client: FlaskClient) -> None:
    slug = two_languages()
    page = client.get(f"/en/consultations/{slug}/draft/1/art-2")
    assert "The fee is:" in page.text and "費用如下" not in page.text
    assert "English translation for information only" in words_of(page)
    assert "繁體中文 the authoritative text" in words_of(page)
    other = client.get(f"/en/consultations/{slug}/draft/1/art-2?edition=zh-hant")
    assert "費用如下" in other.text and 'lang="zh-Hant"' in other.text


def test_a_real_law_comes_in_as_two_languages(app: Flask) -> None:
    texts = {}
    for name, language in (("zh", "zh-hant"), ("en", "en")):
        rows = json.loads(real("law-tw-versions", "bilingual", f"I0050021.{name}.json").read_text("utf-8"))[
            "法規內容"
        ]
        texts[language] = "\n\n".join(
            f"# {row['編章節']}" if "編章節" in row else f"## {row['條號']}\n\n{row['條文內容']}"
            for row in rows
        )
    slug = make_consultation("draft", language="zh-hant").slug
    with writing():
        found = queries.get(slug)
        drafts = {one: prepare(read_draft(text.encode(), "a.md"), "a.md") for one, text in texts.items()}
        version = service.add_version(CONSOLE, found, drafts["zh-hant"], language="zh-hant", now=clock.now())
        service.add_edition(CONSOLE, found, version, drafts["en"], language="en", now=clock.now())
    db.session.rollback()
    assert queries.mismatches(version.id) == []
    assert queries.count_articles(version.id) == 57
