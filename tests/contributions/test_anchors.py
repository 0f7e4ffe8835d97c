"""Where a comment's target stands in the next version: sure only where nothing rivals it."""

from hypothesis import given
from hypothesis import strategies as st

from benchmarks import anchors as benchmark
from consult.consultations.changes import Piece
from consult.contributions.anchors import Carried, Carrier, Target
from consult.contributions.quotes import Quote, locate, quote_at
from consult.contributions.sentences import sentences_of
from tests.consultations.test_changes import NEW, A, B, C, D, E, law
from tests.real_data import real


def carry(before: tuple[Piece, ...], after: tuple[Piece, ...], number: str, words: str = "") -> Carried:
    """What became of an article of the first version, or of words in it."""
    piece = next(one for one in before if one.anchor == f"art-{number}")
    start = piece.text.find(words)
    quote = quote_at(piece.text, (start, start + len(words))) if words else None
    return Carrier(before, after).carry(Target(piece.anchor, quote))


def told(found: Carried, after: tuple[Piece, ...]) -> tuple[str, str | None, str | None, bool]:
    """(state, anchor, words, whether it is sure)."""
    place = found.place
    text = next((one.text for one in after if place and one.anchor == place.anchor), "")
    return found.state, place and place.anchor, place and text[place.start : place.end], found.is_sure


def test_the_same_words_in_the_same_article() -> None:
    after = law(A, B.replace("ten", "twenty"), C)
    assert told(carry(law(A, B, C), after, "1"), after) == ("same", "art-1", A, True)
    words = "collects in the morning"
    assert told(carry(law(A, B, C), after, "2", words), after) == ("same", "art-2", words, True)


def test_all_articles_are_renumbered() -> None:
    after = law(NEW, A, B, C, D)
    assert told(carry(law(A, B, C, D), after, "3"), after) == ("moved", "art-4", C, True)
    words = "are kept on a lead"
    assert told(carry(law(A, B, C, D), after, "3", words), after) == ("moved", "art-4", words, True)


def test_words_that_changed_are_shown_as_they_became() -> None:
    after = law(A, B.replace("ten dollars a day", "twenty euros a week"), C)
    found = carry(law(A, B, C), after, "2", "ten dollars a day")
    assert told(found, after) == ("changed", "art-2", "twenty euros a week", True)


def test_words_struck_from_a_sentence_that_stays_are_gone() -> None:
    after = law(A, B.replace(" in the morning", ""), C)
    found = carry(law(A, B, C), after, "2", "in the morning")
    assert (found.state, found.place, found.is_sure) == ("gone", None, True)


def test_an_article_is_split_in_two_and_one_half_is_deleted() -> None:
    before, after = law(A, f"{B} {C}", D), law(A, B, D)
    assert told(carry(before, after, "2", B), after) == ("same", "art-2", B, True)
    gone = carry(before, after, "2", C)
    assert (gone.state, gone.place) == ("gone", None)
    whole = carry(before, after, "2")
    assert whole.state == "changed"


def test_a_split_article_is_left_to_a_person_with_both_parts() -> None:
    before, after = law(A, f"{B} {C}", D, E), law(A, B, C, D, E)
    found = carry(before, after, "2")
    assert not found.is_sure
    assert {one.anchor for one in found.candidates} == {"art-2", "art-3"}
    assert told(carry(before, after, "2", C), after) == ("moved", "art-3", C, True)


def test_the_same_article_is_moved_and_reworded() -> None:
    before = law(A, B, C, D, E)
    after = law(A, C, D, E, B.replace("ten dollars", "twenty dollars"))
    assert told(carry(before, after, "2", "collects in the morning"), after) == (
        "moved", "art-5", "collects in the morning", True,
    )  # fmt: skip
    assert told(carry(before, after, "2", "ten dollars a day"), after)[:3] == (
        "changed", "art-5", "twenty dollars a day",
    )  # fmt: skip


def test_two_like_articles_change_places_and_none_is_taken_for_the_other() -> None:
    first = "A stall of two metres costs ten dollars a day and is given out in the order of the letters that came."
    second = "A stall of four metres costs thirty dollars a day and is given out in the order of the letters that came."
    before, after = law(A, first, B, second, C), law(A, second, B, first, C)
    found = carry(before, after, "2")
    assert found.place is None or found.place.anchor == "art-4"
    words = carry(before, after, "2", "given out in the order of the letters")
    assert words.place is None or words.place.anchor == "art-4"


def test_a_sentence_that_also_stands_elsewhere_is_not_taken_for_that_one() -> None:
    both = "Whoever breaks this rule pays a fine."
    before, after = law(f"{A} {both}", f"{B} {both}", C), law(A, f"{B} {both}", C)
    found = carry(before, after, "1", both)
    assert found.place is None


def test_of_two_near_twins_one_is_left_out_and_what_is_left_of_the_other_is_not_taken_for_it() -> None:
    matters = (
        "which decides whether a question may be put to the people and whether it was put to them before."
    )
    state = f"The government sets up a commission for the whole state, {matters}"
    county = f"Each county sets up a commission for its own area, {matters}"
    rest = "Nobody is a member of it for longer than four years, and nobody is one twice in a row."
    before, after = law(A, state, f"{county} {rest}", B), law(A, county, rest, B)
    for words in ("", "may be put to the people"):
        found = carry(before, after, "2", words)
        assert not found.is_sure or found.state == "gone"


