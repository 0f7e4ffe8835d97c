"""What cells of other people's tables mean: stances, dates, languages, bodies in HTML.

Nothing is refused here: what can't be read gives no value, and the caller flags the row.
"""

import html
import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from consult.foundation.text import html_to_text

Stance = str
"""``support``, ``amend``, ``oppose``, ``remark`` or "" where nothing is said."""

_STANCES: dict[str, str] = {
    "support": "support supports for favor favour in_favor in_favour agree agreed yes pro pros pour favorable d_accord"
    " a_favor de_acuerdo si 支持 赞同 贊同 赞成 贊成 同意 1 +1",
    "amend": "amend amended amendment mixed partly partial modify modified modification mitige mixte enmienda"
    " modificar support_with_changes support_with_amendments 修改 修改后同意 修改後同意 部分同意 部分赞同 部分贊同",
    "oppose": "oppose opposes opposed against disagree disagreed no con cons contre contra en_contra defavorable"
    " desfavorable en_desacuerdo 反对 反對 不同意 不赞成 不贊成 不赞同 不贊同 不支持 -1",
    "remark": "remark remarks comment neutral other question neutre autre otro pass abstain 意见 意見 建议 建議"
    " 其他 中立 无意见 無意見 0",
}
_STANCE_OF = {word: stance for stance, words in _STANCES.items() for word in words.split()}

_MONTH_NAMES = """
jan january janv janvier ene enero; feb february fev fevr fevrier febrero; mar march mars marzo;
apr april avr avril abr abril; may mai mayo; jun june juin junio; jul july juil juillet julio;
aug august aou aout ago agosto; sep sept september septembre septiembre; oct october octobre octubre;
nov november novembre noviembre; dec december decembre dic diciembre
"""
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split(";"), 1) for name in names.split()}
_CLOCK = (
    r"(?:[T ]+(?P<half1>上午|下午|am|pm)? ?(?P<H>\d{1,2})[:时時点點](?P<M>\d{1,2})"
    r"(?:[:分](?P<S>\d{1,2})(?:[.,]\d{1,9})?秒?|分)?"
    r" ?(?P<half2>am|pm|a\.m\.|p\.m\.)?)?"
    r" ?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
)
_DATES = [
    re.compile(pattern + _CLOCK, re.IGNORECASE)
    for pattern in (
        r"(?P<roc>民[國国]) ?(?P<y>\d{2,3}) ?年 ?(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?日?",
        r"(?P<y>\d{4}) ?[-/.年] ?(?P<m>\d{1,2}) ?[-/.月] ?(?P<d>\d{1,2})日?",
        r"(?P<swap>)(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
        (
            r"(?:[a-z]{3,9},? )?(?P<d>\d{1,2})(?:st|nd|rd|th|er)?[- ](?:de )?"
            r"(?P<name>[^\W\d_]{3,10})\.?[- ,]+(?:de )?(?P<y>\d{4}|\d{2})"
        ),
        r"(?:[a-z]{3,9},? )?(?P<name>[^\W\d_]{3,10})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})",
    )
]
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})", re.ASCII)
_YEARS = range(1900, 2200)

_TAG_NAMES = (
    "p|br|div|span|a|b|i|u|s|em|strong|ul|ol|li|h[1-6]|table|thead|tbody|tr|td|th|blockquote|pre|code|img|font|center"
    "|sub|sup|ins|del|hr|script|style|small|dl|dt|dd|section|article"
)
_TAG = rf"</?(?:{_TAG_NAMES})(?:\s[^<>]*)?/?>"
_MARKUP = re.compile(
    rf"{_TAG}|&(?:[a-zA-Z][a-zA-Z0-9]{{1,30}}|#\d{{1,7}}|#[xX][0-9a-fA-F]{{1,6}});", re.IGNORECASE
)
_BLOCK = re.compile(
    r"<(?:p|div|ul|ol|li|h[1-6]|table|blockquote|pre|section|article)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_LOOSE = re.compile(rf"<(?!{_TAG[1:]})", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>[ \t]*\n", re.IGNORECASE)
_LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(?:-[A-WYZa-wyz0-9](?:-[A-Za-z0-9]{2,8})+)*(?:-x(?:-[A-Za-z0-9]{1,8})+)?",
    re.ASCII,
)


def fold(text: str) -> str:
    """Headings and words as they are compared: case, accents, full-width forms and separators aside."""
    plain = unicodedata.normalize("NFKD", text[:200].strip().casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[\s_\-./’'()（）:：]+", "_", plain).strip("_")


def stance_of(cell: str) -> Stance | None:
    """The stance a word stands for; "" for none given, None for a word nobody foresaw."""
    folded = fold(cell)
    if cell.strip() in {"-1", "+1"}:
        folded = cell.strip()
    return _STANCE_OF.get(folded) if folded else ""


def language_of(cell: str) -> str | None:
    """A well-formed BCP 47 tag in its usual case (``zh-Hant-TW``), or None."""
    tag = cell.strip().replace("_", "-")
    if len(tag) > 60 or not _LANGUAGE.fullmatch(tag):
        return None
    first, *rest = tag.split("-")
    parts = [first.lower()]
    private = False
    for part in rest:
        private = private or len(part) == 1
        usual = {2: part.upper(), 4: part.title()}.get(len(part), part.lower())
        parts.append(part.lower() if private or not part.isalpha() else usual)
    return "-".join(parts)


def instant_of(cell: str, zone: tzinfo) -> tuple[datetime | None, str | None]:
    """When a cell says, in UTC, and a flag where it can't be: ``unreadable_date`` or ``impossible_date``.

    Dates without an offset are local times of ``zone``; a date alone is its midnight. Of two numbers before
    the year the first is the day, unless only the other can be.
    """
    text = " ".join(unicodedata.normalize("NFKC", cell[:100]).split())
    if not text:
        return None, None
    if epoch := _EPOCH.fullmatch(text):
        milliseconds = int(epoch[1]) * 1000 if epoch[1] else int(epoch[2])
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds), None
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            try:
                return _instant(found.groupdict(), zone), None
            except (ValueError, OverflowError):
                return None, "impossible_date"
    return None, "unreadable_date"


def _instant(part: dict[str, str | None], zone: tzinfo) -> datetime:
    """The instant, or ValueError where the calendar has none."""
    year, day = int(part["y"] or 0), int(part["d"] or 0)
    if part.get("roc"):
        year += 1911
    if len(part["y"] or "") == 2 and not part.get("roc"):
        year += 2000 if year < 70 else 1900
    if part.get("name") is not None:
        month = _MONTHS.get(fold(part["name"] or ""), 0)
    else:
        month = int(part["m"] or 0)
        if month > 12 >= day and part.get("swap") is not None:
            month, day = day, month
    hour = int(part["H"] or 0)
    half = (part["half1"] or part["half2"] or "").lower().replace(".", "")
    if half in {"pm", "下午"} and hour < 12:
        hour += 12
    elif half in {"am", "上午"} and hour == 12:
        hour = 0
    if year not in _YEARS:
        raise ValueError(year)
    at = datetime(
        year, month, day, hour, int(part["M"] or 0), int(part["S"] or 0), tzinfo=_offset(part["zone"]) or zone
    )
    return at.astimezone(UTC)


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[3:].replace(":", "") or 0)
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def plain_body(cell: str) -> tuple[str, bool]:
    """The words of a cell, and whether it was HTML.

    Only elements that HTML has make a cell HTML: ``<https://…>`` and ``a < b`` stay as they are. Where a
    cell has line ends and no paragraphs of HTML, the line ends are kept. Raises Refused where too deep.
    """
    if not _MARKUP.search(cell):
        return cell, False
    marked = _LOOSE.sub("&lt;", cell.replace("\r\n", "\n").replace("\r", "\n"))
    if "<" not in marked:
        return html.unescape(cell), True
    if not _BLOCK.search(marked):
        marked = _BREAK.sub("\n", marked).replace("\n", "<br>")
    return html_to_text(marked), True
