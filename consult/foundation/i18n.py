"""Languages: one address, one language; catalogues by room; formats as each language writes them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache, wraps
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, get_timezone_location
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import LazyProxy, Translations
from flask import Flask, current_app, g, has_app_context, has_request_context, request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from werkzeug.routing import BaseConverter

from consult.foundation.errors import Refused
from consult.foundation.scripts import UNKNOWN
from consult.foundation.settings import PROJECT
from consult.foundation.zones import in_zone

LANGUAGES: Mapping[str, str] = {"en": "English", "zh-hans": "简体中文", "zh-hant": "繁體中文"}
"""Language in addresses -> its own name. The first is the one the source is written in."""
TAGS: Mapping[str, str] = {"en": "en", "zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}
"""Language in addresses -> BCP 47 tag for ``lang`` attributes."""
LOCALES: Mapping[str, str] = {"en": "en_GB", "zh-hans": "zh_Hans_CN", "zh-hant": "zh_Hant_TW"}
CATALOGUES = PROJECT / "consult" / "translations"


class LanguageConverter(BaseConverter):
    """``<lang:lang>``: one of the site's languages, nothing else."""

    regex = "en|zh-hans|zh-hant"


def spoken(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that speaks the language of the request.

    What is given as a constant is worked out when a template is compiled, so once for everybody; not where it takes the
    context.
    """

    @pass_context
    @wraps(function)
    def filtered(_context: Context, *given: Any, **named: Any) -> Any:
        return function(*given, **named)

    return filtered


def init_app(app: Flask) -> None:
    """Take the language from the address and give it to templates and url_for."""
    app.url_map.converters["lang"] = LanguageConverter
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=gettext, ngettext=ngettext, newstyle=False
    )

    app.jinja_env.filters.update(said=spoken(said), day=_day, instant=_instant)
    app.jinja_env.globals["language_name"] = language_name

    @app.url_value_preprocessor
    def _take_language(_: str | None, values: dict[str, object] | None) -> None:
        lang = (values or {}).pop("lang", None) or request.path.split("/", 2)[1]  # where no page is found
        g.lang = lang if lang in LANGUAGES else None

    @app.url_defaults
    def _give_language(endpoint: str, values: dict[str, object]) -> None:
        if "lang" not in values and app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values["lang"] = language()


def language() -> str:
    """The language of this request's address, or the one to answer with where the address has none."""
    chosen: str | None = g.get("lang") if g else None
    if chosen:
        return chosen
    return negotiate(request.accept_languages.values()) if has_request_context() else "en"


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Answer in this language of the site (else in English) for a while: for mails, which no address belongs to."""
    before = g.get("lang")
    g.lang = lang if lang in LANGUAGES else "en"
    try:
        yield
    finally:
        g.lang = before


def tag() -> str:
    """The BCP 47 tag of the page's language."""
    return TAGS[language()]


def negotiate(wanted: Iterable[str]) -> str:
    """The best language for a list of BCP 47 tags, best first (zh-TW, zh-HK and zh-MO are Traditional)."""
    for one in list(wanted)[:20]:
        try:
            locale = Locale.parse(one[:35].replace("-", "_"))
        except (ValueError, UnknownLocaleError, TypeError):
            continue
        if locale.language == "zh":
            return (
                "zh-hant" if locale.script == "Hant" or locale.territory in ("TW", "HK", "MO") else "zh-hans"
            )
        if locale.language in LANGUAGES:
            return locale.language
    return "en"


@cache
def translations(lang: str) -> Translations:
    """All rooms' catalogues of one language, merged. English is what the source says, with its plurals."""
    merged = Translations()
    folder = CATALOGUES / TAGS[lang].replace("-", "_")
    for path in sorted(folder.glob("*.po")):
        one = _compiled(path, lang)
        merged.merge(one)
        merged.plural = one.plural  # merging leaves it behind, and English plurals with it
    return merged


def _compiled(path: Path, lang: str) -> Translations:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=LOCALES[lang])
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    buffer.seek(0)
    return Translations(buffer)


