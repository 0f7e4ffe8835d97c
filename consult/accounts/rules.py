"""What an address, a name and a password may be, and how long a session lives: pure."""

import re
import unicodedata
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from consult.foundation import phones
from consult.foundation.errors import N_, Refused

ADDRESS = re.compile(
    r"[^\s@,;<>\"()\[\]\\\x00-\x20]{1,64}@[^\s@,;<>\"()\[\]\\_\x00-\x20]{1,250}\.[^\s@.,;<>\d]{2,63}"
)
ADDRESS_LIMIT = 254
NAME_LIMIT = 100
SUBJECT_LIMIT = 255
"""Characters of somebody’s identifier at a sign-in service (OpenID Connect Core §2)."""
PASSKEY_NAME_LIMIT = 60
PASSWORD_LEAST = 12
PASSWORD_MOST = 128

CODE_DIGITS = 8
CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
LINK_LIFE = timedelta(hours=2)
SIGN_UP_LIFE = timedelta(hours=24)
PENDING_LIFE = timedelta(minutes=10)
"""How long a first step of signing in waits for the second."""
FRESH_TO_OPEN = timedelta(minutes=15)
FRESH_TO_SEND = timedelta(minutes=30)
"""A form that could be opened can also be sent: the person may need a while to fill it in."""
SEEN_STEP = timedelta(minutes=5)
"""How exactly the last use of a session is kept: a write for each page would cost more than it tells."""


def fold_address(address: str) -> str:
    """The address as it is compared: NFC and lower case by ASCII only, so that no two mailboxes become one."""
    address = unicodedata.normalize("NFC", address.strip())
    return "".join(c.lower() if c.isascii() else c for c in address)


def check_address(address: str) -> str:
    """The address, trimmed. Raises Refused where mail can't go there."""
    address = unicodedata.normalize("NFC", address.strip())
    if len(address) > ADDRESS_LIMIT or not ADDRESS.fullmatch(address):
        raise Refused(
            N_("This doesn’t look like an e-mail address. It should look like name@example.org."),
            field="email",
        )
    return address


def check_reachable(typed: str, *, region: str = "", field: str = "email") -> str:
    """The e-mail address or, where a number was typed, the telephone number as it is stored. Raises Refused.

    ``region``: the country of numbers typed without their code.
    """
    if not phones.looks_like_phone(typed):
        return check_address(typed)
    number = phones.check_phone(typed, region=region, field=field)
    if not phones.is_textable(number):
        raise Refused(
            N_("No text message reaches this number. Please give a mobile number or an e-mail address."),
            field=field,
        )
    return number


