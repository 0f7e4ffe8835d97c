"""Statements about the public must cite what they rest on, and follow from it, in all three languages."""

import pytest

from consult.outcomes.claims import ALL, Fault, Source, check, is_about_the_public, sentences

SOURCES = {
    one.key: one
    for one in (
        Source(
            ALL, "All comments", 120, 100, 90, {"support": 70, "amend": 10, "oppose": 30, "not-stated": 10}
        ),
        Source("art-3", "Article 3", 40, 36, 33, {"support": 8, "oppose": 30, "not-stated": 2}),
        Source("art-4", "Article 4", 6, 6, 6, {"support": 6}),
        Source("theme:noise", "Noise at night", 65, 60, 58, is_argument=True),
        Source("theme:cost", "What it costs", 2, 2, 2, is_argument=True),
        Source("theme:nothing", "Nobody spoke of it", 0, 0, 0, is_argument=True),
        Source("7k4-m92-hsg", "7K4-M92-HSG"),
        Source("2b3-c4d-fgh", "2B3-C4D-FGH"),
    )
}


def _kinds(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.said) for one in check(text, SOURCES)]


@pytest.mark.parametrize(
    "text",
    [
        "Most people oppose Article 3 [[art-3]].",
        "Most people oppose Article 3. [[art-3]]",
        "40 comments were about Article 3 [[art-3]], of which 30 comments opposed it [[ art-3 ]].",
        "36 people wrote about it [[art-3]].",
        "75% oppose it [[art-3]]. 33 % of all comments were about Article 3 [[art-3]].",
        "All comments on Article 4 support it [[art-4]].",
        "Some people asked who pays [[theme:cost]]. Two of you wrote the same [[7K4-M92-HSG]] [[2b3-c4d-fgh]].",
        "Many residents wrote about noise [[theme:noise]]. More than half of the comments did [[theme:noise]].",
        "We decided on 3 May 2026 under No. 12. Article 3 has 4 paragraphs. The city has 90,000 trees.",
        "About 6,000 people in Linhe live in a single room. A room houses at most two people. Most quarrels are short.",
        "On the paths there were 23 collisions, most of them on the boardwalk. 去年碰撞23起，多数在栈道上。",
        "The council will build 12 crossings. It costs 4 million.",
        "Nobody wrote about it [[theme:nothing]].",
        "多数意见反对第三条[[art-3]]。",
        "多数意见反对第三条。[[art-3]]",
        "共收到40条意见[[art-3]]，其中30条反对[[art-3]]。",
        "有意见认为费用过高[[theme:cost]]。也有人担心噪音[[theme:noise]]。",
        "本条例自2026年5月1日起施行，共12条，设置30个站点。",
        "多數意見反對第三條[[art-3]]。有 36 位民眾提出意見[[art-3]]。",
        "部分民眾建議維持現行條文[[7K4-M92-HSG]]。約33%的意見與第三條有關[[art-3]]。",
        "有關機關應於三十日內辦理。",
        "Forty comments were about Article 3 [[art-3]], of which thirty comments opposed it [[art-3]].",
        "Thirty-six people wrote about it [[art-3]]. One resident asked who pays [[7K4-M92-HSG]].",
        "More than a hundred comments came [[all]]. About 35 people wrote about Article 3 [[art-3]].",
        "Dozens of people wrote about noise [[theme:noise]]. Over sixty comments did [[theme:noise]].",
        "It will mend one of the benches that people wrote about [[art-3]].",
        "共收到四十条意见[[art-3]]，其中三十条反对[[art-3]]。三十六人提出意见[[art-3]]。",
        "共收到一百餘件意見[[all]]，六十多件意見提到噪音[[theme:noise]]。有一位民眾建議刪除[[7K4-M92-HSG]]。",
        "近百人参与[[all]]。数十人反映噪音[[theme:noise]]。",
        "去年需要调取录像的41件投诉中，有38件在14日内提出。",
        "第三人与出租人均应签字，同一人不得提出两次。每一人可提一件。",
    ],
)  # fmt: skip
def test_what_is_cited_and_follows_passes(text: str) -> None:
    assert check(text, SOURCES) == []


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("Most people oppose this.", "uncited", "Most people"),
        ("Some residents said that it is too loud.", "uncited", "Some residents"),
        ("People said that it is too loud.", "uncited", "People said"),
        ("42 people wrote.", "uncited", "42 people"),
        ("42 people wrote [[art-3]].", "number", "42 people"),
        ("Thirty-two people wrote.", "uncited", "Thirty-two people"),
        ("Thirty-two people wrote [[art-3]].", "number", "Thirty-two people"),
        ("More than fifty comments oppose it [[art-3]].", "number", "More than fifty comments"),
        ("Hundreds of people wrote [[art-3]].", "number", "Hundreds of people"),
        ("One hundred and five people wrote [[art-3]].", "number", "One hundred and five people"),
        ("共有三十二人提出意见[[art-3]]。", "number", "三十二人提"),
        ("三十二人反对。", "uncited", "三十二人反对"),
        ("共收到兩百餘件意見[[all]]。", "number", "兩百餘件意見"),
        ("共收到两百余件意见。", "uncited", "两百余件意见"),
        ("共收到200餘件意見[[all]]。", "number", "200餘件意見"),
        ("近五十人發言[[art-3]]。", "number", "近五十人發言"),
        ("60% oppose it [[art-3]].", "share", "60%"),
        ("Most people support Article 3 [[art-3]].", "quantity", "Most people"),
        ("Most people spoke of the cost [[theme:cost]].", "quantity", "Most people"),
        ("Everybody supports Article 3 [[art-3]].", "quantity", "Everybody"),
        ("Many people asked who pays [[theme:cost]].", "quantity", "Many people"),
        ("Nobody wrote about noise [[theme:noise]].", "quantity", "Nobody"),
        ("Some people asked who pays [[theme:money]].", "unknown", "theme:money"),
        ("多数意见支持第三条。", "uncited", "多数意见"),
        ("多数意见支持第三条[[art-3]]。", "quantity", "多数意见"),
        ("有意见认为费用过高。", "uncited", "有意见"),
        ("公众普遍认为费用过高。", "uncited", "普遍认为"),
        ("共收到41条意见[[art-3]]。", "number", "41条意见"),
        ("大多數民眾贊成第三條[[art-3]]。", "quantity", "大多數民眾"),
        ("有民眾反映噪音過大。", "uncited", "有民眾"),
        ("各界均表示支持。", "uncited", "各界均表示"),
        ("一致同意第三條[[art-3]]。", "quantity", "一致同意"),
    ],
)  # fmt: skip
def test_what_is_uncited_or_does_not_follow_is_named(text: str, kind: str, said: str) -> None:
    assert (kind, said) in _kinds(text)