REWORDING: list[Callable[[str], str]] = []
"""Filled by a higher room: the site's own words for things, put into a text before its places are filled."""


def _reworded(text: str) -> str:
    for reword in REWORDING if g else ():  # no app, no site to have words of its own
        text = reword(text)
    return text


def own_gettext(message: str, **values: object) -> str:
    """The message in the request's language as our catalogue has it, whatever a site calls things."""
    text = str(translations(language()).ugettext(message))
    return _filled(text, values) if values else text


def own_ngettext(singular: str, plural: str, number: int) -> str:
    """The same for a number."""
    return _filled(translations(language()).ungettext(singular, plural, number), {"num": number_text(number)})


def gettext(message: str, **values: object) -> str:
    """The message in the request's language, with ``%(name)s`` places filled in."""
    text = _reworded(translations(language()).ugettext(message))
    return _filled(text, values) if values else text


def ngettext(singular: str, plural: str, number: int, **values: object) -> str:
    """Like gettext, for a number; ``%(num)s`` is the number as the language writes it."""
    text = _reworded(translations(language()).ungettext(singular, plural, number))
    return _filled(text, {"num": number_text(number), **values})


def _filled(text: str, values: Mapping[str, object]) -> str:
    """The places filled in; where something given is mark-up, all of it is, and everything else escaped."""
    if any(isinstance(one, Markup) for one in values.values()):
        text = escape(text)
    return text % values


def lazy(message: str, **values: object) -> Any:
    """A message translated when it is shown: for form labels and other things made at import time.

    WTForms types its labels as str, so the proxy passes as Any.
    """
    return LazyProxy(gettext, message, enable_cache=False, **values)


_ = gettext


def refusal_text(refused: Refused) -> str:
    """A refusal in the request's language; instants, numbers and messages among its values too."""
    filled = {name: _value_text(value) for name, value in refused.values.items()}
    return gettext(refused.message, **filled) if filled else gettext(refused.message)


def _value_text(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        return number_text(value)
    if isinstance(value, Refused):
        return refusal_text(value)
    if isinstance(value, datetime):
        return instant_text(value, getattr(value.tzinfo, "key", ""))  # the zone the rule named
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, ZoneInfo):
        return zone_text(value.key)
    if isinstance(value, Mapping):
        return said(value)
    if isinstance(value, list | tuple):
        return list_text([_value_text(item) for item in value])
    return gettext(value) if isinstance(value, str) and value else str(value)


def said(text: str | Mapping[str, str]) -> str:
    """A sentence of the catalogues, or one that a data file gives by language, in the page's language."""
    return gettext(text) if isinstance(text, str) else text.get(language()) or text["en"]


def language_name(tag: str) -> str:
    """A language's own name: of the site's languages and of any other that is known; else its tag."""
    if tag == UNKNOWN:
        return gettext("another language")
    if tag.lower() in LANGUAGES:
        return LANGUAGES[tag.lower()]
    try:
        return Locale.parse(tag, sep="-").get_display_name() or tag
    except (ValueError, UnknownLocaleError):
        return tag


def number_text(number: float, lang: str | None = None) -> str:
    """12,345 as the language writes it."""
    return format_decimal(number, locale=LOCALES[lang or language()])


def site_zone() -> str:
    """Whose clock is shown where something is about no one consultation."""
    return str(current_app.extensions["consult_settings"].timezone) if has_app_context() else "UTC"


def site_day(at: datetime) -> date:
    """Which day an instant is on, where something is about no one consultation: a body's own days, and what it owes."""
    return in_zone(at, site_zone()).date()


def date_text(day: date | datetime, zone: str = "", lang: str | None = None) -> str:
    """22 November 2026 / 2026年11月22日; for an instant in the given zone, else in the site's."""
    if isinstance(day, datetime):
        day = in_zone(day, zone or site_zone()).date()
    return format_date(day, "long", locale=LOCALES[lang or language()])


