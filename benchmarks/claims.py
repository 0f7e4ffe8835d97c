"""How much of what nobody claims is taken for a claim: the sentences of real laws. ``claims``.

The checker of claims (decision 24) must leave ordinary sentences alone. This prints, for the laws in each language, how
many of their sentences it would stop, and some of them. Ends with 1 where these are more than MOST of a language.
"""

import html
import re
import sys
from collections.abc import Iterator

from benchmarks.changes import DATA
from consult.contributions.citations import sentences
from consult.outcomes.claims import is_about_the_public

MOST = 0.005
SHOWN, SHORTEST = 5, 8
_BLOCK = re.compile(r"</(?:p|content|heading|num|text|li|P|HD)>")


def _texts(language: str) -> Iterator[str]:
    if language == "en":
        for path in sorted((DATA / "law-en-structured").rglob("*.xml")):
            if "federal-register" not in path.parts:  # these tell what commenters said
                marked = _BLOCK.sub("\n", path.read_text(encoding="utf-8", errors="replace"))
                yield re.sub(r"[ \t]+", " ", html.unescape(re.sub(r"<[^>]+>", " ", marked)))
        return
    for path in sorted((DATA / language).rglob("*.md")):
        if path.name != "SOURCE.md":
            yield path.read_text(encoding="utf-8")


def main() -> None:
    """Count and print."""
    is_much = False
    for language in ("law-cn-versions", "law-tw-versions", "en"):
        found = {
            one.text.strip()
            for text in _texts(language)
            for one in sentences(text)
            if len(one.text.strip()) > SHORTEST
        }
        if not found:
            sys.exit(f"no laws in {DATA}: set CONSULT_REAL_DATA")
        stopped = [one for one in sorted(found) if is_about_the_public(one)]
        share = len(stopped) / len(found)
        is_much = is_much or share > MOST
        print(f"{language}: {len(stopped)} of {len(found):,} sentences, {share:.2%}", flush=True)
        for one in stopped[:SHOWN]:
            print("   ", one[:110].replace("\n", " "))
    sys.exit(1 if is_much else 0)


if __name__ == "__main__":
    main()
