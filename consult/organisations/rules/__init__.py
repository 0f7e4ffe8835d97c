"""What a body, a role, an invitation and the site's own settings may be: pure."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from consult.accounts.rules import check_address
from consult.foundation.errors import N_, Refused
from consult.foundation.roles import ROLES

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
RESERVED_SLUGS = frozenset({"new", "site", "waiting", "roles"})
"""Words that addresses of the desk use themselves."""
LANGUAGES = ("en", "zh-hans", "zh-hant")
NAME_LIMIT = 200
CLOSED = N_("This body is closed. Open it again first.")

INVITATION = "invitation"
INVITATION_LIFE = timedelta(days=7)


def check_slug(slug: str) -> str:
    """The slug as it is used in addresses. Raises Refused where it can't be one."""
    if not SLUG.fullmatch(slug) or "--" in slug:
        raise Refused(
            N_(
                "“%(slug)s” can’t be part of an address: use small letters a–z, digits and single hyphens, up to 80."
            ),
            field="slug",
            slug=slug,
        )
    if slug in RESERVED_SLUGS:
        raise Refused(
            N_("“%(slug)s” is used by a page of the desk. Please choose another."), field="slug", slug=slug
        )
    return slug


def check_names(name: str, names: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """(the name that stands where a language has none, names by language), on one line each. Raises Refused."""
    cleaned = {language: one_line(text) for language, text in names.items() if language in LANGUAGES}
    kept = {language: text for language, text in cleaned.items() if text}
    main = one_line(name) or next(iter(kept.values()), "")
    if not main:
        raise Refused(N_("Please give the body’s name."), field="name")
    if any(len(text) > NAME_LIMIT for text in (main, *kept.values())):
        raise Refused(N_("A name can have at most %(limit)s characters."), field="name", limit=NAME_LIMIT)
    return main, kept


def main_name(names: Mapping[str, str], first: str) -> str:
    """The name that stands where a language has none: the one in the language ``first``, else any."""
    return names.get(first) or next((text for text in names.values() if text), "")


def one_line(text: str) -> str:
    """Text on one line, NFC, without controls."""
    printable = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    return " ".join(printable.split())


def check_role(role: str) -> str:
    """The role. Raises Refused naming the roles there are."""
    if role not in ROLES:
        raise Refused(
            N_("There is no role “%(role)s”. The roles are: %(roles)s."),
            field="role",
            role=role,
            roles=", ".join(ROLES),
        )
    return role


RIGHTS = ("auditor", "administrator")
"""Roles that reach over other people: to give or take one is a dangerous act (S22)."""
AUDIT_LONGEST = timedelta(days=5 * 366)
"""An auditor's access always has an end; it can be given anew."""


def check_audit_time(starts_at: datetime | None, ends_at: datetime, now: datetime) -> None:
    """Raises Refused for an access that has no time, or too much of it."""
    if ends_at <= max(starts_at or now, now):
        raise Refused(N_("The last day has to be after the first one, and not past."), field="ends_on")
    if ends_at - (starts_at or now) > AUDIT_LONGEST:
        raise Refused(
            N_("An auditor’s access can last five years at the most. Give it anew then."), field="ends_on"
        )


def needs_second_person(administrators: int) -> bool:
    """Whether granting a role waits for a second administrator: as soon as there are two."""
    return administrators >= 2


# Grounds -------------------------------------------------------------------------------------------

GROUND_LIMIT = 120
GROUND_CODE_LIMIT = 40
OWN = "own-"
"""Codes of the site's own grounds begin with it, so that none is ever a profile's."""


def check_ground_names(names: Mapping[str, str]) -> dict[str, str]:
    """A ground's names: all three languages, because whoever is refused must be able to read why."""
    cleaned = {language: one_line(names.get(language, "")) for language in LANGUAGES}
    for language, text in cleaned.items():
        if not text:
            raise Refused(N_("Please give the ground’s name in all three languages."), field=field(language))
        if len(text) > GROUND_LIMIT:
            raise Refused(
                N_("A name can have at most %(limit)s characters."), field=field(language), limit=GROUND_LIMIT
            )
    return cleaned


def field(language: str) -> str:
    """The end of a form field's name for a language: ``zh_hant``."""
    return language.replace("-", "_")


def ground_code(name: str, taken: Collection[str]) -> str:
    """A code for a new ground, readable where its English name allows it."""
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[: GROUND_CODE_LIMIT - len(OWN) - 4].strip("-")
    base = OWN + (words or "ground")
    code, number = base, 2
    while code in taken:
        code, number = f"{base}-{number}", number + 1
    return code


# Texts and terms -----------------------------------------------------------------------------------

SITE_NAME_LIMIT = 60
CONTACT_LIMIT = 1_000
TERMS_LIMIT = 100
TERM_LIMIT = 60
PLACE = re.compile(r"(%\(\w+\)[sd]|%%)")
LATIN = re.compile(r"[A-Za-z]")


def check_site_names(names: Mapping[str, str]) -> dict[str, str]:
    """What the site calls itself, by language; empty ones fall back to the operator's setting."""
    kept = {language: one_line(names.get(language, "")) for language in LANGUAGES}
    for language, text in kept.items():
        if len(text) > SITE_NAME_LIMIT:
            raise Refused(
                N_("A name can have at most %(limit)s characters."),
                field=f"name_{field(language)}",
                limit=SITE_NAME_LIMIT,
            )
    return {language: text for language, text in kept.items() if text}


def check_contacts(contacts: Mapping[str, str]) -> dict[str, str]:
    """Who runs the site and how to reach them, by language; several lines."""
    kept = {}
    for language in LANGUAGES:
        lines = [one_line(line) for line in contacts.get(language, "").splitlines()]
        text = "\n".join(line for line in lines if line)
        if len(text) > CONTACT_LIMIT:
            raise Refused(
                N_("This text can have at most %(limit)s characters."),
                field=f"contact_{field(language)}",
                limit=CONTACT_LIMIT,
            )
        if text:
            kept[language] = text
    return kept


def parse_terms(text: str, language: str) -> dict[str, str]:
    """``our word = your word``, one a line. Raises Refused naming the line that can't be read."""
    terms: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        ours, _, yours = (one_line(part) for part in line.partition("="))
        is_readable = bool(ours and yours) and "%" not in line and len(ours) >= 2
        if not is_readable or max(len(ours), len(yours)) > TERM_LIMIT:
            raise Refused(
                N_("Line %(number)s can’t be read. Write: our word = your word."),
                field=field(language),
                number=number,
            )
        terms[ours] = yours
    if len(terms) > TERMS_LIMIT:
        raise Refused(N_("There may be %(limit)s words."), field=field(language), limit=TERMS_LIMIT)
    return terms


def reword(text: str, terms: Mapping[str, str]) -> str:
    """A catalogue text in the site's own words; its places (``%(name)s``) stay. Longer words go first.

    All words are exchanged in one go, so that what was put in isn't exchanged again; words in Latin letters only
    as whole words.
    """
    if not terms:
        return text
    ordered = sorted(terms, key=len, reverse=True)
    pattern = re.compile(
        "|".join(rf"\b{re.escape(w)}\b" if LATIN.search(w) else re.escape(w) for w in ordered)
    )
    parts = PLACE.split(text)
    return "".join(
        part if PLACE.fullmatch(part) else pattern.sub(lambda found: terms[found.group()], part)
        for part in parts
    )


# Colour --------------------------------------------------------------------------------------------

HEX = re.compile(r"#[0-9a-f]{6}")
WHITE = "#ffffff"
DARK_PAGE = "#12181b"
"""The page behind everything on a dark screen (_brand.scss)."""
TEXT_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: the light colour stands behind white text, the dark one is text."""


def check_colours(light: str, dark: str) -> dict[str, str]:
    """``{light, dark, band}`` as ``#rrggbb``, empty where none is given. Raises Refused with the contrast reached.

    ``light`` is the band behind white letters and the mark on white pages; ``dark`` marks on dark pages (left empty,
    it is made from ``light``); ``band`` is the band on dark screens.
    """
    light, dark = (one.strip().lower() for one in (light, dark))
    if not light and not dark:
        return {}
    for name, colour in (("light", light), ("dark", dark)):
        if (colour or name == "light") and not HEX.fullmatch(colour):
            raise Refused(
                N_("Please write the colour as # and six digits from 0–9 and a–f, for example #0f5563."),
                field=name,
            )
    _check_contrast(light, WHITE, "light", N_(
        "White letters on this colour can’t be read well: the contrast is %(found)s to 1, it must be %(least)s. "
        "Please choose a darker one."
    ))  # fmt: skip
    dark = dark or lightened(light)
    _check_contrast(dark, DARK_PAGE, "dark", N_(
        "On a dark screen this colour can’t be seen well: the contrast is %(found)s to 1, it must be %(least)s. "
        "Please choose a lighter one."
    ))  # fmt: skip
    return {"light": light, "dark": dark, "band": mixed(light, "#000000", 0.5)}


def _check_contrast(colour: str, ground: str, name: str, message: str) -> None:
    found = contrast(colour, ground)
    if found < TEXT_CONTRAST:
        raise Refused(message, field=name, found=f"{found:.1f}", least=str(TEXT_CONTRAST))


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two ``#rrggbb`` colours, 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(value / 255) for value in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mixed(colour: str, other: str, share: float) -> str:
    """``colour`` with a ``share`` (0–1) of ``other`` in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def lightened(colour: str) -> str:
    """The colour with as little white in it as dark screens need (7 : 1, so that it doesn't glow dimly)."""
    for step in range(101):
        lighter = mixed(colour, WHITE, step / 100)
        if contrast(lighter, DARK_PAGE) >= 7:
            return lighter
    return WHITE


def stylesheet(colours: Mapping[str, str]) -> str:
    """The brand's stylesheet: our custom properties set again, nothing else. Empty without colours."""
    if not all(HEX.fullmatch(colours.get(name, "")) for name in ("light", "dark", "band")):
        return ""
    light, dark, band = colours["light"], colours["dark"], colours["band"]
    marks = "--govuk-brand-colour:{0};--consult-chart-1:{0};--consult-header:{1}"
    return (
        f":root{{{marks.format(light, light)}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{marks.format(dark, band)}}}}}\n"
    )


# Mail ----------------------------------------------------------------------------------------------

HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|\[?[0-9A-Fa-f:.]{2,45}\]?")
MAIL_PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""Kind of encryption -> the usual port."""
USER_LIMIT = 254
MAIL_KEPT = "mail server"
"""What its password is locked away for."""


@dataclass(frozen=True)
class MailSettings:
    """Where mail leaves and whom it comes from, without the password. No host: mails become files."""

    host: str = ""
    port: int = 0
    security: str = "starttls"
    user: str = ""
    sender_name: str = ""
    sender: str = ""
    reply_to: str = ""

    @property
    def way_in(self) -> tuple[str, int, str, str]:
        """What the password was given for: another server must not get it."""
        return self.host, self.port, self.security, self.user


def check_mail(typed: Mapping[str, str]) -> MailSettings:
    """What was typed about mail, tidied. Raises Refused on the field that can't be right."""
    host = typed.get("host", "").strip().strip("[]").lower()
    if host and not HOST.fullmatch(host):
        raise Refused(
            N_(
                "Please give the server’s name only, for example mail.example.org, without smtp:// before it."
            ),
            field="host",
        )
    security = typed.get("security", "") or "starttls"
    if security not in MAIL_PORTS:
        raise Refused(N_("Please choose one of the answers."), field="security")
    user = typed.get("user", "").strip()
    if len(user) > USER_LIMIT or any(not c.isprintable() for c in user):
        raise Refused(N_("A user name has at most %(limit)s characters."), field="user", limit=USER_LIMIT)
    if user and security == "none":
        raise Refused(
            N_("Without encryption anybody on the way could read the password. Please choose an encryption."),
            field="security",
        )
    return MailSettings(
        host=host, port=_port(typed.get("port", ""), security) if host else 0, security=security,
        user=user if host else "", sender_name=_sender_name(typed.get("sender_name", "")),
        sender=_address(typed.get("sender", ""), "sender"),
        reply_to=_address(typed.get("reply_to", ""), "reply_to"),
    )  # fmt: skip


def _port(typed: str, security: str) -> int:
    typed = unicodedata.normalize("NFKC", typed).strip()
    if not typed:
        return MAIL_PORTS[security]
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 6 and 0 < int(typed) < 65_536):
        raise Refused(N_("A port is a number from 1 to 65535, mostly 587 or 465."), field="port")
    return int(typed)


def _sender_name(typed: str) -> str:
    name = one_line(typed)
    if len(name) > SITE_NAME_LIMIT:
        raise Refused(
            N_("A name can have at most %(limit)s characters."), field="sender_name", limit=SITE_NAME_LIMIT
        )
    return name


def _address(typed: str, name: str) -> str:
    if not typed.strip():
        return ""
    try:
        return check_address(typed)
    except Refused as refused:
        raise Refused(refused.message, field=name) from refused


def check_password_kept(before: MailSettings, now: MailSettings, *, typed: str, has_password: bool) -> None:
    """Raises Refused where a password that was given for one server would go to another."""
    if not now.user and typed:
        raise Refused(N_("Please give the user name too."), field="user")
    if now.user and not typed and (not has_password or before.way_in != now.way_in):
        raise Refused(
            N_("Please type the password: it is kept only for the server and user it was typed for."),
            field="password",
        )