ZONES: Mapping[str, Mapping[str, str]] = {
    "UTC": {"en": "Universal time (UTC)", "zh-hans": "协调世界时（UTC）", "zh-hant": "世界協調時間（UTC）"},
    "Asia/Shanghai": {"en": "Beijing time", "zh-hans": "北京时间", "zh-hant": "北京時間"},
    "Asia/Taipei": {"en": "Taipei time", "zh-hans": "台北时间", "zh-hant": "臺北時間"},
}
"""Clocks that people call otherwise than by the city of the IANA list."""
ZONE_SHAPES: Mapping[str, str] = {"en": "{} time", "zh-hans": "{}时间", "zh-hant": "{}時間"}


def zone_text(zone: str, at: datetime | None = None, lang: str | None = None) -> str:
    """Taipei time / 臺北時間, as people name a zone's clock; with its offset at an instant where one is given."""
    lang = lang or language()
    own = ZONES.get(zone, {}).get(lang)
    if own is None:
        city = get_timezone_location(ZoneInfo(zone), locale=LOCALES[lang], return_city=True)
        own = ZONE_SHAPES[lang].format(city.rpartition("/")[2])
    offset = _offset(in_zone(at, zone)) if at is not None and zone != "UTC" else ""
    return f"{own}{aside_text(offset, lang)}" if offset else own


def _offset(local: datetime) -> str:
    """UTC+8, UTC−3:30: how far a clock is from universal time."""
    sign, hours, minutes = local.strftime("%z")[0], int(local.strftime("%z")[1:3]), local.strftime("%z")[3:5]
    return f"UTC{'−' if sign == '-' else '+'}{hours}{'' if minutes == '00' else ':' + minutes}"


def instant_text(instant: datetime, zone: str = "", lang: str | None = None) -> str:
    """Date and time to the minute, with the zone named and its offset, so that closing is beyond doubt."""
    lang, zone = lang or language(), zone or site_zone()
    local = in_zone(instant, zone)
    pattern = "d MMMM y, HH:mm" if lang == "en" else "y年M月d日 HH:mm"
    between = ", " if lang == "en" else "，"
    shown = "UTC" if zone == "UTC" else f"{zone_text(zone, lang=lang)}{between}{_offset(local)}"
    return f"{format_datetime(local, pattern, locale=LOCALES[lang])}{aside_text(shown, lang)}"


@pass_context
def _day(context: Context, day: date | datetime, zone: str = "") -> str:
    return date_text(day, zone or zone_of(context))


@pass_context
def _instant(context: Context, instant: datetime, zone: str = "") -> str:
    return instant_text(instant, zone or zone_of(context))


def zone_of(context: Context) -> str:
    """The clock of a page: its consultation's; the site's (empty) where it is about no one consultation."""
    if isinstance(given := context.get("zone"), str):
        return given
    about = context.get("consultation") or getattr(context.get("stamp"), "consultation", None)
    return getattr(about, "timezone", "")


def aside_text(text: object, lang: str | None = None) -> Markup:
    """`` (text)`` or ``（text）``: a remark in the brackets of the language, escaped."""
    shape = " ({})" if (lang or language()) == "en" else "（{}）"
    return Markup(shape).format(text)  # noqa: S704 - the shape is ours, format() escapes what goes in


def lead_text(text: object, lang: str | None = None) -> Markup:
    """``text: `` or ``text：``: a label before what it names, escaped; of an empty text the colon alone."""
    shape = "{}: " if (lang or language()) == "en" else "{}："
    return Markup(shape).format(text)  # noqa: S704 - the shape is ours, format() escapes what goes in


def list_text(items: list[str], lang: str | None = None) -> str:
    """a, b and c / a、b和c."""
    from babel.lists import format_list  # noqa: PLC0415 - loads data that few pages need

    return format_list(items, locale=LOCALES[lang or language()]) if items else ""
