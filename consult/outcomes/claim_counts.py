"""Whether a number, a share or a word for a quantity follows from what is cited. Pure.

Which stance is meant is read beside the claim: "97 supported it, 3 opposed it" holds 97 against those who support and 3
against those who oppose. Whoever supports with changes supports.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from consult.outcomes.claim_words import NOT_FOR, STANCE_WORDS


@dataclass(frozen=True, slots=True)
class Source:
    """Something that can be cited, and its counts.

    ``comments`` and ``senders`` count those that are owed an answer; ``stances`` is {stance: comments}, ``states``
    {state: comments}.
    ``key`` is what a citation writes; an ``argument`` must be mentioned by a text that sums up: cited, or called by one
    of its ``names`` (its label, where it has no others).
    """

    key: str
    label: str
    comments: int = 1
    senders: int = 1
    submissions: int = 1
    stances: Mapping[str, int] = field(default_factory=dict)
    states: Mapping[str, int] = field(default_factory=dict)
    is_argument: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A claim where it stands: its kind and words, the sentence, its place, and the places of all claims there."""

    name: str
    words: str
    sentence: str
    span: tuple[int, int]
    spans: tuple[tuple[int, int], ...] = ()


STATED = ("support", "amend", "oppose")
_CLAUSE_END = re.compile(
    r"[;；。，：]|,(?!\d)|、|\b(?:that|whether|why|how|because|about|although|whereas|while)\b"
)
_NEAR = 32
"""So many characters before a number a stance can stand that it counts ("those against: 55", 赞成的意见有97条)."""


def stances_named(sentence: str) -> set[str]:
    """Which stances a sentence names."""
    named = {stance for stance, pattern in STANCE_WORDS.items() if pattern.search(sentence)}
    is_only_against = "oppose" in named and not STANCE_WORDS["support"].search(
        re.sub(NOT_FOR, "", sentence, flags=re.IGNORECASE)
    )
    return named - {"support"} if is_only_against else named


def _meant(said: Said) -> set[str]:
    """The stances a claim is of: named in it or behind it, up to the next claim or clause, else right before it."""
    start, end = said.span
    next_one = min((one for one, _ in said.spans if one >= end), default=len(said.sentence))
    if re.search(r"\bof\s+(?:the\s+)?$", said.sentence[:start], re.IGNORECASE):
        return set()
    behind = _CLAUSE_END.split(said.sentence[end:next_one], maxsplit=1)[0]
    if named := stances_named(said.sentence[start:end] + behind):
        return named
    last = max((one for _, one in said.spans if one <= start), default=0)
    before = _CLAUSE_END.split(said.sentence[max(last, start - _NEAR) : start])[-1]
    return stances_named(before)


def _takers(source: Source, named: set[str]) -> list[int]:
    """How many took the stances that are named; of each stance where none is."""
    both = source.stances.get("support", 0) + source.stances.get("amend", 0)
    if "amend" in named:
        named = named - {"support"}
    found = [number for stance, number in source.stances.items() if not named or stance in named]
    if "oppose" in named and "oppose" not in source.stances:
        found.append(0)
    return [*found, *([both] if not named or named & {"support", "amend"} else [])]


def _states(cited: Sequence[Source]) -> bool:
    return any(one.stances.get(stance) for one in cited for stance in STATED)


def figures(cited: Sequence[Source], named: set[str] | None = None) -> set[int]:
    """Every figure of the cited sources: of all, and of the stances named."""
    found = {len(cited)} if all(one.comments == 1 for one in cited) else set()
    for one in cited:
        found |= {
            one.comments,
            one.senders,
            one.submissions,
            *_takers(one, named or set()),
            *one.states.values(),
        }
    return found | ({sum(one.comments for one in cited)} if len(cited) > 1 else set())


def _people(cited: Sequence[Source]) -> set[int]:
    """How many people spoke: of each source, and of all together, where nobody spoke in two of them."""
    each = {len(cited)} if all(one.comments == 1 for one in cited) else {one.senders for one in cited}
    return each | {sum(one.senders for one in cited)}


def _comments(cited: Sequence[Source]) -> set[int]:
    """How many comments: of each source and of all together, and in each state."""
    each = {len(cited)} if all(one.comments == 1 for one in cited) else set()
    each |= {number for one in cited for number in (one.comments, *one.states.values(), *_takers(one, set()))}
    return each | {sum(one.comments for one in cited)}


