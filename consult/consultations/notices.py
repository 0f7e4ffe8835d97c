"""The notice of a consultation as its place prints it: the profile's blocks filled with what the consultation says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from consult.consultations import calendars, profiles
from consult.consultations.drafts.chinese_numbers import format_number
from consult.consultations.models import Consultation, ConsultationText
from consult.consultations.profiles.reading import PLACE, places_of
from consult.consultations.profiles.shape import Block
from consult.foundation import i18n, web
from consult.foundation.zones import in_zone

NUMBERED = ("item", "subitem")
IS_DRAFT = re.compile(r"[（(]?(?:草案|征求意见稿|徵求意見稿|草案征求意见稿)[)）]?$")
"""What says at the end of a title that it is a draft's: a notice names the act, and says itself that it is one."""
ROC_YEAR_ZERO = 1911


@dataclass(frozen=True)
class Part:
    """One block as it is printed. ``mark`` is its number, such as 一、 or 1."""

    style: str
    mark: str
    label: str
    lines: Sequence[str]


@dataclass(frozen=True)
class Shown:
    """A field of the notice with its label, for lists."""

    label: str
    text: str


def parts(
    consultation: Consultation,
    words: ConsultationText | None,
    body: str,
    *,
    now: datetime,
    language: str = "",
    what_next: str | None = None,
) -> list[Part]:
    """The printed notice in a language of the site. One that isn't published yet is dated today.

    ``what_next``: what happens next, where that is no longer what the consultation promised; empty: nothing is said.
    """
    language = language or i18n.language()
    profile = profiles.profile(consultation.profile)
    values = _values(consultation, words, body, language, now)
    if what_next is not None:
        values["what_next"] = what_next
    return compose(profile.data.print, values, language)


def _values(
    consultation: Consultation, words: ConsultationText | None, body: str, language: str, now: datetime
) -> dict[str, str]:
    profile, zone = profiles.profile(consultation.profile), consultation.timezone
    style = profile.data.date_style
    opens = consultation.opens_at or now

    def day(instant: datetime | date | None) -> str:
        if instant is None:
            return ""
        found = in_zone(instant, zone).date() if isinstance(instant, datetime) else instant
        return day_text(found, style, language)

    closes = consultation.closes_at
    base = f"{web.settings().base_url}/{language}/consultations/{consultation.slug}"
    texts = {
        name: getattr(words, name) if words else ""
        for name in ("title", "summary", "legal_basis", "affected", "decided", "open_questions", "contact",
                     "other_ways", "what_next")
    }  # fmt: skip
    begins, ends = in_zone(opens, zone).date(), in_zone(closes, zone).date() if closes else None
    counted = calendars.counted_days(begins, ends, profile.count, profile.calendar) if ends else 0
    title = texts["title"] or consultation.title
    notice = {one.code: str(words.notice.get(one.code, "")) if words else "" for one in profile.data.notice}
    return {
        **texts, **notice, "title": title, "name": IS_DRAFT.sub("", title) or title, "body": body, "address": base,
        "draft": f"{base}/draft", "comment": f"{base}/comment", "published_on": day(consultation.published_at or now),
        "opens_on": day(opens), "closes_on": day(closes),
        "closes": _closing(closes, zone, style, language) if closes else "",
        "days": str(counted) if counted else "", "outcome_by": day(consultation.outcome_due_on),
        "period": profile.period(consultation.period_kind).name[language],
        "clock": i18n.zone_text(zone, lang=language),
    }  # fmt: skip


def _closing(closes: datetime, zone: str, style: str, language: str) -> str:
    """Day and time, with the offset where the clocks show that time twice on that day."""
    local = in_zone(closes, zone)
    shown = f"{day_text(local.date(), style, language)}{', ' if language == 'en' else ''}{local:%H:%M}"
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{shown} (UTC{local:%z})" if twice else shown


def day_text(day: date, style: str, language: str) -> str:
    """A day as a notice of the place writes it: 中華民國115年11月22日, 2026年11月22日, 22 November 2026."""
    if style == "roc" and language == "zh-hant" and day.year > ROC_YEAR_ZERO:
        return f"中華民國{day.year - ROC_YEAR_ZERO}年{day.month}月{day.day}日"
    return i18n.date_text(day, lang=language)


def compose(blocks: Sequence[Block], values: Mapping[str, str], language: str) -> list[Part]:
    """The blocks that say something, numbered: items through the notice, subitems below their item."""
    found: list[Part] = []
    numbers = dict.fromkeys(NUMBERED, 0)
    for block in blocks:
        telling = [place for place in places_of(block) if place not in ALWAYS]
        if telling and not any(values.get(place, "").strip() for place in telling):
            continue
        lines = _lines(block.text[language], values) if block.text else []
        if not lines and block.text:
            continue
        label = block.label[language] if block.label else ""
        style = "subitem" if block.style == "subitems" else block.style
        for each in [[line] for line in lines] if block.style == "subitems" else [lines]:
            if style in NUMBERED:
                numbers[style] += 1
                numbers["subitem"] = 0 if style == "item" else numbers["subitem"]
            found.append(Part(style, mark_of(style, numbers.get(style, 0), language), label, each))
    return found


def _lines(text: str, values: Mapping[str, str]) -> list[str]:
    filled = PLACE.sub(lambda place: values.get(place[1], ""), text)
    return [line.strip().replace("。。", "。") for line in filled.splitlines() if line.strip()]


ALWAYS = frozenset({"body", "title", "name", "clock"})
"""Places that are never empty: a block that names others too is left out where those are empty."""


def mark_of(style: str, number: int, language: str) -> str:
    """一、 and （一） in Chinese, 1. and (a) in English; empty for what isn't numbered."""
    if style not in NUMBERED:
        return ""
    if language == "en":
        return f"{number}." if style == "item" else f"({chr(96 + number)})"
    return f"{format_number(number)}、" if style == "item" else f"（{format_number(number)}）"


def shown_fields(consultation: Consultation, words: ConsultationText | None, language: str) -> list[Shown]:
    """What the notice says in the profile's own fields."""
    fields = profiles.profile(consultation.profile).data.notice
    said = [(one, str(words.notice.get(one.code, "")) if words else "") for one in fields]
    return [Shown(one.label[language], text) for one, text in said if text.strip()]
