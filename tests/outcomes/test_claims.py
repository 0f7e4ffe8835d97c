"""Statements about the public must cite what they rest on, and follow from it, in all three languages."""

import pytest

from consult.contributions.citations import sentences
from consult.outcomes.claims import ALL, Fault, Source, check, is_about_the_public
from tests.pace import within

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
        ("社会各界支持本办法。", "uncited", "社会各界支持"),
        ("廣大民眾建議延長時間。", "uncited", "廣大民眾建議"),
        ("大家支持本辦法。", "uncited", "大家支持"),
        ("一致同意第三條[[art-3]]。", "quantity", "一致同意"),
    ],
)  # fmt: skip
def test_what_is_uncited_or_does_not_follow_is_named(text: str, kind: str, said: str) -> None:
    assert (kind, said) in _kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "You said that the fee is too high.",
        "You told us that the fee is too high.",
        "You rightly pointed out the noise.",
        "As you wrote, the bridge is narrow.",
        "You asked why the gate closes at ten.",
        "You asked for a bench.",
        "In your letter you asked for more benches.",
        "We read that you asked for benches.",
        "You were concerned about noise.",
        "Your letter said that the gate is too narrow.",
        "您提到夜间噪音。",
        "您提到的夜间噪音，确实存在。",
        "您在来信中指出，入口过窄。",
        "您建議增設座椅。",
        "您也擔心夜間噪音。",
        "您們反映出入口太窄。",
        "您的意见提到费用过高。",
        "您提出费用过高。",
        "您来信反映路灯不亮。",
    ],
)
def test_you_said_is_a_claim_that_only_what_is_answered_or_cited_bears_out(text: str) -> None:
    assert [kind for kind, _said in _kinds(text)] == ["uncited"]
    answered = Source("7k4-m92-hsg", "7K4-M92-HSG")
    assert check(text, SOURCES, answers=[answered]) == []
    assert check(text, SOURCES, about=[SOURCES["art-3"]]) == []


@pytest.mark.parametrize(
    "text",
    [
        "If you said so in your application, attach the proof.",
        "You may ask for a review.",
        "Thank you for your comment.",
        "When you wrote to us before 1 May, the old fee applies.",
        "We looked at what you said.",
        "You get the receipt you asked at the counter to print.",
        "Thank you. We read all that you sent.",
        "感谢您提出的宝贵意见。",
        "感謝您提出意見。",
        "如您希望收到通知，请留下地址。",
        "请您提出书面申请。",
        "您可以提出复核申请。",
        "您認為回復有誤的，得申請覆核。",
        "当您认为有必要时，可以申诉。",
        "欢迎您提出建议。",
        "若您反對公開姓名，請勾選。",
        "感謝您關切夜間噪音。",
        "感謝您支持本辦法。",
        "感谢您关切本办法。",
        "感谢您们支持征集工作。",
        "謝謝您反映問題。",
        "邀您支持下次公聽會。",
        "祝您支持的球隊獲勝。",
        "无论您支持或者反对，都可以提交意见。",
        "不論您贊成或反對，均得陳述意見。",
        "感謝各界支持。",
        "感谢社会各界支持。",
        "谨向公众表示感谢。",
        "感謝大家支持。",
        "感谢广大市民支持。",
        "歡迎民眾建議。",
        "The form you asked for is at the counter.",
        "Enclosed are the documents you asked for.",
        "The copy that you have asked for will be sent by post.",
        "The forms you asked for lie at the counter.",
    ],
)
def test_what_you_may_do_is_no_claim(text: str) -> None:
    assert check(text, SOURCES) == []


def test_what_stands_under_a_theme_is_about_it_unless_it_cites_something_else() -> None:
    noise, cost = [SOURCES["theme:noise"]], [SOURCES["theme:cost"]]
    for text in (
        "65 comments were about it.",
        "More than half of the comments spoke of it.",
        "有65条意见提到噪音。",
    ):
        assert check(text, SOURCES, about=noise) == [], text
        assert [one.kind for one in check(text, SOURCES, about=cost)] in (["number"], ["quantity"]), text
    assert check("Most people oppose it [[art-3]].", SOURCES, about=cost) == []
    assert [one.kind for one in check("Most people oppose it [[art-9]].", SOURCES)] == ["unknown", "uncited"]


def test_the_sentence_at_fault_and_the_right_figures_are_named() -> None:
    text = "Thank you. 42 people wrote about Article 3 [[art-3]]. We changed it."
    assert check(text, SOURCES) == [
        Fault("number", "42 people wrote about Article 3 .", "42 people", 11, (36,))
    ]


def test_an_argument_that_a_summary_leaves_out_is_named() -> None:
    text = "Many people wrote about noise [[theme:noise]]."
    assert [(one.kind, one.said, one.counts) for one in check(text, SOURCES, sums_up=True)] == [
        ("unmentioned", "What it costs", (2,))
    ]
    assert check(f"{text} Some people asked who pays [[theme:cost]].", SOURCES, sums_up=True) == []


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("The cost was named most often.", True),
        ("the COST, and noise", True),
        ("They wore a costume.", False),
        ("Low-cost homes are wanted.", True),
        ("有意见提到费用问题。", True),
        ("有意見提到經費。", False),
        ("他们说Cost太高。", True),
        ("他们说Costs太高。", False),
        ("Nothing was said.", False),
    ],
)
def test_an_argument_is_named_by_whole_words_in_any_of_its_languages(text: str, is_named: bool) -> None:
    theme = Source("theme:9", "Cost", 2, 2, 2, is_argument=True, names=("Cost", "费用"))
    left_out = [one for one in check(text, {"theme:cost": theme}, sums_up=True) if one.kind == "unmentioned"]
    assert [one.said for one in left_out] == ([] if is_named else ["Cost"])


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
    for flood in (
        "one ",
        "hundred and ",
        "twenty-",
        "1,",
        "1",
        "一",
        "people of the ",
        "居民和",
        "多的",
        "a",
        "多数意见 ",
        "s, ",
    ):
        with within(2):
            is_about_the_public(flood * (50_000 // len(flood)))