def counts(said: Said, cited: Sequence[Source]) -> set[int]:
    """The figures that a number can mean: of the stance it is said of where one is, else any."""
    meant = _meant(said)
    if not meant or not _states(cited):
        named = stances_named(said.sentence)
        if not named and _PERSONS.search(said.words):
            return _people(cited)
        around = said.sentence[max(0, said.span[0] - _RIGHT_BEFORE) : said.span[1]]
        return _comments(cited) if not named and _COMMENTS.search(around) else figures(cited, named)
    takers = [_takers(one, meant) for one in cited]
    return {count for one in takers for count in one} | {sum(max(one, default=0) for one in takers)}


_PERSONS = re.compile(
    r"\b(?:people|persons?|respondents?|residents?|citizens?|commenters?|contributors?|participants?|senders?)\b"
    r"|(?<![来來][信函])(?<!提出)[人位名](?!民|意[见見])",
    re.IGNORECASE,
)
"""A number of these counts who spoke, not how often they did."""
_RIGHT_BEFORE = 4
_COMMENTS = re.compile(
    r"\bcomments?\b|[条條则則]\s*意[见見](?!书|書)|意[见見](?!书|書)[^，。；]{0,6}[条條则則]", re.IGNORECASE
)
_OF_ALL = re.compile(
    r"\bof\s+all\b|\ball\s+(?:comments|respondents|responses)|全部|所有|[总總][数數]|全[体體]", re.IGNORECASE
)


def parts(said: Said, cited: Sequence[Source], everything: Source | None) -> set[float]:
    """Parts of a whole that can be meant: a stance within a source, and a source within all."""
    meant = _meant(said)
    named = meant or stances_named(said.sentence)
    is_of_stance = bool(meant) and _states(cited)
    found: set[float] = set()
    for one in cited:
        taken = _takers(one, named)
        stated = sum(number for stance, number in one.stances.items() if stance not in ("", "not-stated"))
        for whole in (one.comments, stated):
            found |= {number / whole for number in taken} if whole else set()
        if everything is None or not everything.comments or one is everything:
            continue
        if is_of_stance and _OF_ALL.search(said.sentence):
            found |= {number / everything.comments for number in taken}
        elif not is_of_stance:
            found |= {one.comments / everything.comments, one.senders / max(1, everything.senders)}
    return found


_NOT = re.compile(r"(?:\bnot(?:\s+nearly|\s+quite)?\s+(?:by\s+)?|并非|並非|不是|未必|不全是)$", re.IGNORECASE)
_LESS = re.compile(
    r"(?:(?:less|fewer)\s+than\s+(?:a\s+)?|\bunder\s+|\bbelow\s+|不到|不足|未[达達过過]|不[过過])$",
    re.IGNORECASE,
)
_ALMOST = re.compile(
    r"(?:almost|nearly|virtually|practically|just\s+under|近|[将將]近|[几幾]乎)\s*$", re.IGNORECASE
)
_FEW = re.compile(
    r"\b(?:few|handful|minority|little|limited|weak|low|hardly|scarcely)\b|少[数數]|[个個][别別]|[极極]少|寥寥",
    re.IGNORECASE,
)
_NONE = re.compile(r"\bno\b|\bnone\b|[没沒]有|[无無]|未", re.IGNORECASE)
_HUGE = re.compile(r"\b(?:overwhelming|vast|huge|large)\b|[绝絕]大", re.IGNORECASE)
_PREVAIL = re.compile(
    r"\b(?:overwhelming(?:ly)?|broad(?:ly)?|widespread|general(?:ly)?|wide(?:ly)?|largely|mostly|mainly|predominantly"
    r"|unanimous(?:ly)?|positive|negative|favou?rable|critical)\b|\bpublic\s+opinion\b|普遍|一致|多[数數]?表",
    re.IGNORECASE,
)
_MIXED = re.compile(r"\b(?:mixed|divided|split|partly|some)\b|分歧|不一|[两兩][极極]|各半", re.IGNORECASE)
_ALL_ZH = re.compile(r"(?:均|皆|一致)")
_VIEW = re.compile(
    r"\b(?:support|opposition|objections?|feedback|reactions?|responses?|opinions?|views?|comments|respondents)\b"
    r"|[赞贊][成同]|支持|反[对對]"
    r"|同意",
    re.IGNORECASE,
)