def test_the_sentence_at_fault_and_the_right_figures_are_named() -> None:
    text = "Thank you. 42 people wrote about Article 3 [[art-3]]. We changed it."
    assert check(text, SOURCES) == [
        Fault("number", "42 people wrote about Article 3 .", "42 people", 11, (2, 8, 30, 33, 36, 40))
    ]


def test_an_argument_that_a_summary_leaves_out_is_named() -> None:
    text = "Many people wrote about noise [[theme:noise]]."
    assert [(one.kind, one.said, one.counts) for one in check(text, SOURCES, sums_up=True)] == [
        ("unmentioned", "What it costs", (2,))
    ]
    assert check(f"{text} Some people asked who pays [[theme:cost]].", SOURCES, sums_up=True) == []


def test_sentences_end_where_readers_end_them() -> None:
    text = "See No. 5 of Dr. Lee. It costs 4.5 million.\n第一句。第二句！（第三句）；第四句"
    assert [one.text for one in sentences(text)] == [
        "See No. 5 of Dr. Lee.", "It costs 4.5 million.", "第一句。", "第二句！", "（第三句）；", "第四句",
    ]  # fmt: skip


def test_long_texts_take_time_in_proportion() -> None:
    text = "Some people said that it is loud [[theme:noise]]. 有意见认为太吵[[theme:noise]]。" * 2_000
    assert check(text, SOURCES) == []
    assert not is_about_the_public("a " * 50_000)
    assert sentences("[[" * 20_000)
