"""Words are found again however they are typed, and quotations are tied to what their sentences cite."""

import pytest

from consult.contributions.citations import quoted_in
from consult.contributions.quotations import Quotations, is_translated
from consult.contributions.references import new_reference
from consult.contributions.unpublished import KeptBack, said_of
from consult.foundation.folding import Folded, letters

SHOP = "I run the corner shop. My father lost his shop because of the fee, and we don't want that again."
SHOP_HANS = "我是街角小店的店主。因为这项收费，我父亲失去了他的店铺，我们不想再发生这样的事。"
REFERENCE, OTHER = new_reference(b"1" * 16), new_reference(b"2" * 16)


def test_letters_are_alike_in_either_script_width_case_and_pointing() -> None:
    assert letters("什麼，因為「這項」收費！") == letters("什么因为这项收费")
    assert letters("Ｆｅｅ’ｓ") == letters("fee's") == "fees"
    plain = "".join(map(chr, range(128)))
    assert letters(plain) == letters(f"{plain}，") == "0123456789" + 2 * "abcdefghijklmnopqrstuvwxyz"
    assert letters("看著裏面") == letters("看着里面")
    folded = Folded("A “Fee’s\nend”, ﬁrst")
    start = folded.letters.index("feesendfirst")
    assert folded.text[slice(*folded.span(start, start + 7))] == "Fee’s\nend"
    assert folded.text[slice(*folded.span(start + 7, start + 9))] == "ﬁr"[:1]


@pytest.mark.parametrize(
    "said",
    [
        "They wrote “my father lost his shop, because of the fee”.",
        "They wrote “My father lost his shop BECAUSE OF THE FEE”.",
        "They wrote “and we don’t want that again”.",
        "They wrote “My father\nlost  his shop”.",
        "They wrote “My father … lost his shop […] because of the fee.”",
        "They wrote: ‘My father lost his shop’.",
        "有人说「因为这项收费」。",
        "有人說「因為這項收費，我父親失去了他的店鋪。」",
        "有人说：我父亲失去了他的店铺，",
        f"One wrote [[{REFERENCE}]]: “corner shop”.",
        f"有人說「收費」[[{REFERENCE}]]。",
        f"One wrote “the fee”. [[{REFERENCE}]]",
    ],
)
def test_a_quotation_is_covered_however_it_is_typed(said: str) -> None:
    found = Quotations([SHOP, SHOP_HANS], references=[REFERENCE])
    covered = found.cover(said)
    assert covered != said and said in found
    assert not any(
        letters(one) in letters(covered) for one in ("corner shop", "father lost", "the fee", "收费", "店铺")
    )


@pytest.mark.parametrize(
    "said",
    [
        "They wrote “the fee”.",
        "The corner shop and the fee.",
        "有人說「收費」。",
        f"One wrote [[{OTHER}]]: “corner shop”.",
        f"We thank the sender [[{REFERENCE}]]. The “fee” stays.",
        "It isn't ours to say what a father's shop cost.",
    ],
)
def test_what_is_no_quotation_stays(said: str) -> None:
    assert Quotations([SHOP, SHOP_HANS], references=[REFERENCE]).cover(said) == said


def test_the_rest_of_the_sentence_stays_and_so_does_the_draft() -> None:
    found = Quotations([SHOP], public=["A corner shop pays no fee."], references=[REFERENCE])
    assert (
        found.cover(f"One [[{REFERENCE}]] says “My father lost his shop.” We look into it.")
        == f"One [[{REFERENCE}]] says “[…]” We look into it."
    )
    assert found.cover(f"One [[{REFERENCE}]] has a “corner shop”.").endswith("“corner shop”.")


def test_a_citation_before_a_quotation_stays_whole() -> None:
    made = (new_reference(bytes([first, second]) * 8) for first in range(99) for second in range(99))
    reference = next(
        one for one in made if one.endswith("P")
    )  # as if it were that of “shop.” before the words
    for said in (f"One wrote [[{reference}]]: “{{}}”.", f"「{{}}」[[{reference}]]。"):
        quoted = said.format("My father lost his shop")
        assert Quotations([SHOP]).cover(quoted) == said.format("[…]")
    assert "lost" not in Quotations([SHOP]).cover("[[theme:My father lost his shop because of the fee]]")


def test_a_translated_quotation_goes_where_only_that_comment_is_cited() -> None:
    found = Quotations([SHOP_HANS], references=[REFERENCE])
    assert found.cover(f"One wrote [[{REFERENCE}]]: “He lost it.”") == f"One wrote [[{REFERENCE}]]: “[…]”"
    other = f"One wrote [[{REFERENCE}]] [[art-1]]: “He lost it.”"
    assert found.cover(other) == other
    assert is_translated("helostit", letters(SHOP_HANS)) and not is_translated("helostit", letters(SHOP))


def test_names_stay_as_they_are_written_and_chinese_ones_are_found_in_both_scripts() -> None:
    found = Quotations([], ["May Hill", "May", "張偉明"])
    assert found.cover("You may climb the hill, said May.") == "You may climb the hill, said […]."
    assert found.cover("张伟明说") == "[…]说"


def test_what_a_quotation_cites_is_that_of_its_sentences() -> None:
    said = '一則意見說：「第一。第二。」[[art-1]]。 Another: "so" [[art-2]]. And “that”.'
    assert [(one.words, one.cited) for one in quoted_in(said)] == [
        ("第一。第二。", ("art-1",)),
        ("so", ("art-2",)),
        ("that", ()),
    ]


def test_kept_back_words_are_found_unless_somebody_says_them_in_public() -> None:
    hidden = KeptBack("A", "hidden", "My neighbour Jane Roe at Hill Lane 4 beats her dog.")
    said = ["We read this: “my neighbour Jane Roe, at Hill Lane 4 …”", "Nothing."]
    assert [(one.words, one.reference) for one in said_of(said, [hidden], [])] == [
        ("my neighbour Jane Roe, at Hill Lane 4", "A")
    ]
    assert said_of(said, [hidden], ["He says: My neighbour JANE ROE at Hill Lane 4"]) == []
    assert said_of(["Thank you."], [hidden], []) == []


def test_a_covered_passage_is_found_when_it_is_short_and_what_many_say_is_nobodys() -> None:
    covered = KeptBack("A", "covered", "Jane Roe", is_passage=True)
    assert [one.words for one in said_of(["We thank JANE ROE."], [covered], [])] == ["JANE ROE"]
    assert said_of(["We thank Jane Roe."], [covered], ["Jane Roe, mayor"]) == []
    phrase = "the market ought to be open on Sundays"
    said = ["Many ask that the market ought to be open on Sundays."]
    assert said_of(said, [KeptBack(one, "held", phrase) for one in "AB"], [])
    assert said_of(said, [KeptBack(one, "held", phrase) for one in "ABC"], []) == []
    assert said_of(said, [KeptBack(one, "hidden", phrase) for one in "ABC"], [])
