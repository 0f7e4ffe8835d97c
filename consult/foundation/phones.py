"""Telephone numbers: one way to store them (E.164), one to show them, and whether a text message reaches them.

A number serves wherever an e-mail address does, so stored addresses are either; ``is_phone`` tells which.
"""

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from consult.foundation.errors import N_, Refused

MOST = 60
"""Characters of a number as people type it."""
TYPED = re.compile(r"\+?[\d\s().\-/–·]{5,60}")
TEXTABLE = frozenset({
    PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.PERSONAL_NUMBER,
    PhoneNumberType.VOIP, PhoneNumberType.UNKNOWN,
})  # fmt: skip
REGIONS = {"cn": "CN", "tw": "TW", "uk": "GB"}
"""Country profile -> the country whose numbers are typed there without their country code."""


def is_phone(address: str) -> bool:
    """Whether a stored address is a telephone number."""
    return address.startswith("+")


def looks_like_phone(typed: str) -> bool:
    """Whether somebody typed a number where an e-mail address or a number is asked for."""
    return "@" not in typed and TYPED.fullmatch(unicodedata.normalize("NFKC", typed).strip()) is not None


def check_phone(typed: str, *, region: str = "", field: str = "phone") -> str:
    """The number as it is stored, such as ``+886912345678``. ``region`` (``TW``) is that of numbers without a code.

    Raises Refused for what can't be a number. Numbers are held against the lengths their country has, not against
    the ranges it has given out so far: those change faster than software.
    """
    plain = unicodedata.normalize("NFKC", typed[:MOST]).strip()
    plain = "+" + plain[2:] if plain.startswith("00") else plain
    try:
        number = phonenumbers.parse(plain, region or None)
    except NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number) or len(typed) > MOST:
        raise Refused(
            N_("This doesn’t look like a telephone number. Please begin with + and the country code."),
            field=field,
        )
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def is_textable(number: str) -> bool:
    """Whether a stored number can take text messages, as far as its country's plan tells."""
    return phonenumbers.number_type(phonenumbers.parse(number)) in TEXTABLE


def shown(number: str) -> str:
    """A stored number as people read it: ``+886 912 345 678``. What is no number is shown as it is."""
    if not is_phone(number):
        return number
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:  # a clerk copied it from paper as it stood there
        return number


def spellings(number: str) -> list[str]:
    """The ways in which a stored number may stand in a text."""
    if not is_phone(number):
        return [number] if number else []
    parsed = phonenumbers.parse(number)
    formats = (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL)
    national = str(parsed.national_number)
    return [*(phonenumbers.format_number(parsed, one) for one in formats), national]
