"""No space after a sentence of a template in Chinese: its full stop is as wide as a character and holds the space.

Templates are written as English is, with a space between two sentences or before the link that follows one. What people
wrote is never touched.
"""

import re

from jinja2 import Environment
from jinja2.ext import Extension

from consult.foundation import i18n

SENTENCE = r"""\b(?:_|n?gettext)\([^{}]*[.?!:…]['"](?:,[^{}]*)?\)\s*\}\}(?:</\w+>)*"""
TAGS = r"(?:\{%-?[^{}%]*%\}(?:</\w+>)*)*"
ON_THE_LINE = re.compile(rf"(?P<sentence>{SENTENCE}{TAGS})[ ](?=\{{\{{|\{{%|<)")
"""An expression that is a translated sentence, and the space before what follows, also behind a condition."""
ON_THE_NEXT = re.compile(
    rf"(?P<sentence>{SENTENCE})(?P<broken>\n[ ]*)(?=\{{\{{|\{{%|<(?:a|span|strong|time)\b)"
)
"""The same where the line ends between the two, which a page shows as a space."""


class SentenceSpacing(Extension):
    """Makes that space one that the language of the page decides on, when a template is compiled."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals["sentence_gap"] = sentence_gap

    def preprocess(
        self,
        source: str,
        name: str | None,
        filename: str | None = None,  # noqa: ARG002 - as Jinja calls it
    ) -> str:
        """The source, line for line, with every such space asked for."""
        source = ON_THE_LINE.sub(r"\g<sentence>{{ sentence_gap() }}", source)
        if name is not None and name.endswith(".txt"):  # a line of a mail ends where it ends
            return source
        return ON_THE_NEXT.sub(r"\g<sentence>{{ sentence_gap()\g<broken>}}", source)


def sentence_gap() -> str:
    """What stands between two sentences in the language of the page."""
    return " " if i18n.language() == "en" else ""
