"""The demo is read by people before anything else: it must be whole, in three languages, in the agreed words."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "consult" / "site" / "demo"
LANGUAGES = {"en", "zh-hans", "zh-hant"}
SLUGS = ["night-bus-quiet-streets", "riverside-park", "room-letting"]
ROLES = {"author", "moderator", "responder", "clerk", "auditor", "administrator"}
GROUNDS = {"abuse", "personal-data", "off-topic", "spam", "unlawful"}
DISPOSITIONS = {
    "adopted",
    "partly",
    "not-adopted",
    "covered",
    "later",
    "passed-on",
    "out-of-scope",
    "no-change",
}
PROSE = [
    "title", "summary", "legal_basis", "affected", "decided", "open_questions", "contact", "other_ways", "what_next",
]  # fmt: skip

SIMPLIFIED_ONLY = set("临应这为们对时开条规进说务过关见宽车书长门东员业么听爱园树鸟带边点钟节处费办单电话间")
TRADITIONAL_ONLY = set("臨應這為們對時開條規進說務過關見寬車書長門東員業麼聽愛園樹鳥帶邊點鐘節處費辦單電話間")
# A vote on a statement is not an election, and each act has one word: see the glossary.
NEVER = ["投票", "弃权", "棄權", "表态", "表態", "听证", "聽證", "回覆"]
NEVER_IN = {
    "zh-hans": ["回复", "意见征询", "意见咨询", "覆核"],
    "zh-hant": [
        "答復",
        "答覆",
        "意見徵集",
        "徵求意見稿",
        "採納情形",
        "申訴複核",
        "信息",
        "視頻",
        "網絡",
        "質量",
    ],
}


def load(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


BODIES = load("bodies")
CONSULTATIONS = {slug: load(slug) for slug in SLUGS}


def texts(value: Any, language: str | None = None, where: str = "") -> Iterator[tuple[str | None, str, str]]:
    """Every string, with the language it is written in where that is known, and the place it stands in."""
    if isinstance(value, dict):
        own = value.get("language", language)
        for key, inner in value.items():
            yield from texts(inner, key if key in LANGUAGES else own, f"{where}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from texts(inner, language, f"{where}/{index}")
    elif isinstance(value, str):
        yield language, where, value


def translated(value: Any, where: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(value, dict):
        if value.keys() & LANGUAGES:
            yield where, value
        else:
            for key, inner in value.items():
                yield from translated(inner, f"{where}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from translated(inner, f"{where}/{index}")


def by_slug() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("slug", SLUGS)


@pytest.mark.parametrize("name", ["bodies", *SLUGS])
def test_every_text_stands_in_all_three_languages(name: str) -> None:
    found = list(translated(load(name)))
    assert found
    for where, value in found:
        assert set(value) == LANGUAGES, where
        assert all(text.strip() == text and text for text in value.values()), where


@pytest.mark.parametrize("name", ["bodies", *SLUGS])
def test_scripts_and_words_are_those_of_each_language(name: str) -> None:
    for language, where, text in texts(load(name)):
        assert not [word for word in NEVER if word in text], where
        assert not [word for word in NEVER_IN.get(language or "", []) if word in text], where
        if language == "zh-hans":
            assert not set(text) & (TRADITIONAL_ONLY - SIMPLIFIED_ONLY), where
        elif language == "zh-hant":
            assert not set(text) & (SIMPLIFIED_ONLY - TRADITIONAL_ONLY), where
        elif language == "en":
            assert not re.search(r"[\u3400-\u9fff]", text), where


def test_titles_use_the_agreed_word_for_a_draft() -> None:
    for consultation in CONSULTATIONS.values():
        assert consultation["title"]["zh-hans"].endswith("（征求意见稿）")
        assert consultation["title"]["zh-hant"].endswith("草案")


def test_bodies_resolve_and_every_role_is_held() -> None:
    organisations = {one["slug"]: one for one in BODIES["organisations"]}
    assert [one["slug"] for one in organisations.values() if one["parent"] is None] == ["linhe"]
    assert all(one["parent"] in {None, *organisations} for one in organisations.values())
    held = [role for person in BODIES["staff"] for role in person["roles"]]
    assert {one["role"] for one in held} == ROLES
    assert {one["organisation"] for one in held} <= set(organisations)
    assert Counter(one["role"] for one in held)["moderator"] == 2
    assert all(person["email"].endswith("@linhe.example") for person in BODIES["staff"])
    assert len(BODIES["residents"]) == 6
    assert all(
        one["email"].endswith("@residents.example") and one["language"] in LANGUAGES
        for one in BODIES["residents"]
    )
    addresses = [one["email"] for one in BODIES["staff"] + BODIES["residents"]]
    assert len(addresses) == len(set(addresses))


@by_slug()
def test_consultation_is_whole(slug: str) -> None:
    one = CONSULTATIONS[slug]
    assert one["slug"] == slug
    assert one["organisation"] in {body["slug"] for body in BODIES["organisations"]}
    assert one["opens_days"] < one["closes_days"] < one["outcome_due_days"]
    assert all(set(one[field]) == LANGUAGES for field in PROSE)
    assert one["who_may_comment"] in {"anyone", "confirmed", "account"}
    assert one["who_may_vote"] in {"account", "confirmed"}
    assert one["moderation"] in {"before", "after"}
    articles = one["articles"]
    assert [article["anchor"] for article in articles] == [f"art-{n}" for n in range(1, 13)]
    chapters = [article["chapter"] for article in articles]
    assert chapters == sorted(chapters) and set(chapters) == set(range(len(one["chapters"])))
    for article in articles:
        assert 40 <= len(article["text"]["en"].split()) <= 160, article["anchor"]
        paragraphs = {len(article["text"][language].split("\n\n")) for language in ("zh-hans", "zh-hant")}
        assert len(paragraphs) == 1, article["anchor"]


def test_states_and_dates_cover_past_present_and_future() -> None:
    finished, present, upcoming = (CONSULTATIONS[slug] for slug in SLUGS)
    assert [one["state"] for one in (finished, present, upcoming)] == ["finished", "open", "upcoming"]
    assert (
        finished["closes_days"] < finished["outcome"]["decided_on_days"] <= finished["outcome_due_days"] < 0
    )
    assert present["opens_days"] < 0 < present["closes_days"]
    assert upcoming["opens_days"] > 0
    assert [len(one["comments"]) for one in (finished, present, upcoming)] == [35, 25, 0]


@by_slug()
def test_comments_resolve(slug: str) -> None:
    one = CONSULTATIONS[slug]
    anchors = {article["anchor"] for article in one["articles"]}
    comments = {comment["id"]: comment for comment in one["comments"]}
    accounts = {person["email"]: person["name"] for person in BODIES["residents"]}
    assert len(comments) == len(one["comments"])
    for comment in comments.values():
        name = comment["id"]
        assert comment["language"] in LANGUAGES, name
        assert comment["article"] is None or comment["article"] in anchors, name
        assert comment["stance"] in {"support", "amend", "oppose", "remark", ""}, name
        assert one["opens_days"] <= comment["days"] <= min(one["closes_days"], 0), name
        assert comment["body"].strip(), name
        assert not (comment["named"] and not comment["name"]), name
        if comment["account"]:
            assert accounts[comment["account"]] == comment["name"], name
        if comment["parent"]:
            parent = comments[comment["parent"]]
            assert parent["parent"] is None and parent["article"] == comment["article"], name
            assert parent["status"] == "published" and parent["days"] <= comment["days"], name
        removed = comment["status"] in {"hidden", "redacted"}
        assert removed == bool(comment["ground"] and comment["note"] and comment["internal_note"]), name
        assert comment["ground"] is None or comment["ground"] in GROUNDS, name
        assert (comment["status"] == "redacted") == bool(comment["redact"]), name
        if comment["redact"]:
            assert comment["body"].count(comment["redact"]) == 1, name
            assert comment["redact"] not in comment["note"], name


def test_one_hidden_comment_was_reviewed() -> None:
    reviewed = [c for one in CONSULTATIONS.values() for c in one["comments"] if c["review"]]
    assert len(reviewed) == 1
    # "upheld" means that the ruling stands, so the comment stays hidden.
    assert reviewed[0]["status"] == "hidden" and reviewed[0]["review"]["result"] == "upheld"
    assert reviewed[0]["review"]["reason"] and reviewed[0]["review"]["note"]


def test_languages_and_states_are_mixed() -> None:
    comments = [comment for one in CONSULTATIONS.values() for comment in one["comments"]]
    shares = Counter(comment["language"] for comment in comments)
    assert all(0.25 <= count / len(comments) <= 0.4 for count in shares.values())
    assert "pending" not in {c["status"] for c in CONSULTATIONS[SLUGS[0]]["comments"]}
    assert {c["status"] for c in CONSULTATIONS[SLUGS[1]]["comments"]} == {
        "published",
        "pending",
        "hidden",
        "redacted",
    }


@by_slug()
def test_votes_are_on_published_comments(slug: str) -> None:
    one = CONSULTATIONS[slug]
    published = {c["id"] for c in one["comments"] if c["status"] == "published" and not c["parent"]}
    statements = one["statements"]
    assert len(statements) == {"finished": 8, "open": 6, "upcoming": 0}[one["state"]]
    assert len({statement["comment"] for statement in statements}) == len(statements)
    for statement in statements:
        assert statement["comment"] in published
        assert set(statement["votes"]) == {"agree", "disagree", "pass"}
        assert 15 <= sum(statement["votes"].values()) <= 60


@by_slug()
def test_replies_answer_public_comments_in_their_language(slug: str) -> None:
    one = CONSULTATIONS[slug]
    comments = {comment["id"]: comment for comment in one["comments"]}
    offices = {body["slug"] for body in BODIES["organisations"]}
    for reply in one["replies"]:
        assert reply["office"] in offices and reply["body"]
        for name in reply["comments"]:
            assert comments[name]["status"] in {"published", "redacted"}, name
            assert comments[name]["language"] == reply["language"], name
            assert comments[name]["days"] <= reply["days"] <= 0, name


def test_finished_consultation_answers_everything() -> None:
    one = CONSULTATIONS[SLUGS[0]]
    public = {c["id"]: c for c in one["comments"] if c["status"] in {"published", "redacted"}}
    assert {name for reply in one["replies"] for name in reply["comments"]} == set(public)
    commented = sorted(
        {c["article"] for c in public.values() if c["article"]}, key=lambda a: int(a.removeprefix("art-"))
    )
    assert [d["article"] for d in one["dispositions"]] == [*commented, None]
    assert {d["disposition"] for d in one["dispositions"]} == DISPOSITIONS
    assert one["outcome"]["number"]
    for field in ("summary", "decision", "decided_by", "what_changed", "what_next"):
        assert set(one["outcome"][field]) == LANGUAGES


def test_second_version_changes_what_the_outcome_says_it_changes() -> None:
    one = CONSULTATIONS[SLUGS[0]]
    first = {article["anchor"]: article["text"] for article in one["articles"]}
    changed = {article["anchor"]: article["text"] for article in one["second_version"]}
    assert 2 <= len(changed) <= 4
    adopted = {d["article"] for d in one["dispositions"] if d["disposition"] in {"adopted", "partly"}}
    assert set(changed) == adopted
    for anchor, text in changed.items():
        assert all(text[language] != first[anchor][language] for language in LANGUAGES)
        assert f"Article {anchor.removeprefix('art-')}:" in one["outcome"]["what_changed"]["en"]
    on = {c["id"]: c["article"] for c in one["comments"] if c["status"] in {"published", "redacted"}}
    for article in one["second_version"]:
        assert article["moved_by"] and {on[own] for own in article["moved_by"]} == {article["anchor"]}
    for other in SLUGS[1:]:
        assert CONSULTATIONS[other]["second_version"] == [] and CONSULTATIONS[other]["outcome"] is None
