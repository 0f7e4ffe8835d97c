"""Bytes to text: UTF-8 first, then UTF-16, GB18030 and Big5 by how plausible the Chinese is."""

import codecs
import re

from charset_normalizer import from_bytes

from consult.consultations.drafts.blocks import Finding
from consult.foundation.errors import N_, Refused

COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家"
    "电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看"
    "原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路"
    "級條規定機關應為個國這來時們對發經過說產種動會後與體當點從業電開關間線數條無問題結總員設長資邊華應於辦處請須項第款依準者前法律府縣市院令公告行政"
    "第章节條款项規规則则适適用办辦违違反罚罰款责責任制度当當事人申请申請书書单單位组織组织保护保護管理监督監督信息資訊公布施行附则附則本法所称所稱"
)
WESTERN = frozenset("àâäáãåæçèéêëìíîïñòóôöõøœùúûüÿßÀÂÄÁÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØŒÙÚÛÜ«»‘’“”„…–—°ºª§€£©®·•¿¡\xa0")
_UNLIKELY = re.compile("[\ue000-\uf8ff\ufffd\u3400-\u4dbf]")
MINIMUM_SHARE = 0.10


def decode_text(data: bytes) -> tuple[str, tuple[Finding, ...]]:
    """(the text, a finding that names the encoding where it isn't UTF-8). Raises Refused where none fits."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            try:
                return _found(data[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError:
                break
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    if encoding := _utf16_without_mark(data):
        return _found(data.decode(encoding), encoding)
    chinese = _best_chinese(data)
    if chinese:
        return _found(*chinese)
    if western := _western(data):
        return _found(western, "windows-1252")
    best = from_bytes(data[:200_000], cp_exclusion=["utf_16", "utf_32", "utf_7"]).best()
    if best is not None:
        try:
            return _found(data.decode(best.encoding), best.encoding)
        except (UnicodeDecodeError, LookupError):
            pass
    raise Refused(
        N_("The encoding of this text can’t be recognised. Save it as UTF-8 and send it again."),
        field="draft",
    )


def _found(text: str, encoding: str) -> tuple[str, tuple[Finding, ...]]:
    return text, () if encoding == "utf-8" else (
        Finding("encoding", "", text[:60].strip(), encoding.replace("_", "-")),
    )


def _utf16_without_mark(data: bytes) -> str:
    if len(data) % 2 or len(data) < 4:
        return ""
    sample = data[:4_000]
    for encoding, zeros, others in (
        ("utf-16-le", sample[1::2], sample[::2]),
        ("utf-16-be", sample[::2], sample[1::2]),
    ):
        if zeros.count(0) * 20 >= len(zeros) and others.count(0) * 50 < len(others) + 50:
            try:
                data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return encoding
    return ""


def _western(data: bytes) -> str:
    """``data`` as Western European text, if nearly all that isn't ASCII is a letter or mark used there."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    marked = [character for character in text if character > "\x7f"]
    known = sum(1 for character in marked if character in WESTERN)
    return text if known * 100 >= len(marked) * 98 else ""


def _best_chinese(data: bytes) -> tuple[str, str] | None:
    """The better of GB18030 and Big5, if it reads as Chinese people write."""
    found: list[tuple[float, str, str]] = []
    for encoding in ("gb18030", "cp950", "big5hkscs"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        found.append((chinese_share(text), text, encoding))
    if not found:
        return None
    share, text, encoding = max(found, key=lambda one: one[0])
    return (text, encoding) if share >= MINIMUM_SHARE else None


def chinese_share(text: str) -> float:
    """How much of what isn't ASCII is among the commonest Chinese characters (0 to 1), less what is unlikely."""
    wide = [character for character in text[:100_000] if character > "\x7f"]
    if not wide:
        return 0.0
    common = sum(1 for character in wide if character in COMMON)
    return (common - 2 * len(_UNLIKELY.findall("".join(wide)))) / len(wide)
