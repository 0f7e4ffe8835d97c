"""What a text says about the public, held against what the public said. Pure, and without any outside model.

A statement about the public ("most", "42 people", "some say", 多数意见, 有意见认为) must cite what it rests on: a
comment by its reference, an article by its anchor, a theme, or all of it. Citations stand in double brackets:
``[[7K4-M92-HSG]]``, ``[[art-3]]``, ``[[theme:noise]]``, ``[[all]]``. What is cited is then counted: a number, a share
or a word like "most" that doesn't follow from it is named with the sentence it stands in, and so is an argument of
the public that the text never mentions: summaries with footnotes or no summary.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from consult.outcomes import numerals
from consult.outcomes.numerals import Spread

FaultKind = Literal["uncited", "unknown", "number", "share", "quantity", "unmentioned"]

CITATION = re.compile(r"\[\[\s*([^\[\]\n]{1,120}?)\s*\]\]")
ALL = "all"
"""Cites everything that was received."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something that can be cited, and its counts.

    ``comments`` and ``senders`` count those that are owed an answer; ``stances`` is {stance: comments}, ``states``
    {state: comments}.
    ``key`` is what a citation writes; an ``argument`` must be mentioned by a text that sums up.
    """

    key: str
    label: str
    comments: int = 1
    senders: int = 1
    submissions: int = 1
    stances: Mapping[str, int] = field(default_factory=dict)
    states: Mapping[str, int] = field(default_factory=dict)
    is_argument: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as written, without its citations, and the keys it cites. ``start`` counts characters."""

    text: str
    start: int
    cited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in which sentence. ``said`` are the words at fault; ``counts`` what the cited sources count."""

    kind: FaultKind
    sentence: str
    said: str
    start: int = 0
    counts: tuple[int, ...] = ()


def shown(text: str) -> str:
    """The text as people read it: each citation in single brackets."""
    return CITATION.sub(r"[\1]", text)


# --- Sentences ----------------------------------------------------------------------------------------

_END = re.compile(r"(?<=[。！？!?；])\s*|(?<=\.)(?:\s+|$)(?=[A-Z\d\"“(\[]|$)|\n+")
_SHORTENED = re.compile(
    r"(?:\b(?:No|Nos|Art|Arts|Sec|cf|e\.g|i\.e|Dr|Mr|Mrs|Ms|St|approx|vs|p|pp)|\b[A-Z])\.$"
)


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text in the three languages. A citation behind a full stop belongs to what it follows."""
    text = _joined(text)
    found: list[Sentence] = []
    start = 0
    for match in [*_END.finditer(text), None]:
        end = match.start() if match else len(text)
        if match and _SHORTENED.search(text[start:end]):
            continue
        piece = text[start:end]
        words = CITATION.sub("", piece).strip()
        if words:
            cited = tuple(key_of(one) for one in CITATION.findall(piece))
            found.append(Sentence(" ".join(words.split()), start + len(piece) - len(piece.lstrip()), cited))
        start = match.end() if match else end
    return found


def _joined(text: str) -> str:
    """``text`` with each citation that stands behind a sentence moved before its stop, lengths kept."""
    return re.sub(
        r"([。！？!?；.])(\s*)((?:\[\[[^\[\]\n]{1,120}\]\]\s?)+)",
        lambda match: (
            match[2] + match[3].rstrip() + match[1] + " " * (len(match[3]) - len(match[3].rstrip()))
        ),
        text,
    )


def key_of(written: str) -> str:
    """A citation's key as it is compared: case and spaces don't count."""
    return re.sub(r"\s+", "", written).casefold()


# --- What claims something about the public ----------------------------------------------------------

