"""Where a text takes the body's own position: a summary of what was received says only what was said. Pure.

Found by lists of words in the three languages, as claims about the public are; words outside the lists pass unseen.
"""

import re

from consult.outcomes.claims import sentences

_BODY_EN = (
    r"(?:we|(?:the|this|our)\s+(?:council|ministry|department|government|authority|office|agency|commission|city"
    r"|bureau|administration|committee))"
)
_HOLDS_EN = (
    r"(?:agrees?|disagrees?|rejects?|rejected|accepts?|accepted|adopts?|adopted|intends?|will|shall|plans?|thinks?"
    r"|believes?|considers?|supports?|opposes?|decided?|decides|proposes?|prefers?|welcomes?|shares?|regrets?"
    r"|(?:is|are)\s+(?:convinced|of\s+the\s+opinion)|(?:do(?:es)?|can|could|would)\s+not|cannot)"
)
_BODY_ZH = (
    "(?:我们|我們|我局|我委|我部|我办|我市|我省|我厅|本部|本局|本府|本委|本会|本會|本市|本机关|本機關|本院|本署|本处|本處"
    "|起草单位|起草机关|權責機關|主管機關|主管机关)"
)
_HOLDS_ZH = (
    "(?:认为|認為|同意|不同意|赞成|贊成|反对|反對|支持|采纳|採納|參採|参采|拟|擬|将|將|決定|决定"
    "|考虑|考慮|建议|建議|主张|主張)"
)  # fmt: skip
_PATTERNS = (
    re.compile(rf"\b{_BODY_EN}\s+(?:\w+ly\s+|also\s+|therefore\s+|now\s+)?{_HOLDS_EN}\b", re.IGNORECASE),
    re.compile(
        r"\b(?:in our (?:view|opinion)|(?:was|were|is|are|will be|has been|have been|not)\s+(?:not\s+)?(?:adopted"
        r"|rejected|taken\s+up)|rightly|wrongly|unfortunately|fortunately|mistaken(?:ly)?)\b",
        re.IGNORECASE,
    ),
    re.compile(rf"{_BODY_ZH}[^，。；]{{0,6}}{_HOLDS_ZH}"),
    re.compile(
        "(?:不予|予以|未予|已|部分|拟|擬|将|將)(?:采纳|採納|參採|参采)|意见(?:合理|不合理)|意見(?:合理|不合理)"
    ),
)


def found_in(text: str) -> list[tuple[str, str]]:
    """(words, sentence) of each place where the text takes a position, in reading order."""
    found = []
    for sentence in sentences(text):
        match = next((hit for one in _PATTERNS if (hit := one.search(sentence.text))), None)
        if match is not None:
            found.append((match[0], sentence.text))
    return found
