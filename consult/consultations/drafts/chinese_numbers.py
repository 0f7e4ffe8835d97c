"""Chinese numerals, both ways: 第一百二十三条 is 123, and 123 is printed 一百二十三."""

import re

DIGITS = {
    **dict.fromkeys("〇零○Ｏ", 0),
    "一": 1,
    "二": 2,
    "两": 2,
    "兩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "壹": 1,
    "貳": 2,
    "贰": 2,
    "參": 3,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陸": 6,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
TENS = {"廿": 20, "卄": 20, "卅": 30, "丗": 30, "卌": 40}
NUMERAL = "〇零○Ｏ一二两兩三四五六七八九十百千万萬廿卄卅丗卌壹貳贰參叁肆伍陸陆柒捌玖拾佰仟0-9０-９"
"""Every character a number may be printed with, for use inside a regular expression's brackets."""

FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
MAX_DIGITS = 9


def parse_number(printed: str) -> int | None:
    """The value of a numeral as printed (一百二十三, 一五六, 廿三, １２, 356), or None if it is none.

    White space inside is ignored. More than nine digits are refused as no number of an article.
    """
    text = re.sub(r"\s", "", printed).translate(FULL_WIDTH)
    if not text or len(text) > 2 * MAX_DIGITS:
        return None
    if re.fullmatch(r"[0-9]+", text):
        return int(text) if len(text) <= MAX_DIGITS else None
    if all(character in DIGITS or (character.isascii() and character.isdigit()) for character in text):
        return _positional(text)
    return _with_units(text)


def _positional(text: str) -> int | None:
    if len(text) > MAX_DIGITS:
        return None
    return int("".join(str(DIGITS.get(character, character)) for character in text))


def _with_units(text: str) -> int | None:
    total = section = pending = 0
    for character in text:
        if character in DIGITS:
            pending = DIGITS[character]
        elif character.isascii() and character.isdigit():
            pending = pending * 10 + int(character)
        elif character in TENS:
            section += TENS[character]
            pending = 0
        elif character in UNITS:
            section += (pending or 1) * UNITS[character]
            pending = 0
        elif character in "万萬":
            total += (section + pending or 1) * 10_000
            section = pending = 0
        else:
            return None
    return total + section + pending


def format_number(value: int) -> str:
    """``value`` (0 to 99,999,999) as Chinese law prints it: 12 is 十二, 105 is 一百零五."""
    if value < 0 or value > 99_999_999:
        return str(value)
    if value == 0:
        return "零"
    if value >= 10_000:
        high, low = divmod(value, 10_000)
        joint = "零" if 0 < low < 1000 else ""
        return format_number(high) + "万" + joint + (format_number(low) if low else "")
    printed = ""
    skipped = False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, size)
        if digit:
            printed += ("零" if skipped and printed else "") + "零一二三四五六七八九"[digit] + unit
            skipped = False
        else:
            skipped = True
    return printed[1:] if printed.startswith("一十") else printed


def format_digits(value: int) -> str:
    """``value`` digit by digit: 105 is 一〇五."""
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(abs(value)))


ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def format_roman(value: int) -> str:
    """``value`` (1 to 3,999) in capital Roman numerals."""
    if not 0 < value < 4000:
        return str(value)
    printed = ""
    for size, letters in ROMAN:
        count, value = divmod(value, size)
        printed += letters * count
    return printed


def parse_roman(printed: str) -> int | None:
    """The value of a well-formed Roman numeral in one case, or None."""
    text = printed.upper()
    if printed not in (text, text.lower()) or not re.fullmatch(r"[IVXLCDM]{1,15}", text):
        return None
    value, rest = 0, text
    for size, letters in ROMAN:
        while rest.startswith(letters):
            value += size
            rest = rest[len(letters) :]
    return value if not rest and format_roman(value) == text else None