def test_what_is_left_of_an_article_is_not_all_of_it_where_another_one_was_made_of_the_rest() -> None:
    agreed = "not without the written consent of all the other partners, given in a letter to the company, or in part"
    first = f"A partner hands over a share, {agreed}. A director hands over a share, {agreed}."
    last = (
        f"A court that hands over a share, {agreed}, tells the company, and gives the partners twenty days to name "
        "somebody who takes it at the same price, failing which it is held that they agree."
    )
    before, after = law(A, f"{first}\n{last}", B, C), law(A, last, B, C, first)
    found = carry(before, after, "2")
    assert not found.is_sure
    assert {one.anchor for one in found.candidates} == {"art-2", "art-5"}


def test_chance_likeness_beside_a_place_does_not_claim_it_for_another_sentence() -> None:
    both = "Whoever looks too young is asked for a paper that says how old they are."
    bars, shops = (
        f"Bars put up a sign that nobody under age comes in. {both}",
        f"Tobacco is not sold here. {both}",
    )
    before = law(bars, f"{shops} No one smokes here.", C, D)
    after = law(f"{shops} No one smokes here.", C, f"{D} {both} No dogs bark.")
    found = carry(before, after, "1", both)
    assert not found.is_sure
    assert "art-3" in {one.anchor for one in found.candidates}


def test_of_lines_that_read_nearly_alike_none_is_taken_for_another() -> None:
    opening = (
        "Nobody who has acted for the company answers for what others did before, unless they knew of it."
    )
    people = "founders, directors, auditors, managers, liquidators, guards or helpers"
    changed = people.replace("directors", "chiefs")
    before = law(A, f"{opening}\n1. The {people} are released.\n2. All {people} pay.", B)
    after = law(A, f"{opening}\nOne. Of {changed} we free.\nTwo. Each {people} gives.", B)
    assert not carry(before, after, "2", "founders, directors").is_sure


def test_words_that_stand_on_beside_what_took_their_place_are_left_to_a_person() -> None:
    rest = "其負責人不得擔任市場攤位經營者的負責人，也不得在市場出租、轉租或者代管他人的攤位。"
    old = "經營者違反本規定，被吊銷《市場攤位使用許可證》的，自被吊銷《市場攤位使用許可證》之日起五年內，"
    new = "經營者違反本規定公案吊銷《項辦攤位定用許可證》的，自被調，《市場攤位使用許可證》公日約五年內，"
    assert not carry(law(A, old + rest, B), law(A, new + rest, B), "2", "攤位使用許可證》之").is_sure


def test_an_article_that_is_gone_is_listed_as_gone() -> None:
    found = carry(law(A, B, C), law(A, C), "2")
    assert (found.state, found.is_sure) == ("gone", True)


def test_what_stands_in_the_place_of_an_article_that_is_gone_is_shown_to_a_person() -> None:
    for words in ("", "collects in the morning"):
        found = carry(law(A, B, C, D), law(A, NEW, E, C, D), "2", words)
        assert not found.is_sure
        assert {one.anchor for one in found.candidates} == {"art-2", "art-3"}
        assert carry(law(A, B, C, D), law(A, C, D, NEW), "2", words) == Carried("gone")


def test_words_that_their_own_version_does_not_have_are_never_guessed() -> None:
    carrier = Carrier(law(A, B), law(A, B))
    assert carrier.carry(Target("art-1", Quote("words that nobody wrote"))) == Carried("gone", is_sure=False)
    assert carrier.carry(Target("art-9")) == Carried("gone", is_sure=False)


def test_chinese_words_are_carried_by_character() -> None:
    old = "主管機關應於三十日內作成決定，並以書面通知申請人。逾期未決定者，視為同意。"
    new = "主管機關應於六十日內作成決定，並以書面通知申請人及利害關係人。逾期未決定者，視為同意。"
    before, after = law(A, old, B), law(A, new, B)
    assert told(carry(before, after, "2", "三十日"), after) == ("changed", "art-2", "六十日", True)
    assert told(carry(before, after, "2", "視為同意"), after) == ("same", "art-2", "視為同意", True)


@given(st.text(alphabet="ab。\n ，c", max_size=60), st.data())
def test_a_quote_is_found_where_it_was_taken(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = quote_at(text, (start, end))
    if not quote.exact.strip():
        return
    span, _ = locate(text, quote)
    assert span is not None
    assert "".join(text[slice(*span)].split()) == "".join(quote.exact.split())


def test_sentences_are_found_in_both_scripts() -> None:
    text = "第一款：攤位每日十元。逾期者，加倍。\n1. A stall costs 2.50 a day. Art. 5 applies; see No. 3."
    assert [text[slice(*one)] for one in sentences_of(text)] == [
        "第一款：攤位每日十元。", "逾期者，加倍。", "1. A stall costs 2.50 a day.", "Art. 5 applies;", "see No. 3.",
    ]  # fmt: skip


def test_on_real_laws_nothing_wrong_is_called_sure() -> None:
    real("law-tw-versions")
    figures = benchmark.measure(96, seed=5)
    assert figures.wrong == []
    assert figures.listed == figures.orphans > 0
    assert figures.kept >= 0.95 * figures.keepable > 0
