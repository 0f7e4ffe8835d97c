"""Citations of an official text as links to what they cite: pure.

Where a text is stored, each stands in single brackets already (``claims.shown``).
"""

import re
from collections.abc import Iterable, Mapping
from html import escape, unescape

from consult.contributions.citations import key_of
from consult.contributions.references import parse_reference
from consult.outcomes.claims import ALL_WRITTEN, THEME_WRITTEN, WHOLE_WRITTEN

_PIECE = re.compile(r"<[^>]*>|[^<]+")
_CITED = re.compile(r"\[([^\[\]\n]{1,200})\]")


def targets(
    comments: str, *, places: Iterable[tuple[str, str, str]] = (), themes: Iterable[tuple[str, str]] = ()
) -> dict[str, str]:
    """Address by key of what may be cited on a page.

    ``comments``: of the list of all. ``places``: (anchor, label, address) of each article that the page has a section
    on, the whole draft without an anchor; ``themes``: (name, address). Of what two are called, none is meant.
    """
    found = {key_of(one): comments for one in ALL_WRITTEN}
    articles: dict[str, set[str]] = {}
    for anchor, label, address in places:
        first = label.partition(" ")[0]
        # “Article 4 Routes”: the number is one word in Chinese, two in English
        names = {anchor, label, first, " ".join(label.split(" ")[:2])} if anchor else set(WHOLE_WRITTEN)
        for name in names - {""}:
            articles.setdefault(key_of(name), set()).add(address)
    for name, address in themes:
        for prefix in THEME_WRITTEN:
            articles.setdefault(key_of(prefix + name), set()).add(address)
    return {**{key: min(several) for key, several in articles.items() if len(several) == 1}, **found}


def linked(html: str, known: Mapping[str, str], comment: str) -> str:
    """Safe HTML in which every citation leads to what it cites, as far as that is known.

    ``comment``: the address of a comment's page, without the reference at its end.
    """
    made, links = [], 0
    for piece in _PIECE.findall(html):
        if piece.startswith("<"):
            links += piece.startswith("<a ") - piece.startswith("</a>")
            made.append(piece)
        else:
            made.append(piece if links else _CITED.sub(lambda found: _link(found, known, comment), piece))
    return "".join(made)


def _link(found: re.Match[str], known: Mapping[str, str], comment: str) -> str:
    written = unescape(found[1])
    reference = parse_reference(written)
    address = f"{comment}{reference}" if reference else known.get(key_of(written))
    return f'<a class="govuk-link" href="{escape(address)}">{found[0]}</a>' if address else found[0]
