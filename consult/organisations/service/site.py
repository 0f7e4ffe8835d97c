"""What administrators of a top body set for the whole site: texts, terms, colour, mail."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.organisations import permissions, rules
from consult.organisations.models import SiteSetting
from consult.organisations.service.acting import role_of
from consult.record import service as record


def set_site(
    actor: Actor, *, name: str, value: dict[str, Any], now: datetime, told: Mapping[str, Any] | None = None
) -> None:
    """Set one of the site's own texts, grounds or looks. ``told``: what the record commits to, if not all of it.

    What a setting is called is no personal data: its entry says it in clear, so that anybody can ask for the second
    person where one is needed.
    """
    permissions.ask_set_site(actor)
    setting = db.session.get(SiteSetting, name)
    if setting is None:
        db.session.add(SiteSetting(name=name, value=value, changed_at=now))
    else:
        setting.value, setting.changed_at = value, now
    db.session.flush()
    record.append(
        "site.set",
        actor=actor,
        now=now,
        objects=[name],
        role=role_of(actor),
        values={"name": name, "value": str(value if told is None else told)},
    )


def set_texts(actor: Actor, *, names: Mapping[str, str], contacts: Mapping[str, str], now: datetime) -> None:
    """Set what the site calls itself and how to reach whoever runs it, by language."""
    value = {"names": rules.check_site_names(names), "contacts": rules.check_contacts(contacts)}
    set_site(actor, name="texts", value=value, now=now)


def set_terms(actor: Actor, *, terms: Mapping[str, str], now: datetime) -> None:
    """Set the site's own words. ``terms``: by language, one ``our word = your word`` a line."""
    parsed = {language: rules.parse_terms(text, language) for language, text in terms.items()}
    set_site(actor, name="terms", value=parsed, now=now)


def set_colour(actor: Actor, *, light: str, dark: str, now: datetime) -> None:
    """Set the brand's colours for light and dark screens; both empty: back to the colours Consult comes with."""
    set_site(actor, name="colour", value=rules.check_colours(light, dark), now=now)


def set_mail(actor: Actor, *, mail: rules.MailSettings, locked_password: str, now: datetime) -> None:
    """Set where mail leaves and whom it comes from. ``locked_password`` is as it may lie in the database; the record
    says that there is one and nothing more."""
    permissions.ask_set_site(actor)
    told = {**asdict(mail), "has_password": bool(locked_password)}
    set_site(actor, name="mail", value={**asdict(mail), "password": locked_password}, told=told, now=now)