_PUBLIC_EN = (
    r"(?:people|persons?|respondents?|residents?|citizens?|commenters?|contributors?|participants?|senders?"
    r"|organi[sz]ations?|comments?|submissions?|responses?|letters?|replies|voices"
    r"|of\s+(?:them|those|you)|of\s+the\s+\w+)"
)
_SPOKE_EN = (
    r"(?:said|say|asked|ask|felt|feel|want|wanted|think|thought|argued|argue|suggested|suggest|proposed|opposed|oppose"
    r"|supported|support|objected|agreed|agree|told)"
)
_PUBLIC_ZH = (
    "公众|公眾|民众|民眾|居民|市民|群众|群眾|网民|網友|參與者|参与者|人|单位|單位|来信|來信|意见|意見"
)
_SPOKE_ZH = (
    "认为|認為|反映|表示|建议|建議|希望|要求|反对|反對|赞成|贊成|同意|支持|担心|擔心|关切|關切|主张|主張"
)
_ACTS_ZH = "在|曾|都|均|也|就|对|對|来信|來信|发言|發言|参加|參加|参与|參與|回应|回應|留言"
"""What people who were counted are said to do next."""
_QUANTITIES: tuple[tuple[str, str], ...] = (
    ("everybody", (rf"(?<!of )\b(?:all|every|each)\s+(?:of\s+the\s+)?{_PUBLIC_EN}\b"
                  r"|\b(?:everybody|everyone|unanimous(?:ly)?)\b")),
    ("nobody", rf"\b(?:nobody|no\s+one|no\s+{_PUBLIC_EN}|none\s+of\s+the\s+\w+)\b"),
    ("most", (r"\b(?:most|(?:the|a)\s+majority|more\s+than\s+half|over\s+half|an\s+overwhelming\s+\w+)\s+"
              rf"(?:of\s+)?(?:the\s+)?(?:\w+\s+)?{_PUBLIC_EN}\b"
              rf"|\b(?:most|(?:the|a)\s+majority|more\s+than\s+half|over\s+half)\s+{_SPOKE_EN}\b")),
    ("half", rf"\bhalf\s+(?:of\s+)?(?:the\s+)?(?:\w+\s+)?{_PUBLIC_EN}\b"),
    ("many", (rf"\b(?:many|numerous|a\s+(?:large|great)\s+number\s+of|a\s+lot\s+of)\s+(?:\w+\s+){{0,2}}?{_PUBLIC_EN}\b"
             rf"|\bmany\s+{_SPOKE_EN}\b")),
    ("some", (r"\b(?:some|several|a\s+few|few|certain|various|a\s+number\s+of|other|others)\s+(?:\w+\s+){0,2}?"
             rf"{_PUBLIC_EN}\b|\b(?:some|others|several)\s+{_SPOKE_EN}\b")),
    ("said", (rf"\b(?:people|the\s+public|respondents|residents|citizens|commenters)\s+(?:\w+\s+)?{_SPOKE_EN}\b"
             r"|\bpublic\s+(?:opinion|support|opposition)\b")),
    ("everybody", rf"(?:全部|所有|全体|全體|一致)的?(?:{_PUBLIC_ZH}|{_SPOKE_ZH})"),
    ("nobody", "(?:没有人|沒有人|无人|無人|没有意见|沒有意見|未收到(?:任何)?意[见見])"),
    ("most", ("(?:绝?大多数|絕?大多數|多数|多數|过半数?|過半數?|大部分|半数以上|半數以上|主流|普遍)的?"
              rf"(?:{_PUBLIC_ZH}|{_SPOKE_ZH})")),
    ("half", rf"(?:一半|半数|半數)的?(?:{_PUBLIC_ZH})"),
    ("many", rf"(?:许多|許多|很多|不少|众多|眾多|大量)的?(?:{_PUBLIC_ZH})"),
    ("some", (rf"(?:有(?:些|的|部分|个别|個別)?|部分|少数|少數|个别|個別|若干|一些|另有|也有)的?(?:{_PUBLIC_ZH})"
             "(?!士|員|员|关|關|权|權|行)")),
    ("said", (r"(?:公众|公眾|民众|民眾|居民|市民|群众|群眾|社会各界|社會各界|各界)(?:普遍|纷纷|紛紛|多|均|都|也)?"
              rf"(?:{_SPOKE_ZH})")),
)  # fmt: skip
_PATTERNS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _QUANTITIES)
_PEOPLE_EN = _PUBLIC_EN.replace(r"|of\s+the\s+\w+", r"|of\s+the\s+(?:people|comments|submissions|letters)")
"""After a number in words: “one of the benches” counts nobody."""
_ABOUT_EN = rf"(?:(?P<about>{numerals.ABOUT_EN})\s+)?"
_NUMBERS = (
    re.compile(
        rf"(?<![\w.,\-–/]){_ABOUT_EN}(?P<figure>{numerals.FIGURE})\s+(?:\w+\s+){{0,2}}?{_PUBLIC_EN}\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w\-–])(?<!no ){_ABOUT_EN}(?P<figure>{numerals.ENGLISH})\s+(?:\w+\s+){{0,2}}?{_PEOPLE_EN}\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:(?P<about>{numerals.ABOUT_ZH})\s*)?(?<![{numerals.NOT_BEFORE_CHINESE}])(?P<figure>{numerals.CHINESE})\s*"
        rf"(?P<more>余|餘|多)?\s*(?:(?:人次?|位|名)\s*(?:的|提|{_PUBLIC_ZH}|{_SPOKE_ZH}|{_ACTS_ZH}|$|(?=[，。；、）)]))"
        rf"|(?:份|件|封|则|則)\s*(?:的|提|{_PUBLIC_ZH}|{_SPOKE_ZH}|$|(?=[，。；、）)]))"
        rf"|(?:条|條|个|個|项|項)\s*(?:{_PUBLIC_ZH}|{_SPOKE_ZH}))"
    ),
)
_SHARE = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{1,2})?)\s*(?:%|％|per\s?cent\b|percent\b)", re.IGNORECASE)
STANCE_WORDS = {
    "support": re.compile(
        r"\bsupport\w*|\bagree\w*|\bin favou?r|\b(?:are|were) for\b|赞成|贊成|同意|支持", re.IGNORECASE
    ),
    "amend": re.compile(r"\bwith changes\b|修改后(?:赞成|同意|支持)|修正後(?:贊成|同意|支持)", re.IGNORECASE),
    "oppose": re.compile(
        r"\boppos\w*|\bobject\w*|\bagainst\b|\bdisagree\w*|反对|反對|不赞成|不贊成|不同意", re.IGNORECASE
    ),
}


