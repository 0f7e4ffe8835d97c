"""Atom feeds: the newest of what everybody can read, made anew from what stands. What is taken back is gone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from feedgenerator import Atom1Feed

from consult.consultations import queries as consultations
from consult.consultations.queries import Stamp
from consult.foundation import i18n
from consult.foundation.i18n import gettext as _
from consult.notifications import queries
from consult.organisations import look
from consult.outcomes import queries as outcomes

NEWEST = 50


@dataclass(frozen=True)
class Item:
    """One thing that happened. ``html`` is safe; ``mark`` names it for good."""

    mark: str
    when: datetime
    title: str
    html: str
    link: str
    author: str = ""


def news(stamp: Stamp, *, base: str) -> bytes:
    """News of a consultation, newest first. ``base`` is the site's address."""
    place = f"{base}/{i18n.language()}/consultations/{stamp.consultation.slug}"
    items = sorted(_happenings(stamp, place), key=lambda item: (item.when, item.mark), reverse=True)
    return _atom(stamp, stamp.title, place, f"{base}/feeds/{stamp.consultation.slug}.atom", items[:NEWEST])


def comments(stamp: Stamp, *, base: str) -> bytes:
    """The newest published comments, in the order of the pages."""
    pages = f"{base}/{i18n.language()}"
    items = [
        Item(
            one.reference, one.published_at, _("Comment %(reference)s", reference=one.reference), one.html,
            f"{pages}/comments/{one.reference}", one.name,
        )
        for one in queries.newest_comments(stamp.consultation_id, NEWEST)
    ]  # fmt: skip
    slug = stamp.consultation.slug
    title = _("Comments on “%(title)s”", title=stamp.title)
    own = f"{base}/feeds/{slug}-comments.atom"
    return _atom(stamp, title, f"{pages}/consultations/{slug}/comments", own, items)


def _atom(stamp: Stamp, title: str, link: str, own: str, items: list[Item]) -> bytes:
    feed = Atom1Feed(
        title=title, link=link, description=None, language=i18n.tag(), feed_url=f"{own}?lang={i18n.language()}",
        feed_guid=own,
    )  # fmt: skip
    for item in items:
        when = _to_minute(item.when)
        feed.add_item(
            title=item.title, link=item.link, description=item.html, author_name=item.author or None,
            unique_id=f"{own}#{item.mark}", pubdate=when, updateddate=when,
        )  # fmt: skip
    feed.latest_post_date = lambda: max(
        (_to_minute(item.when) for item in items), default=_to_minute(_began(stamp))
    )
    written: str = feed.writeString("utf-8")
    return written.encode()


def _began(stamp: Stamp) -> datetime:
    return stamp.consultation.published_at or stamp.consultation.created_at


def _to_minute(instant: datetime) -> datetime:
    """As published everywhere: nobody is found by the second."""
    return instant.astimezone(UTC).replace(second=0, microsecond=0)


def _paragraphs(*texts: str) -> str:
    return "".join(f"<p>{escape(one)}</p>" for one in texts if one)


def _happenings(stamp: Stamp, place: str) -> Iterator[Item]:
    consultation = stamp.consultation
    yield from _published(stamp, place)
    for version in consultations.versions_of(consultation.id):
        if version.number > 1 and version.published_at is not None:
            title = _("Version %(number)s of the draft is published", number=version.number)
            link = f"{place}/draft/{version.number}"
            yield Item(
                f"version-{version.number}",
                version.published_at,
                title,
                _paragraphs(consultations.note_in(version, i18n.language())[0]),
                link,
            )
    for number, change in enumerate(consultations.date_changes(consultation.id), 1):
        now = i18n.instant_text(change.closes_now, consultation.timezone)
        html = _paragraphs(_("It now closes on %(day)s.", day=now), change.reason)
        yield Item(f"dates-{number}", change.changed_at, _("The closing was moved"), html, place)
    yield from _answers(stamp, place)


def _published(stamp: Stamp, place: str) -> Iterator[Item]:
    consultation = stamp.consultation
    texts = consultations.texts_of(consultation.id)
    words = consultations.text_in(texts, i18n.language(), consultation.language)
    html = _paragraphs(words.summary if words else "")
    yield Item("published", _began(stamp), _("Published: %(title)s", title=stamp.title), html, place)
    if consultation.finished_at is not None:
        title = _("Finished: %(title)s", title=stamp.title)
        yield Item("finished", consultation.finished_at, title, "", f"{place}/outcome")


def _answers(stamp: Stamp, place: str) -> Iterator[Item]:
    consultation, language = stamp.consultation, i18n.language()
    for reply in outcomes.replies_listed(consultation.id, limit=NEWEST).replies:
        title = _("Reply by %(office)s", office=look.office_name(reply.office_in(language)))
        when = reply.corrected_at or reply.replied_at
        yield Item(f"reply-{reply.public_id}", when, title, reply.html, f"{place}/replies/{reply.public_id}")
    for number, later in enumerate(outcomes.postponements(consultation.id), 1):
        title = _("The outcome is now promised for %(day)s", day=i18n.date_text(later.due_now))
        yield Item(
            f"postponed-{number}", later.postponed_at, title, _paragraphs(later.reason), f"{place}/outcome"
        )
    summary = outcomes.published_summary_of(consultation.id)
    if summary is not None and summary.published_at is not None:
        html, _language = outcomes.html_of_summary(summary, language)
        yield Item("summary", summary.published_at, _("What was received"), html, f"{place}/summary")
    for one in outcomes.commitments_of(consultation.id):
        words = str(one.texts.get(language) or one.body)
        yield Item(
            f"commitment-{one.public_id}",
            one.made_at,
            _("Something was promised"),
            _paragraphs(words),
            f"{place}/commitments",
        )
    outcome = outcomes.published_outcome_of(consultation.id)
    if outcome is not None and outcome.published_at is not None:
        html, _language = outcomes.html_in_language(outcome, "decision", language)
        title = _("The outcome is published")
        yield Item("outcome", outcome.published_at, title, html, f"{place}/outcome")
