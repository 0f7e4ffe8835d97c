"""News of a consultation, to those who took part and to those who asked for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from consult.foundation.i18n import gettext as _
from consult.notifications.letters.letter import Foot, Letter, letter, quoted


@dataclass(frozen=True)
class Own:
    """A comment of the reader's: its reference, their page of it, and what the outcome made of it.

    ``became``: (theme, disposition) each; the theme is empty where it is said of an article.
    """

    reference: str
    link: str
    became: Sequence[tuple[str, str]] = ()
    rate_link: str = ""
    """Where they say whether that meets their point; empty where nothing became of it, or no link opens their page."""
    has_look: bool = False
    """Whether they asked for their one second look already."""


@dataclass(frozen=True)
class News:
    """What happened, in words: dates as they are shown."""

    kind: str
    title: str
    link: str
    before: str = ""
    now: str = ""
    reason: str = ""
    number: int = 0
    how: str = ""
    """How it ended: withdrawn, superseded or annulled."""
    own: Sequence[Own] = ()


def tell(news: News, foot: Foot) -> Letter:
    """The mail about any of rules.KINDS."""
    subject, *paragraphs = _WORDS[news.kind](news)
    return letter(subject, (*paragraphs, news.link, *_own(news)), foot)


def _own(news: News) -> list[str]:
    if not news.own:
        return []
    lines = "\n".join(line for one in news.own for line in (f"{one.reference}: {one.link}", *_became(one)))
    return [
        _("You took part. Your comments, and what became of each (please keep these links to yourself):")
        + "\n"
        + lines
    ]


def _became(one: Own) -> list[str]:
    told = [
        "  "
        + (
            _("Comments under “%(theme)s”: %(disposition)s", theme=theme, disposition=disposition)
            if theme
            else _("Comments on this part: %(disposition)s", disposition=disposition)
        )
        for theme, disposition in one.became
    ]
    if one.rate_link:
        ask = (
            _("Does that meet your point? Say so here:")
            if one.has_look
            else _("Does that meet your point? Say so here, or ask once for a second look by another person:")
        )
        told.append(f"  {ask} {one.rate_link}")
    return told


def _why(news: News) -> str:
    return _("The reason given:") + "\n" + quoted(news.reason) if news.reason else ""


def _extended(news: News) -> tuple[str, ...]:
    return (
        _("More time: “%(title)s” now closes on %(day)s", title=news.title, day=news.now),
        _(
            "The closing of “%(title)s” was moved. It was to close on %(before)s and now closes on %(day)s.",
            title=news.title,
            before=news.before,
            day=news.now,
        ),
        _why(news),
    )


def _version(news: News) -> tuple[str, ...]:
    changed = _("What changed, in the office’s words:") + "\n" + quoted(news.reason) if news.reason else ""
    return (
        _("A new version of the draft: %(title)s", title=news.title),
        _(
            "Version %(number)s of the draft of “%(title)s” is published.",
            number=news.number,
            title=news.title,
        ),
        changed,
        _("Earlier versions stay readable, with the comments on them."),
    )


def _postponed(news: News) -> tuple[str, ...]:
    return (
        _("The outcome comes later: %(title)s", title=news.title),
        _("The outcome of “%(title)s” is now promised for %(day)s.", title=news.title, day=news.now),
        _why(news),
    )


def _summary(news: News) -> tuple[str, ...]:
    return (
        _("What was received: %(title)s", title=news.title),
        _(
            "Everything that was received on “%(title)s” is summed up. The office’s answer comes with the outcome.",
            title=news.title,
        ),
    )


def _interim(news: News) -> tuple[str, ...]:
    return (
        _("An interim response: %(title)s", title=news.title),
        _(
            "By a date that law forces, the office has responded to “%(title)s” while %(number)s comments are unread. "
            "They are to be read by %(day)s.",
            title=news.title,
            number=news.number,
            day=news.now,
        ),
        _why(news),
    )


def _outcome(news: News) -> tuple[str, ...]:
    return (
        _("The outcome is published: %(title)s", title=news.title),
        _(
            "The office decided on “%(title)s” and says what changed because of the comments.",
            title=news.title,
        ),
    )


def _finished(news: News) -> tuple[str, ...]:
    return (
        _("Finished: %(title)s", title=news.title),
        _("“%(title)s” is finished: everything owed to those who took part was answered.", title=news.title),
    )


def _reminder(news: News) -> tuple[str, ...]:
    return (
        _("Closes soon: %(title)s", title=news.title),
        _(
            "You can still say what you think about “%(title)s”. It closes on %(day)s.",
            title=news.title,
            day=news.now,
        ),
    )


def _ended(news: News) -> tuple[str, ...]:
    words = {
        "withdrawn": _("Withdrawn: %(title)s", title=news.title),
        "superseded": _("Superseded: %(title)s", title=news.title),
        "annulled": _("Annulled: %(title)s", title=news.title),
    }
    return (
        words[news.how],
        _("“%(title)s” has ended without an answer. Everything that was said stays readable.", title=news.title),
        _why(news),
    )  # fmt: skip


def _suspended(news: News) -> tuple[str, ...]:
    return (
        _("Suspended: %(title)s", title=news.title),
        _(
            "“%(title)s” is suspended: no comments are taken for now. The days that are left will be given back.",
            title=news.title,
        ),
        _why(news),
    )


def _resumed(news: News) -> tuple[str, ...]:
    return (
        _("Resumed: %(title)s", title=news.title),
        _("“%(title)s” takes comments again. It closes on %(day)s.", title=news.title, day=news.now),
    )


def _round(news: News) -> tuple[str, ...]:
    return (
        _("A further round: %(title)s", title=news.title),
        _(
            "“%(title)s” goes on in a further round. What was said is shown beside the new draft, with what became of "
            "it; nobody needs to send it again. You can comment until %(day)s.",
            title=news.title,
            day=news.now,
        ),
    )


_WORDS = {
    "extended": _extended,
    "version": _version,
    "postponed": _postponed,
    "summary": _summary,
    "interim": _interim,
    "outcome": _outcome,
    "finished": _finished,
    "reminder": _reminder,
    "ended": _ended,
    "suspended": _suspended,
    "resumed": _resumed,
    "round": _round,
}