@dataclass(frozen=True, slots=True)
class _Claim:
    kind: Literal["quantity", "number", "share"]
    name: str
    said: str
    value: float = 0.0
    spread: Spread | None = None


_SPEAKS = re.compile(
    rf"\b(?:{_SPOKE_EN}|supports?|opposes?|agrees?|wrote|writes?|written|comment\w*|answer\w*|sent|spoke|took\s+part|signed"
    r"|told|took\s+a\s+view|in\s+favou?r|against|responded|put\s+it|(?:are|were)\s+for)\b|意见|意見|来信|來信|提出|留言|參與|参与|"
    + _SPOKE_ZH,
    re.IGNORECASE,
)
"""Words by which people say something. Without one, "6,000 people live here" says nothing of what the public said."""


def _claims(sentence: str, *, is_cited: bool = False) -> Iterator[_Claim]:
    if not is_cited and not _SPEAKS.search(sentence):
        return
    taken: list[tuple[int, int]] = []
    for pattern in _NUMBERS:
        for match in pattern.finditer(sentence):
            named = match.groupdict()
            spread = numerals.spread_of(
                match["figure"], about=match["about"] or "", more=bool(named.get("more"))
            )
            if spread is not None and not _overlaps(match.span(), taken):
                taken.append(match.span())
                yield _Claim("number", "", match[0].strip(), spread=spread)
    for match in _SHARE.finditer(sentence):
        taken.append(match.span())
        yield _Claim("share", "", match[0], float(match[1]))
    for name, pattern in _PATTERNS:
        for match in pattern.finditer(sentence):
            if not _overlaps(match.span(), taken):
                taken.append(match.span())
                yield _Claim("quantity", name, match[0].strip())


def _overlaps(span: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in taken)


def is_about_the_public(sentence: str) -> bool:
    """Whether a sentence says how many people said something, or that they did."""
    return next(_claims(sentence), None) is not None


# --- Checking ---------------------------------------------------------------------------------------------


