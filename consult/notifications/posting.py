"""Writing the same news to many: a page of people at a time, so that nobody waits behind it."""

from collections.abc import Mapping, Set
from dataclasses import replace

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.fates import Fate
from consult.foundation import clock, i18n, mail
from consult.foundation.digests import NEWS
from consult.foundation.mail import Outgoing
from consult.notifications import links, queries, rules
from consult.notifications.events import NewsLeft
from consult.notifications.letters.letter import as_part
from consult.notifications.letters.news import News, Own, tell
from consult.notifications.queries import Addressee, Person
from consult.outcomes import queries as outcomes
from consult.outcomes.rules import DISPOSITION_NAMES

AT_ONCE = 300
READ = {
    "senders": queries.senders_after,
    "accounts": queries.accounts_after,
    "subscribers": queries.subscribers_after,
}


def write_news(left: NewsLeft) -> NewsLeft | None:
    """Queue the mails to the next people; returns what is left after them, or None."""
    consultation = consultations.get_by_id(left.consultation_id)
    stage, after, budget = left.stage, left.after, AT_ONCE
    while True:
        people, last = READ[stage](consultation.id, after, budget)
        _queue(left, consultation, people)
        if last:
            return NewsLeft(consultation.id, left.kind, left.about_id, stage, last)
        budget -= len(people)
        if stage == rules.STAGES[-1]:
            return None
        stage, after = rules.STAGES[rules.STAGES.index(stage) + 1], ""
        if budget <= 0:
            return NewsLeft(consultation.id, left.kind, left.about_id, stage, "")


def _queue(left: NewsLeft, consultation: Consultation, people: list[Person]) -> None:
    unwanted = queries.stopped(consultation.id, [one.email_fold for one in people])
    told: dict[str, News] = {}
    fates: dict[str, Mapping[int, Fate]] = {}
    mails = []
    about = [comment.comment_id for one in people for comment in one.comments]
    looked = outcomes.with_second_look(about) if left.kind == "outcome" else set()
    for person in people:
        if person.email_fold in unwanted:
            continue
        with i18n.speaking(person.language):
            language = i18n.language()
            if language not in told:
                told[language] = _news(left, consultation, language)
                fates[language] = _fates(left, people, language)
            mails.append(_mail(left, consultation, told[language], person, fates[language], looked))
    mail.queue_all(mails, now=clock.now())


def _fates(left: NewsLeft, people: list[Person], language: str) -> Mapping[int, Fate]:
    """What became of the comments of these people: told with the outcome. One statement for each language."""
    if left.kind != "outcome":
        return {}
    own = [comment.comment_id for one in people for comment in one.comments]
    return outcomes.fates_of(own, language, is_own=True)


def _own(one: Addressee, fate: Fate | None, *, has_look: bool) -> Own:
    may_rate = fate is not None and links.has_own_page(one)
    rate_link = links.own_page(one, "answer") if may_rate else ""
    return Own(one.reference, links.own_page(one), _became(fate), rate_link, has_look)


def _became(fate: Fate | None) -> list[tuple[str, str]]:
    return [
        (one.theme, i18n.gettext(DISPOSITION_NAMES[one.disposition])) for one in (fate.became if fate else ())
    ]


def _mail(
    left: NewsLeft, consultation: Consultation, news: News, person: Person, fates: Mapping[int, Fate], looked: Set[int]
) -> Outgoing:  # fmt: skip
    own = [_own(one, fates.get(one.comment_id), has_look=one.comment_id in looked) for one in person.comments]
    stop = (
        links.stop_sender(person.comments[0])
        if person.comments
        else links.stop_address(consultation.public_id, person.email_fold)
    )
    written = tell(replace(news, own=own), links.foot(stop))
    when = f"{consultation.closes_at:%Y-%m-%dT%H:%M}" if left.kind == "reminder" else str(left.about_id)
    key = f"notifications.{left.kind}|{consultation.public_id}|{when}|{rules.address_mark(person.email_fold)}"
    is_own = bool(person.comments)
    part = (
        as_part(written, consultation.public_id, news.title, is_own=is_own, rank=NEWS)
        if left.kind in rules.DIGESTED
        else None
    )
    return Outgoing(key, person.email, written.subject, written.body, stop, part)


def _news(left: NewsLeft, consultation: Consultation, language: str) -> News:
    title, _language = consultations.titles_in([consultation.id], language)[consultation.id]
    place = f"consultations/{consultation.slug}"
    zone = consultation.timezone
    if left.kind == "extended":
        change = next(one for one in consultations.date_changes(consultation.id) if one.id == left.about_id)
        return News(
            "extended", title, links.page(place), before=i18n.instant_text(change.closed_before, zone),
            now=i18n.instant_text(change.closes_now, zone), reason=change.reason,
        )  # fmt: skip
    if left.kind == "version":
        version = next(one for one in consultations.versions_of(consultation.id) if one.id == left.about_id)
        link = links.page(f"{place}/draft/{version.number}")
        note, _noted_in = consultations.note_in(version, language)
        return News("version", title, link, reason=note, number=version.number)
    if left.kind == "interim":
        link = links.page(f"{place}/outcome")
        made = next(one for one in outcomes.interim_of(consultation.id) if one.id == left.about_id)
        return News(
            "interim", title, link, now=i18n.date_text(made.until), reason=made.law, number=made.unread
        )
    if left.kind == "postponed":
        later = next(one for one in outcomes.postponements(consultation.id) if one.id == left.about_id)
        link = links.page(f"{place}/outcome")
        return News("postponed", title, link, now=i18n.date_text(later.due_now), reason=later.reason)
    if left.kind == "reminder":
        closing = i18n.instant_text(consultation.closes_at, zone) if consultation.closes_at else ""
        return News("reminder", title, links.page(place), now=closing)
    if left.kind == "round":
        further = consultations.get_by_id(left.about_id)
        closing = i18n.instant_text(further.closes_at, further.timezone) if further.closes_at else ""
        return News("round", title, links.page(f"consultations/{further.slug}"), now=closing)
    if left.kind == "ended":
        reason = consultation.state_reason
        return News("ended", title, links.page(place), reason=reason, how=consultation.ending)
    if left.kind in ("suspended", "resumed"):
        stay = next(one for one in consultations.suspensions(consultation.id) if one.id == left.about_id)
        closing = i18n.instant_text(consultation.closes_at, zone) if consultation.closes_at else ""
        return News(left.kind, title, links.page(place), now=closing, reason=stay.reason)
    return News(left.kind, title, links.page(f"{place}/{'summary' if left.kind == 'summary' else 'outcome'}"))
