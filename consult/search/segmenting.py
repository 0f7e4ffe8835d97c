"""Text and questions cut in one way for both databases, Chinese included.

Neither SQLite's ``unicode61`` nor PostgreSQL's ``simple`` knows words in Chinese, and most Chinese words have
two characters. So every CJK character becomes a word of its own and a question becomes a phrase. Traditional
characters are folded to simplified ones: either script finds both. Only letters and digits are kept, because
the two databases cut at everything else in different ways.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache

import regex
from opencc import OpenCC

MAX_TERMS = 16
"""Terms of a question that are used; further ones are left out."""
MAX_QUERY = 200
"""Characters of a question that are read."""

_CJK = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Bopomofo}"
_TOKEN = regex.compile(
    rf"[{_CJK}]\p{{M}}*|[\p{{L}}\p{{N}}--[{_CJK}]][\p{{L}}\p{{N}}\p{{M}}--[{_CJK}]]*", regex.V1
)
_ACCENTS = regex.compile(r"(?<=\p{Latin})\p{Mn}+")  # SQLite's tokeniser leaves them out, PostgreSQL's doesn't
_TERM = regex.compile(r'"([^"]+)"|[“]([^”]+)[”]|(\S+)')


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")  # reads its dictionaries: once a process


def _tokens(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    if not folded.isascii():
        plain = _ACCENTS.sub("", unicodedata.normalize("NFD", _converter().convert(folded)))
        folded = unicodedata.normalize("NFC", plain)
    return _TOKEN.findall(folded)


def split_for_search(text: str) -> str:
    """The words of ``text`` for the index, separated by single spaces: ``公共住房 ABC`` → ``公 共 住 房 abc``."""
    return " ".join(_tokens(text))


@dataclass(frozen=True)
class Phrase:
    """Words that must stand next to each other; with ``prefix`` the last may go on (``polic*``)."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True)
class SearchQuery:
    """Phrases that must all occur. False when nothing can be searched for."""

    phrases: tuple[Phrase, ...]

    def __bool__(self) -> bool:
        return bool(self.phrases)

    def fts5(self) -> str:
        """For SQLite's ``MATCH``. Words hold letters and digits only, so nothing in it is syntax."""
        return " AND ".join(f'"{" ".join(p.words)}"{" *" if p.prefix else ""}' for p in self.phrases)

    def tsquery(self) -> str:
        """For PostgreSQL's ``to_tsquery('simple', …)``."""
        return " & ".join(
            "(" + " <-> ".join(f"'{word}'" for word in p.words) + (":*" if p.prefix else "") + ")"
            for p in self.phrases
        )


def search_query(text: str) -> SearchQuery:
    """What was typed as phrases: white space parts them, quotes keep one together, a final ``*`` is a prefix."""
    phrases: list[Phrase] = []
    for match in _TERM.finditer(text[:MAX_QUERY]):
        term = next(group for group in match.groups() if group)
        words = tuple(_tokens(term))
        if words and len(phrases) < MAX_TERMS:
            prefix = term.endswith(("*", "＊")) and not regex.match(rf"[{_CJK}]", words[-1])
            phrases.append(Phrase(words, prefix))
    return SearchQuery(tuple(dict.fromkeys(phrases)))