def check_name(name: str) -> str:
    """A person's name on one line. Raises Refused over the limit or with controls in it."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if len(name) > NAME_LIMIT:
        raise Refused(N_("The name can have at most %(limit)s characters."), field="name", limit=NAME_LIMIT)
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in name):
        raise Refused(N_("Please remove the invisible control characters from the name."), field="name")
    return name


def check_password(password: str, *, address: str = "", site: str = "") -> str:
    """The password. Raises Refused where it is too short, too long or among the first that are tried.

    There are no rules on which characters it has. ``address`` and ``site`` are the person's and the site's own.
    """
    if len(password) < PASSWORD_LEAST:
        raise Refused(
            N_("A password needs at least %(least)s characters."), field="password", least=PASSWORD_LEAST
        )
    if len(password) > PASSWORD_MOST:
        raise Refused(
            N_("A password can have at most %(most)s characters."), field="password", most=PASSWORD_MOST
        )
    if is_common(password):
        raise Refused(
            N_("This password is among the first that attackers try. Several words in a row are safer."),
            field="password",
        )
    if _is_mostly(password, address) or _is_mostly(password, site):
        raise Refused(
            N_(
                "This password is your address or the site’s name with little added. Please choose another one."
            ),
            field="password",
        )
    return password


ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "01234567890",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
"""Runs of keys and letters that people type with one move of the hand."""
FIRST_TRIED = frozenset(
    [
        "password",
        "passwort",
        "passwords",
        "passphrase",
        "secret",
        "secrets",
        "admin",
        "administrator",
        "root",
        "user",
        "users",
        "guest",
        "test",
        "tests",
        "testing",
        "welcome",
        "letmein",
        "iloveyou",
        "iloveu",
        "loveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "basketball",
        "superman",
        "batman",
        "dragon",
        "monkey",
        "master",
        "shadow",
        "michael",
        "jennifer",
        "jordan",
        "hunter",
        "trustno",
        "trustnoone",
        "whatever",
        "freedom",
        "qwerty",
        "qwertyuiop",
        "asdfgh",
        "asdfghjkl",
        "zxcvbn",
        "zxcvbnm",
        "azerty",
        "qwertz",
        "computer",
        "internet",
        "login",
        "changeme",
        "default",
        "hello",
        "helloworld",
        "summer",
        "winter",
        "spring",
        "autumn",
        "january",
        "february",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "charlie",
        "ashley",
        "jessica",
        "starwars",
        "pokemon",
        "minecraft",
        "liverpool",
        "chelsea",
        "arsenal",
        "samsung",
        "google",
        "facebook",
        "woaini",
        "woaiwojia",
        "woaizhongguo",
        "zhongguo",
        "taiwan",
        "taipei",
        "beijing",
        "shanghai",
        "consult",
        "consultation",
        "government",
    ]
)
"""Words that lists of stolen passwords begin with; alone, doubled or with digits and signs round them."""
EDGES = "0123456789!@#$%^&*()_+-=.,?/ "
LOOKALIKES = str.maketrans("013457@$!€", "oieastasie")


def is_common(password: str) -> bool:
    """Whether the password is one of the first that are tried: a known word dressed up, a run, a repeat."""
    plain = unicodedata.normalize("NFKC", password).lower()
    if len(set(plain)) <= 3 or _repeats(plain) or _runs(plain):
        return True
    bare = plain.strip(EDGES)
    for text in (plain, bare, plain.translate(LOOKALIKES), bare.translate(LOOKALIKES)):
        word = "".join(c for c in text if c.isalpha())
        if {word, _half(word)} & FIRST_TRIED:
            return True
    return False


def _repeats(text: str) -> bool:
    """Whether a piece of up to four characters is repeated all along."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, 5))


def _runs(text: str) -> bool:
    """Whether all of it is runs of neighbouring keys or letters, four or more in a row."""
    kept = [c for c in text if c.isalnum()]
    at, joined = 0, "".join(kept)
    while at < len(joined):
        size = _run_length(joined[at:])
        if size < 4 and at + size < len(joined):
            return False
        at += max(size, 1)
    return True


def _run_length(text: str) -> int:
    longest = 1
    for row in ROWS:
        for way in (row, row[::-1]):
            size = 1
            while size < len(text) and text[: size + 1] in way + way:
                size += 1
            longest = max(longest, size)
    return longest


def _half(word: str) -> str:
    middle = len(word) // 2
    return word[:middle] if word[:middle] == word[middle:] else word


def _is_mostly(password: str, own: str) -> bool:
    """Whether what remains of the password without the person's or site's own words is under six characters."""
    plain = unicodedata.normalize("NFKC", password).lower()
    for part in [own.lower(), *re.split(r"[@.\s_+-]+", own.lower())]:
        if len(part) >= 4 or (part and not part.isascii()):
            plain = plain.replace(part, "")
    return sum(c.isalnum() for c in plain) < 6


def is_expired(
    *, started_at: datetime, seen_at: datetime, now: datetime, idle_minutes: int, hours: int
) -> bool:
    """Whether a session is over by idleness or by age."""
    return now - seen_at > timedelta(minutes=idle_minutes) or now - started_at > timedelta(hours=hours)


def own_address(target: str | None) -> str | None:
    """``target`` where it is a path on this site, else None (attack 53: ``//``, back slashes, controls, user parts)."""
    if not target or len(target) > 2000 or not target.startswith("/") or target.startswith("//"):
        return None
    if "\\" in target or any(c.isspace() or not c.isprintable() for c in target):
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or parts.path.startswith("//"):
        return None
    return target


BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("MicroMessenger", "WeChat"), ("Line/", "LINE"),
            ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
           ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def device_name(user_agent: str) -> str:
    """Browser and system by their own names, for the person's list of sessions: "Firefox, Windows"."""
    names = [next((name for mark, name in table if mark in user_agent), "") for table in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in names if name)
