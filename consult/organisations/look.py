"""What every page shows of the site's own settings: name, words, colours, grounds. Kept in memory for a few seconds.

Pages are conditional and have a budget of statements, so they can't ask the database for the site's name each time.
Each process reads the settings again after ``KEPT`` seconds, past the session and the page's own snapshot; the door
that changes them forgets them at once. ``stamp`` goes into every ETag, so that no reader keeps an older look.
"""

import hashlib
import json
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from consult.foundation import i18n
from consult.foundation.db import db
from consult.organisations import rules

logger = structlog.get_logger(__name__)
KEPT = 10.0
"""Seconds until another process shows what was set here."""
SELECT = (
    "SELECT name, value FROM site_setting WHERE name IN ('texts', 'terms', 'colour', 'grounds') ORDER BY name"
)


@dataclass(frozen=True)
class Look:
    """The settings that pages show, and a stamp that changes with them."""

    names: dict[str, str] = field(default_factory=dict)
    contacts: dict[str, str] = field(default_factory=dict)
    terms: dict[str, dict[str, str]] = field(default_factory=dict)
    colours: dict[str, str] = field(default_factory=dict)
    grounds: dict[str, dict[str, str]] = field(default_factory=dict)
    offices: dict[str, dict[str, str]] = field(default_factory=dict)
    """Names of bodies and departments in further languages, by the name that acts were signed with."""
    stamp: str = ""


NONE = Look()
_kept: dict[str, Any] = {"look": NONE, "until": 0.0}


def now_shown() -> Look:
    """The look in force, at most ``KEPT`` seconds old."""
    if time.monotonic() >= _kept["until"]:
        _kept["until"] = (
            time.monotonic() + KEPT
        )  # first, so that a database that is away isn't asked by every page
        _kept["look"] = _read(_kept["look"])
    look: Look = _kept["look"]
    return look


def forget() -> None:
    """Read the settings again for the next page: something was set, or (in tests) emptied."""
    _kept["until"] = 0.0
    reworded.cache_clear()


def _read(before: Look) -> Look:
    try:
        rows = _rows()
    except (SQLAlchemyError, db.engine.dialect.loaded_dbapi.Error) as error:
        logger.warning("look_not_read", error=type(error).__name__)
        return before
    values = {name: json.loads(value) if isinstance(value, str) else value for name, value in rows}
    texts, stamp = values.get("texts", {}), json.dumps(values, sort_keys=True)
    return Look(
        names=texts.get("names", {}),
        contacts=texts.get("contacts", {}),
        terms=values.get("terms", {}),
        colours=values.get("colour", {}),
        grounds={one["code"]: one["name"] for one in values.get("grounds", {}).get("grounds", [])},
        offices=values["offices"],
        stamp=hashlib.sha256(stamp.encode()).hexdigest()[:12] if values else "",
    )


def _rows() -> list[tuple[str, Any]]:
    """Straight from the driver: whoever counts a page's statements counts the page's own."""
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(SELECT)
        settings = list(cursor.fetchall())
        cursor.execute("SELECT name, names FROM organisation ORDER BY id")
        offices = {
            name: json.loads(names) if isinstance(names, str) else names for name, names in cursor.fetchall()
        }
        return [*settings, ("offices", offices)]
    finally:
        connection.close()


def site_name() -> str:
    """What the site calls itself in the page's language, empty where nobody set it."""
    return now_shown().names.get(i18n.language(), "")


def contact() -> str:
    """Who runs the site and how to reach them, in the page's language or in any; empty where nobody set it."""
    contacts = now_shown().contacts
    return contacts.get(i18n.language()) or next(iter(contacts.values()), "")


def office_name(office: str) -> str:
    """The name an act was signed with, in the page's language where the body has one in it.

    Several that reply together signed with all their names.
    """
    known = now_shown().offices
    if found := known.get(office, {}).get(i18n.language()):
        return found
    several = office.split(", ")
    if len(several) > 1 and all(one in known for one in several):
        return i18n.list_text([office_name(one) for one in several])
    return office


def ground_names(language: str) -> dict[str, str]:
    """Names of the site's own grounds in a language, by code, retired ones too: for pages that show rulings."""
    return {code: names.get(language) or names["en"] for code, names in now_shown().grounds.items()}


def stamp() -> str:
    """Changes whenever a page would look different."""
    return now_shown().stamp


def reword(text: str) -> str:
    """A catalogue text in the site's own words."""
    look = now_shown()
    return reworded(text, i18n.language(), look.stamp) if look.terms else text


@cache
def reworded(text: str, language: str, _stamp: str) -> str:
    """The same, remembered: the catalogue is finite."""
    return rules.reword(text, now_shown().terms.get(language, {}))


def brand_stamp() -> str:
    """The part of the brand stylesheet's address that changes with it; empty without colours of the site's own."""
    css = brand_css()
    return hashlib.sha256(css.encode()).hexdigest()[:12] if css else ""


def brand_css() -> str:
    """The brand's stylesheet."""
    return rules.stylesheet(now_shown().colours)