def check(text: str, sources: Mapping[str, Source], *, sums_up: bool = False) -> list[Fault]:
    """What the text says of the public that nothing cited bears out, in reading order.

    ``sources`` is everything that can be cited, by ``key_of`` its key; ``[[all]]`` is the one under ``ALL``. With
    ``sums_up`` each argument among them must be cited somewhere.
    """
    faults: list[Fault] = []
    cited: set[str] = set()
    for sentence in sentences(text):
        known = [sources[key] for key in sentence.cited if key in sources]
        cited.update(one.key for one in known)
        faults.extend(
            Fault("unknown", sentence.text, key, sentence.start)
            for key in sentence.cited
            if key not in sources
        )
        for claim in _claims(sentence.text, is_cited=bool(sentence.cited)):
            fault = _fault_of(claim, sentence, known, sources.get(ALL))
            if fault is not None:
                faults.append(fault)
    if sums_up:
        unmentioned = [
            one
            for one in {one.key: one for one in sources.values()}.values()
            if one.is_argument and one.comments and one.key not in cited
        ]
        faults.extend(Fault("unmentioned", "", one.label, len(text), (one.comments,)) for one in unmentioned)
    return faults


def _fault_of(
    claim: _Claim, sentence: Sentence, cited: Sequence[Source], everything: Source | None
) -> Fault | None:
    if not cited:
        return Fault("uncited", sentence.text, claim.said, sentence.start)
    if claim.kind == "number":
        counts = _counts(cited)
        if claim.spread is not None and any(claim.spread.holds(one) for one in counts):
            return None
        return Fault("number", sentence.text, claim.said, sentence.start, tuple(sorted(counts)))
    if claim.kind == "share":
        shares = _shares(cited, everything)
        if any(
            abs(share * 100 - claim.value) <= (0.5 if claim.value == int(claim.value) else 0.05)
            for share in shares
        ):
            return None
        return Fault(
            "share",
            sentence.text,
            claim.said,
            sentence.start,
            tuple(sorted({round(one * 100) for one in shares})),
        )
    if _bears_out(claim.name, sentence.text, cited, everything):
        return None
    return Fault("quantity", sentence.text, claim.said, sentence.start, tuple(sorted(_counts(cited))))


def _counts(cited: Sequence[Source]) -> set[int]:
    """Every figure that the cited sources have: each of them, and all comments cited one by one together."""
    counts = {len(cited)} if all(one.comments == 1 for one in cited) else set()
    for one in cited:
        counts |= {one.comments, one.senders, one.submissions, *one.stances.values(), *one.states.values()}
    if len(cited) > 1:
        counts |= {sum(one.comments for one in cited)}
    return counts


def _shares(cited: Sequence[Source], everything: Source | None) -> set[float]:
    """Parts of a whole that can be meant: a stance within a source, and a source within all."""
    shares: set[float] = set()
    for one in cited:
        if one.comments:
            shares |= {number / one.comments for number in one.stances.values()}
            stated = sum(number for stance, number in one.stances.items() if stance not in ("", "not-stated"))
            if stated:
                shares |= {
                    number / stated
                    for stance, number in one.stances.items()
                    if stance not in ("", "not-stated")
                }
        if everything is not None and everything.comments and one is not everything:
            shares |= {one.comments / everything.comments, one.senders / max(1, everything.senders)}
    return shares


def _bears_out(name: str, sentence: str, cited: Sequence[Source], everything: Source | None) -> bool:
    """Whether a word for a quantity follows from what is cited."""
    number, whole = _part_and_whole(sentence, cited, everything)
    if name == "everybody":
        return whole > 0 and number == whole
    if name == "nobody":
        return number == 0
    if name == "most":
        return whole > 0 and number * 2 > whole
    if name == "half":
        return whole > 0 and abs(number * 2 - whole) * 10 <= whole
    if name == "many":
        return number >= 3
    return number >= 1


def _part_and_whole(sentence: str, cited: Sequence[Source], everything: Source | None) -> tuple[int, int]:
    """(how many, of how many): a named stance among those that state one within what is cited, else what is cited.

    Whoever supports with changes supports.
    """
    stances = [stance for stance, pattern in STANCE_WORDS.items() if pattern.search(sentence)]
    if "oppose" in stances and re.search(r"不赞成|不贊成|不同意|disagree", sentence, re.IGNORECASE):
        stances = ["oppose"]
    if stances in (["support"], ["support", "amend"]):
        stances = ["support", "amend"]
    if stances in (["support", "amend"], ["amend"], ["oppose"]) and any(one.stances for one in cited):
        taken = sum(one.stances.get(stance, 0) for one in cited for stance in stances)
        return taken, sum(sum(one.stances.values()) for one in cited)
    whole = sum(one.comments for one in cited)
    total = everything.comments if everything is not None else whole
    return whole, max(whole, total)
