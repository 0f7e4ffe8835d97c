"""What became of each article between two versions, and the marks in its words."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import changes as benchmark
from consult.consultations import queries, service
from consult.consultations.changes import Change, Piece, compare
from consult.consultations.drafts.reading import read_draft
from consult.consultations.marks import marks_between
from consult.consultations.outline import prepare
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import writing
from tests.consultations.pages import words_of
from tests.factories.consultations import add_version, make_consultation
from tests.pace import within
from tests.real_data import real

A = "The market is open to everybody who sells what they have grown themselves on their own land."
B = "A stall costs ten dollars a day, which the office collects in the morning before the market opens."
C = "Dogs are kept on a lead in all the lanes of the market and in front of the town hall."
D = "Whoever breaks these rules pays a fine of up to one hundred dollars to the treasury of the town."
E = "Music may be played between noon and six in the evening, but never louder than people speak."
NEW = "Waste is sorted into paper, glass and the rest, and brought to the yard behind the church each night."


def law(*texts: str | tuple[str, str]) -> tuple[Piece, ...]:
    """Articles numbered from 1, or with the number given."""
    named = [(str(n), one) if isinstance(one, str) else one for n, one in enumerate(texts, 1)]
    return tuple(Piece(f"art-{number}", f"Article {number}", "", text) for number, text in named)


def kinds(changes: Sequence[Change]) -> list[tuple[str, str]]:
    return [(one.anchor, one.kind) for one in changes]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (law(A, B), law(A, B), [("art-1", "same"), ("art-2", "same")]),
        (law(A, B), law(A, B.replace("ten", "twenty")), [("art-1", "same"), ("art-2", "reworded")]),
        (
            law(A, B, C),
            law(A, ("1-1", NEW), ("2", B), ("3", C)),
            [("art-1", "same"), ("art-1-1", "added"), ("art-2", "same"), ("art-3", "same")],
        ),
        (
            law(A, B, C, D),
            law(A, NEW, B, C, D),
            [("art-1", "same"), ("art-2", "added"), ("art-3", "renumbered"), ("art-4", "renumbered"),
             ("art-5", "renumbered")],
        ),
        (
            law(A, B, C, D),
            law(A, C, D),
            [("art-1", "same"), ("art-2", "removed"), ("art-2", "renumbered"), ("art-3", "renumbered")],
        ),
        (
            law(A, B, C, D, E),
            law(B, C, D, E, A),
            [("art-1", "renumbered"), ("art-2", "renumbered"), ("art-3", "renumbered"), ("art-4", "renumbered"),
             ("art-5", "moved")],
        ),
        (law(A, f"{B}\n{C}", D), law(A, B, C, D),
         [("art-1", "same"), ("art-2", "split"), ("art-4", "renumbered")]),
        (law(A, B, C, D), law(A, f"{B}\n{C}", D),
         [("art-1", "same"), ("art-2", "merged"), ("art-3", "renumbered")]),
        # a whole article written anew under its number, where all other numbers hold
        (law(A, B, C, D), law(A, NEW, C, D),
         [("art-1", "same"), ("art-2", "reworded"), ("art-3", "same"), ("art-4", "same")]),
        # split in two, and one half deleted: what is left is the same article, reworded
        (law(A, f"{B}\n{C}", D), law(A, B, D), [("art-1", "same"), ("art-2", "reworded"), ("art-3", "same")]),
        # moved and reworded at once
        (law(A, B, C, D), law(B, C, D, A.replace("everybody", "all")),
         [("art-1", "renumbered"), ("art-2", "renumbered"), ("art-3", "renumbered"), ("art-4", "reworded")]),
        ((), law(A), [("art-1", "added")]),
        (law(A), (), [("art-1", "removed")]),
    ],
)  # fmt: skip
def test_what_became_of_each_article(
    before: tuple[Piece, ...], after: tuple[Piece, ...], expected: list[tuple[str, str]]
) -> None:
    assert kinds(compare(before, after)) == expected


SHORT, FINE, GONE = "The office sets the rest.", "Fines go to the town.", "(Deleted.)"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # a short part belongs to the article right beside it that lost its words; so does a run of them
        (law(A, f"{B} {SHORT}", D), law(A, B, SHORT, D), [("art-2", "split"), ("art-4", "renumbered")]),
        (law(A, f"{SHORT} {B}", D), law(A, SHORT, B, D), [("art-2", "split"), ("art-4", "renumbered")]),
        (law(A, f"{B} {FINE} {SHORT}", D), law(A, B, FINE, SHORT, D), [("art-2", "split"), ("art-5", "renumbered")]),
        (law(A, B, SHORT, D), law(A, f"{B} {SHORT}", D), [("art-2", "merged"), ("art-3", "renumbered")]),
        # but not where its words stand in it still, nor away from it
        (law(A, f"{B} {SHORT}", D), law(A, f"{B} {SHORT}", SHORT, D), [("art-3", "added"), ("art-4", "renumbered")]),
        (law(A, f"{B} {SHORT}", C, D, E), law(A, B, C, D, SHORT, E),
         [("art-2", "reworded"), ("art-5", "added"), ("art-6", "renumbered")]),
        # the parts may share words, if the whole said them twice
        (law(A, f"{B} {C}\n{B} {D}", E), law(A, f"{B} {C}", f"{B} {D}", E),
         [("art-2", "split"), ("art-4", "renumbered")]),
        # what only says that it was deleted is told by its neighbours
        (law(A, GONE, GONE, B, GONE, C), law(A, NEW, GONE, GONE, B, GONE, C),
         [("art-2", "added"), *((f"art-{n}", "renumbered") for n in range(3, 8))]),
        (law(A, GONE, B, GONE, GONE, C, D), law(A, B, GONE, GONE, C, D),
         [("art-2", "removed"), *((f"art-{n}", "renumbered") for n in range(2, 7))]),
        # and by its number, where numbers hold
        (law(A, GONE, B, GONE, C, D), law(A, GONE, ("2-1", GONE), ("3", B), ("4", GONE), ("5", C), ("6", D)),
         [("art-2-1", "added")]),
    ],
)  # fmt: skip
def test_neighbours_and_order_tell_short_articles_and_parts(
    before: tuple[Piece, ...], after: tuple[Piece, ...], expected: list[tuple[str, str]]
) -> None:
    assert [one for one in kinds(compare(before, after)) if one[1] != "same"] == expected


def test_of_two_near_twins_one_is_left_out_and_the_other_is_split() -> None:
    matters = (
        "which decides whether a question may be put to the people and whether it was put to them before."
    )
    state = f"The government sets up a commission for the whole state, {matters}"
    county = f"Each county sets up a commission for its own area, {matters}"
    changes = compare(law(A, state, f"{county} {E}", B), law(A, county, E, B))
    assert kinds(changes)[1:3] == [("art-2", "removed"), ("art-2", "split")]


def test_article_that_moved_and_was_reworded_says_both() -> None:
    last = compare(law(A, B, C, D), law(B, C, D, A.replace("everybody", "all")))[-1]
    assert last.kind == "reworded" and last.is_moved and last.is_renumbered


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("本市場六時開市。", "本市場七時開市。", "本市場[-六-]{+七+}時開市。"),
        ("为了规范市场，制定本法。", "为了保护和规范市场，制定本法。", "为了{+保护和+}规范市场，制定本法。"),
        ("It opens at six.", "It opens at seven.", "It opens at [-six-]{+seven+}."),
        ("The market opens.", "The market never opens.", "The market {+never +}opens."),
        ("Ten 元 a day", "Ten 元 an hour", "Ten 元 [-a day-]{+an hour+}"),
        ("one\ntwo\nthree", "one\nthree", "one\n[-two\n-]three"),
        ("罰鍰2.5元", "罰鍰3元", "罰鍰[-2.5-]{+3+}元"),
        ("通过IP地址识别身份的", "通过IP地址识别位置的", "通过IP地址识别[-身份-]{+位置+}的"),
    ],
)
def test_marks_are_by_character_in_chinese_and_by_word_elsewhere(
    before: str, after: str, expected: str
) -> None:
    signs = {"same": "{}", "out": "[-{}-]", "in": "{{+{}+}}"}
    assert "".join(signs[one.op].format(one.text) for one in marks_between(before, after)) == expected


@given(st.text(alphabet="甲乙丙ab \n。", max_size=40), st.text(alphabet="甲乙丙ab \n。", max_size=40))
def test_marks_give_both_texts_back(before: str, after: str) -> None:
    marks = marks_between(before, after)
    assert "".join(one.text for one in marks if one.op != "in") == before
    assert "".join(one.text for one in marks if one.op != "out") == after


def test_long_texts_without_sense_are_compared_in_time() -> None:
    with within(20):
        marks_between("的之以" * 4_000, "之的於以" * 3_000)


# Pages and the command ------------------------------------------------------------------------------


def test_page_shows_what_changed_in_words_for_eyes_and_ears(client: FlaskClient) -> None:
    made = make_consultation("open", slug="market", articles=[A, B, C])
    add_version(made, [A, B.replace("ten", "twenty"), C, NEW])
    page = client.get("/en/consultations/market/changes/1/2")
    assert page.status_code == 200
    text = words_of(page)
    assert "What changed: version 1 to version 2" in text
    assert "[taken out: ten][put in: twenty]" in text
    assert "Added 1" in text and "Reworded 1" in text and "2 articles with the same words" in text
    side = client.get("/en/consultations/market/changes/1/2?view=side").text
    assert side.count("consult-sides") == 2
    assert "/en/consultations/market/changes/1/2" in client.get("/en/consultations/market/draft").text
    for wrong in ("1/3", "0/1", "x/2"):
        assert client.get(f"/en/consultations/market/changes/{wrong}").status_code == 404


def test_draft_is_compared_with_the_text_in_force(client: FlaskClient) -> None:
    rows = "| 第一條　六時開市。 | 第一條　七時開市。 |\n| 第二條　新增的條文。 | |\n"
    text = f"| 修正條文 | 現行條文 |\n|---|---|\n{rows}"
    slug = make_consultation("draft", language="zh-hant").slug
    with writing():
        found = queries.get(slug)
        service.add_version(
            CONSOLE,
            found,
            prepare(read_draft(text.encode(), "a.md"), "a.md"),
            language="zh-hant",
            now=clock.now(),
        )
        service.set_rules(CONSOLE, found, changes={"opens_at": clock.now()}, now=clock.now())
        service.publish(CONSOLE, found, now=clock.now())
    page = client.get(f"/en/consultations/{slug}/changes/in-force/1")
    assert "[taken out: 七][put in: 六]" in words_of(page) and "Added 1" in words_of(page)
    assert f"/consultations/{slug}/changes/in-force/1" in client.get(f"/en/consultations/{slug}/draft").text


def test_command_lists_each_article_of_either_version(app: Flask) -> None:
    made = make_consultation("open", slug="market", articles=[A, B, C, D])
    add_version(made, [A, NEW, C.replace("lead", "leash")])
    result = app.test_cli_runner().invoke(args=["consultations", "changes", "market", "1", "2", "--json"])
    found = json.loads(result.output)
    assert (found["slug"], found["from"], found["to"]) == ("market", 1, 2)
    assert {(one["anchor"], one["kind"]) for one in found["articles"]} == {
        ("art-1", "same"), ("art-2", "reworded"), ("art-3", "reworded"), ("art-4", "removed"),
    }  # fmt: skip
    assert all({"anchor", "number", "kind"} <= set(one) for one in found["articles"])
    plain = app.test_cli_runner().invoke(args=["consultations", "changes", "market", "1", "2"])
    assert "removed" in plain.output and plain.exit_code == 0
    assert app.test_cli_runner().invoke(args=["consultations", "changes", "market", "1", "9"]).exit_code == 1


# Real laws ------------------------------------------------------------------------------------------

TAIWAN = [
    ("公司法", "2013-01-30", "2015-05-20", 3), ("公司法", "2015-05-20", "2015-07-01", 15),
    ("公司法", "2015-07-01", "2018-08-01", 148), ("個人資料保護法", "1995-08-11", "2010-05-26", 56),
    ("個人資料保護法", "2010-05-26", "2015-12-30", 12), ("公民投票法", "2003-12-31", "2006-05-30", 3),
    ("公民投票法", "2006-05-30", "2009-05-27", 2), ("公民投票法", "2009-05-27", "2009-06-17", 1),
    ("公民投票法", "2009-06-17", "2018-01-03", 56), ("公民投票法", "2018-01-03", "2019-06-21", 6),
]  # fmt: skip
UNCHANGED_WITH_A_REASON = {("公民投票法", "2018-01-03"): {"art-4", "art-5", "art-8"}}
"""The whole law was passed anew: of these articles the reason says only that they were passed as proposed."""


@pytest.mark.parametrize(("name", "before", "after", "number"), TAIWAN)
def test_what_changed_is_what_the_legislature_gave_reasons_for(
    name: str, before: str, after: str, number: int
) -> None:
    old, _ = benchmark.pieces(real("law-tw-versions", name, f"{before}.md"))
    new, reasons = benchmark.pieces(real("law-tw-versions", name, f"{after}.md"))
    assert len(reasons) == number
    unfound, unnamed = benchmark.named_and_called(compare(old, new), reasons)
    assert unfound == UNCHANGED_WITH_A_REASON.get((name, after), set())
    assert unnamed == set()


PAIRED_OTHERWISE = {
    ("個人資料保護法", "2010-05-26"): {
        "art-22": ("art-25", ()), "art-27": ("art-26", ()), "art-47": ("art-37", ("art-38",)),
        "art-49": ("art-40", ()), "art-56": ("art-45", ()),
    },
    ("公司法", "2018-08-01"): {"art-228-1": ("", ("art-356-10",))},
}  # fmt: skip
"""(what the legislature says an article was, what we take it for). Four share too few words with what they were; 47 has
more words of the penalty beside it; and 228-1 says for all companies, as a new article, what 356-10 said for some.
Decision 0018 says why of each."""


@pytest.mark.parametrize(("name", "before", "after", "_number"), TAIWAN)
def test_what_is_new_and_what_was_numbered_anew_is_so_by_the_reasons(
    name: str, before: str, after: str, _number: int
) -> None:
    old, _ = benchmark.pieces(real("law-tw-versions", name, f"{before}.md"))
    path = real("law-tw-versions", name, f"{after}.md")
    new, _ = benchmark.pieces(path)
    otherwise = benchmark.paired_otherwise(compare(old, new), benchmark.origins(path))
    assert otherwise == PAIRED_OTHERWISE.get((name, after), {})


def test_an_article_little_alike_is_found_between_its_neighbours_alone() -> None:
    kept = [
        "市場每日上午六時開市，逾時不候。", "攤位以抽籤決定，每年一次。", "垃圾應分類，置於指定處所。",
        "噪音不得超過七十分貝。", "狗須繫繩，並清理排遺。", "收費標準由主管機關公告之。",
    ]  # fmt: skip
    before = "非公務機關對個人資料之蒐集或電腦處理，非有特定目的並經當事人書面同意，不得為之。"
    after = (
        "非公務機關對個人資料之蒐集，應有特定目的，並符合下列情形之一：法律明文規定；學術研究所必要；與公共利益有關；"
        "一般可得之來源；經當事人同意。"
    )

    def law(texts: list[str], first: int) -> tuple[Piece, ...]:
        return tuple(Piece(f"art-{at}", f"{at}", "", text) for at, text in enumerate(texts, first))

    old, new = law([*kept[:3], before, *kept[3:]], 1), law([*kept[:3], after, *kept[3:]], 11)
    assert [(one.kind, len(one.before), len(one.after)) for one in compare(old, new)][3] == ("reworded", 1, 1)
    apart = law([after, *kept], 11)
    assert {one.kind for one in compare(old, apart)} == {"renumbered", "added", "removed"}


def test_company_act_of_taiwan_2015_added_fourteen_and_changed_one() -> None:
    old, _ = benchmark.pieces(real("law-tw-versions", "公司法", "2015-05-20.md"))
    new, _ = benchmark.pieces(real("law-tw-versions", "公司法", "2015-07-01.md"))
    changes = compare(old, new)
    assert Counter(one.kind for one in changes) == {"same": 500, "added": 14, "reworded": 1}
    added = [one.anchor for one in changes if one.kind == "added"]
    assert added == [f"art-356-{number}" for number in range(1, 15)]


def test_every_article_of_the_laws_of_china_is_accounted_for_in_time() -> None:
    real("law-cn-versions")
    pairs: list[tuple[Path, Path]] = benchmark.pairs_of_china()
    assert len(pairs) == 9
    for before, after in pairs:
        (old, _), (new, _) = benchmark.pieces(before), benchmark.pieces(after)
        compare.cache_clear()
        marks_between.cache_clear()
        with within(2):
            changes = compare(old, new)
            assert all(one.marks for one in changes)
        assert Counter(piece.anchor for one in changes for piece in one.after) == Counter(
            p.anchor for p in new
        )
        assert Counter(piece.anchor for one in changes for piece in one.before) == Counter(
            p.anchor for p in old
        )
        same = {one.anchor for one in changes if one.kind == "same"}
        texts = {one.anchor: "".join(one.text.split()) for one in old}
        assert same == {one.anchor for one in new if texts.get(one.anchor) == "".join(one.text.split())}
