"""A summary of what was received takes no position: what reads as one, and what only tells of others."""

import pytest

from consult.outcomes.positions import found_in

POSITIONS = [
    "We will not change article 3.",
    "The ministry has decided to keep article 3.",
    "The council is going to keep the fee.",
    "We’ve taken this on board.",
    "We have noted the concerns and have changed article 3.",
    "The Ministry maintains that the fee is fair.",
    "The fee stays.",
    "Article 3 will be kept.",
    "Article 3 will be changed.",
    "Article 3 remains unchanged.",
    "The draft will be amended accordingly.",
    "No change is needed.",
    "No change will be made.",
    "The fee is necessary.",
    "These concerns are unfounded.",
    "This is a misunderstanding.",
    "Most of the criticism is based on a misreading of article 3 [[art-3]].",
    "The objections are not convincing.",
    "It is right that the fee is high.",
    "This point is well taken.",
    "The comments overlook that the fee is low.",
    "The proposal goes too far.",
    "The suggestion is not feasible.",
    "经研究，不采纳该意见。",
    "经研究，维持原条款。",
    "该意见不成立。",
    "该意见已吸收。",
    "该意见有道理。",
    "该建议不符合上位法规定。",
    "这一规定是必要的。",
    "不作修改。",
    "有关部门认为收费合理。",
    "已在草案中体现。",
    "本條不修正。",
    "本條維持原案。",
    "維持原條文。",
    "本條將予修正。",
    "礙難採納。",
    "錄案研議。",
    "錄供參考。",
    "所提意見尚無可採。",
    "所提意見容有誤解。",
    "此意見誤解條文。",
    "實屬必要。",
    "本部尊重各界意見，惟仍應維持。",
]
TOLD_OF_OTHERS = [
    "Some said that the fee is necessary [[theme:cost]].",
    "Many people asked that article 3 be deleted [[art-3]].",
    "Respondents argued that the fine is not justified [[all]].",
    "Two comments called the fee unreasonable [[theme:cost]].",
    "We have received 100 comments [[all]].",
    "The consultation ran from 1 May to 3 June 2026.",
    "The comments will be published with this summary.",
    "Most of those who wrote about noise oppose the change [[theme:noise]].",
    "Some want the old rule to stay [[art-3]].",
    "One comment said the draft overlooks cyclists [[7K4-M92-HSG]].",
    "Others doubted whether the fee will be raised again [[theme:cost]].",
    "A map was added to the draft on 4 May.",
    "有意见建议维持原条文[[art-3]]。",
    "有意见认为该条不符合上位法[[art-3]]。",
    "多数意见认为处罚是必要的[[all]]。",
    "有人希望不修改第三条[[art-3]]。",
    "本次共征集意见一百条[[all]]。",
    "部分民眾建議刪除第三條[[art-3]]。",
    "有意見指出條文易生誤解[[art-3]]。",
    "贊成者主張維持現行規定[[all]]。",
    "被遮蔽的意見亦計入。",
]


@pytest.mark.parametrize("text", POSITIONS)
def test_what_only_a_body_says_is_a_position(text: str) -> None:
    assert [sentence for _said, sentence in found_in(f"{text} Two comments came.")] == [
        found_in(text)[0][1]
    ], text


@pytest.mark.parametrize("text", TOLD_OF_OTHERS)
def test_what_a_summary_tells_of_others_is_none(text: str) -> None:
    assert found_in(text) == []