def bears_out(said: Said, cited: Sequence[Source], everything: Source | None) -> bool:
    """Whether a word for a quantity follows from what is cited."""
    if said.name in _COMPARED:
        return _COMPARED[said.name](said, cited)
    number, whole, is_stance = _part_and_whole(said, cited, everything)
    before = said.sentence[max(0, said.span[0] - 16) : said.span[0]]
    inside = re.split(r"(?i)\b(?:half|all|every\w*)\b|一半|半[数數]|所有|全部|全[体體]", said.words)[0]
    lead = before + inside
    name = _strength(said, is_stance)
    if name == "everybody":
        if _NOT.search(lead):
            return number < whole
        return whole > 0 and (number >= whole * 0.85 if _ALMOST.search(lead) else number == whole)
    if name == "nobody":
        return number <= whole * 0.1 if _ALMOST.search(lead) else number == 0
    if name == "most":
        if _LESS.search(lead) or _NOT.search(lead):
            return number * 2 <= whole
        return whole > 0 and (number * 3 >= whole * 2 if _HUGE.search(said.words) else number * 2 > whole)
    if name == "half":
        if _LESS.search(lead):
            return number * 2 < whole
        return whole > 0 and abs(number * 2 - whole) * 10 <= whole
    if name == "few":
        return number >= 1 and (number * 2 < whole or (not is_stance and number <= 5))
    return number >= (3 if name == "many" and not _NOT.search(lead) else 1)


def _strength(said: Said, is_stance: bool) -> str:
    """The kind of a claim, more narrowly: few of some, most of what is said to be broad."""
    if said.name == "some" and _FEW.search(said.words):
        return "few"
    if said.name != "said" or not is_stance:
        return said.name
    words = said.words
    if _NONE.search(words) and _VIEW.search(words):
        return "nobody"
    if _FEW.search(words):
        return "few"
    if _ALL_ZH.search(words) and not _MIXED.search(words):
        return "everybody"
    return "most" if _PREVAIL.search(words) and _VIEW.search(words) and not _MIXED.search(words) else "said"


def _part_and_whole(said: Said, cited: Sequence[Source], everything: Source | None) -> tuple[int, int, bool]:
    """(how many, of how many, whether a stance): a stance within what is cited, else what is cited within all."""
    stances = _folded(_meant(said))
    if stances and any(one.stances for one in cited):
        taken = sum(one.stances.get(stance, 0) for one in cited for stance in stances)
        return taken, sum(sum(one.stances.values()) for one in cited), True
    whole = sum(one.comments for one in cited)
    total = everything.comments if everything is not None else whole
    return whole, max(whole, total), False


def _folded(named: set[str]) -> tuple[str, ...]:
    """The stances to add up; none where both sides are named."""
    if "oppose" in named:
        return ("oppose",) if named == {"oppose"} else ()
    if "support" in named:
        return ("support", "amend")
    return ("amend",) if named else ()


def _is_even(_said: Said, cited: Sequence[Source]) -> bool:
    """Whether both sides are about as strong."""
    favour, against = (
        sum(one.stances.get(stance, 0) for one in cited for stance in _folded({side}))
        for side in ("support", "oppose")
    )
    return not _states(cited) or abs(favour - against) * 10 <= max(favour, against)


def _is_more(said: Said, cited: Sequence[Source]) -> bool:
    """Whether the side named first has more than the other (fewer, where it says so)."""
    places = {
        side: match.start()
        for side in ("support", "oppose")
        if (
            match := STANCE_WORDS[side].search(
                re.sub(NOT_FOR, lambda one: "×" * len(one[0]), said.words)
                if side == "support"
                else said.words
            )
        )
    }
    if len(places) < 2 or not _states(cited):
        return True
    sums = {
        side: sum(one.stances.get(stance, 0) for one in cited for stance in _folded({side}))
        for side in places
    }
    first, second = (sums[side] for side in sorted(places, key=lambda side: places[side]))
    times = next((n for words, n in (("twice", 2), ("three times", 3)) if words in said.words.casefold()), 0)
    if times:
        return second > 0 and abs(first - times * second) * 5 <= times * second
    is_fewer = re.search(
        r"\bfewer\b|\boutnumbered\s+by\b|少[于於]|低[于於]|比.*少$", said.words, re.IGNORECASE
    )
    return first < second if is_fewer else first > second


_COMPARED = {"more": _is_more, "even": _is_even}
"""Claims that compare the two sides."""
