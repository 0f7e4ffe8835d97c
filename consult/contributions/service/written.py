"""What is sent: a text that was checked and rendered before the write lock, and what it is about."""

from dataclasses import dataclass

from consult.consultations.models import Alternative, Article, Version
from consult.contributions import passages, rules
from consult.contributions.models import Comment
from consult.contributions.service.aiming import NO_AIM, Aim
from consult.contributions.service.showing import confidential_label, rendered
from consult.foundation import i18n, text
from consult.foundation.errors import N_, Refused


@dataclass(frozen=True)
class Written:
    """A text that was checked and rendered before the write lock."""

    body: str
    html: str
    """What may be shown of it: words marked as confidential are covered."""
    confidential: tuple[passages.Span, ...] = ()


@dataclass(frozen=True)
class Part:
    """What a submission says about one article, or about the whole draft (no article)."""

    version: Version
    written: Written
    article: Article | None = None
    parent: Comment | None = None
    stance: str = ""
    alternative: Alternative | None = None
    """Which wording of the article it is about, where there are several."""
    aim: Aim = NO_AIM
    """Which words of the article it is about, and what it proposes instead."""


def write(body: str, *, limit: int, confidential: str = "") -> Written:
    """Check and render a comment's text. Raises Refused on its field; nothing is stored.

    ``confidential`` are the words to cover, a passage a line.
    """
    body = text.normalise(body, limit=limit, field="body")
    if text.is_blank(body):
        raise Refused(N_("Please write your comment."), field="body")
    marks = passages.find_confidential(
        body, text.normalise(confidential, limit=max(limit, rules.WORDS_LIMIT), field="confidential")
    )
    if not marks:
        return Written(body, text.plain_html(body))
    covered, label = passages.covered((), marks), confidential_label(i18n.language())
    return Written(body, rendered(body, covered, [label] * len(covered)), tuple(marks))
