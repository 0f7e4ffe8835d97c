"""Under which theme a comment was put is told to who wrote it, some hundreds at a time."""

from collections.abc import Mapping
from datetime import datetime

from consult.analysis import queries as reading
from consult.analysis.events import CommentsThemed, ThemeMerged
from consult.analysis.models import Theme
from consult.analysis.rules import shown_number
from consult.consultations import queries as consultations
from consult.foundation import clock, events, i18n, mail
from consult.foundation.mail import Outgoing
from consult.notifications import links, queries
from consult.notifications.events import ThemedLeft
from consult.notifications.letters.letter import as_part
from consult.notifications.letters.themed import themed
from consult.notifications.queries import Addressee
from consult.outcomes import queries as outcomes

AT_ONCE = 300


@events.on(CommentsThemed)
def tell_themed(event: CommentsThemed) -> None:
    """Those whose comments came under a theme in one act."""
    _tell(ThemedLeft(event.theme_id, event.put_at, 0, 0))


@events.on(ThemeMerged)
def tell_merged(event: ThemeMerged) -> None:
    """Those whose comments stand under the theme that took another one in."""
    _tell(ThemedLeft(event.into_id, "", event.theme_id, 0))


@events.on(ThemedLeft)
def tell_further(event: ThemedLeft) -> None:
    """The next ones of many."""
    _tell(event)


def _tell(left: ThemedLeft) -> None:
    theme = reading.get_theme(left.theme_id)
    if (
        not theme.is_live or theme.article_id is not None
    ):  # one made for an article says no more than the comment does
        return
    everybody = (
        reading.themed_at(theme.id, datetime.fromisoformat(left.put_at))
        if left.put_at
        else reading.comment_ids_of(theme.id)
    )
    ids = sorted(one for one in everybody if one > left.after)[:AT_ONCE]
    authors = queries.addressees(ids)
    unwanted = queries.stopped(theme.consultation_id, {one.email_fold for one in authors})
    mailboxes: dict[str, list[Addressee]] = {}
    for one in authors:
        if one.email_fold not in unwanted:
            mailboxes.setdefault(one.email_fold, []).append(one)
    names = outcomes.public_names([theme])[theme.id]
    mail.queue_all([_mail(left, theme, own, names) for own in mailboxes.values()], now=clock.now())
    if len(ids) == AT_ONCE:
        events.emit(ThemedLeft(theme.id, left.put_at, left.from_theme_id, ids[-1]), now=clock.now())


def _mail(left: ThemedLeft, theme: Theme, own: list[Addressee], names: Mapping[str, str]) -> Outgoing:
    """What staff call a theme while they work is theirs: its name is told in languages in which everybody reads it."""
    consultation, stop = consultations.get_by_id(theme.consultation_id), links.stop_sender(own[0])
    with i18n.speaking(own[0].language):
        language = i18n.language()
        title, _language = consultations.titles_in([consultation.id], language)[consultation.id]
        name, _spoken = outcomes.public_name(theme, language, names) or ("", "")
        number, _more = shown_number(theme.published, theme.comments - theme.published)
        written = themed(
            links.foot(stop), title=title, theme=name, is_merged=bool(left.from_theme_id), number=number,
            own=[(one.reference, links.own_page(one)) for one in own],
        )  # fmt: skip
        part = as_part(written, consultation.public_id, title, is_own=True)
    what = f"merged-{left.from_theme_id}" if left.from_theme_id else "themed"
    key = f"notifications.{what}|{theme.public_id}|{own[0].reference}"
    return Outgoing(key, own[0].email, written.subject, written.body, stop, part)
