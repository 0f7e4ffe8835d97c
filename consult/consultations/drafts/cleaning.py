"""Text as readers hand it on: NFC, no control characters, one kind of space."""

import re
import unicodedata

from consult.consultations.drafts.blocks import Finding

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile(r"[\u200b\ufeff\u2060\u00ad]")


def remove_controls(text: str) -> tuple[str, tuple[Finding, ...]]:
    """``text`` in NFC without NUL, other control characters and lone surrogates, and a finding if it had any."""
    cleaned, count = _CONTROL.subn("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n"))
    cleaned = re.sub("[\x85\u2028\u2029]", "\n", cleaned)
    findings = (Finding("control_characters_removed", "", "", str(count)),) if count else ()
    return unicodedata.normalize("NFC", cleaned), findings


def tidy_line(text: str) -> str:
    """``text`` on one line: runs of ASCII white space and no-break spaces become one space, ends are cut.

    Full-width spaces stay inside (「第一章　總則」 needs them) and go at the ends; zero-width ones go.
    """
    text = _INVISIBLE.sub("", text)
    return re.sub(r"[ \t\n\r\x0b\x0c\u00a0]+", " ", text).strip(" \u3000")


_KANGXI = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_SUPPLEMENT = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻱⻳",
        "母民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龜龟",
        strict=True,
    )
)
_RADICALS = str.maketrans({**{chr(code): char for code, char in _KANGXI.items()}, **_SUPPLEMENT})


def as_ideographs(text: str) -> str:
    """Radicals as the characters meant: PDFs give ⼀, ⽬ and ⻔ for 一, 目 and 门, which look the same and aren't."""
    return text.translate(_RADICALS)
