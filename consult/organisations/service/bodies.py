"""Bodies and departments come, change their name, and close."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy import select

from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Refused
from consult.foundation.ids import random_id
from consult.organisations import permissions, queries, rules
from consult.organisations.models import Organisation
from consult.organisations.service.acting import role_of
from consult.record import service as record


class Closing(Protocol):
    """What a higher room asks before a body closes. Raises Refused to say no."""

    def __call__(self, organisation: Organisation, *, now: datetime) -> None: ...


CLOSING: list[Closing] = []
"""Filled by the hooks of higher rooms: a body with a running consultation stays."""
PROFILE_CHECKS: list[Callable[[str], object]] = []
"""Filled by the hooks of the room that keeps the profiles: raise Refused for one there isn't."""

PROFILE_NAMES: list[Callable[[str], Mapping[str, str]]] = []
"""Filled by the same hooks: the profiles there are, code -> name in a language."""


def profile_names(language: str) -> dict[str, str]:
    """The country profiles there are, by code."""
    return {code: name for names in PROFILE_NAMES for code, name in names(language).items()}


def create_organisation(
    actor: Actor,
    *,
    slug: str,
    name: str,
    now: datetime,
    names: dict[str, str] | None = None,
    parent_id: int | None = None,
    profile: str = "plain",
    sign_offs: int = 0,
) -> Organisation:
    """Create a body, or a department below ``parent_id``."""
    permissions.ask_create(actor, parent_id)
    rules.check_slug(slug)
    for check in PROFILE_CHECKS:
        check(profile)
    name, names = rules.check_names(name, names or {})
    if parent_id is not None and queries.get(parent_id).closed_at is not None:
        raise Refused(rules.CLOSED)
    if db.session.scalar(select(Organisation.id).where(Organisation.slug == slug)) is not None:
        raise Conflict(N_("There is a body with the short name “%(slug)s” already."), field="slug", slug=slug)
    organisation = Organisation(
        public_id=random_id(), slug=slug, name=name, names=names, parent_id=parent_id,
        profile=profile, sign_offs=sign_offs, sign_off_chain=[], created_at=now,
    )  # fmt: skip
    db.session.add(organisation)
    db.session.flush()
    record.append(
        "organisation.created", actor=actor, now=now,
        objects=[organisation.public_id, *([queries.get(parent_id).public_id] if parent_id else [])],
        organisation_id=parent_id, role=role_of(actor), values={"slug": slug, "name": name, "names": _as_text(names)},
    )  # fmt: skip
    return organisation


def rename_organisation(
    actor: Actor, organisation: Organisation, *, name: str, names: Mapping[str, str], now: datetime
) -> None:
    """Give the body other names. Earlier entries of the record keep the name it had then."""
    permissions.ask_administer(actor, organisation.id)
    organisation.name, organisation.names = rules.check_names(name, names)
    _append(
        "organisation.renamed",
        actor,
        organisation,
        now,
        name=organisation.name,
        names=_as_text(organisation.names),
    )


def close_organisation(actor: Actor, organisation: Organisation, *, now: datetime) -> None:
    """Close the body: it gets no new roles and departments. What it did stays, under its name."""
    permissions.ask_administer(actor, organisation.id)
    if organisation.closed_at is not None:
        return
    if queries.has_open_departments(organisation.id):
        raise Refused(N_("This body has open departments. Close them first."))
    for ask in CLOSING:
        ask(organisation, now=now)
    organisation.closed_at = now
    _append("organisation.closed", actor, organisation, now)


def reopen_organisation(actor: Actor, organisation: Organisation, *, now: datetime) -> None:
    """Open a closed body again."""
    permissions.ask_administer(actor, organisation.id)
    if organisation.closed_at is None:
        return
    if organisation.parent_id is not None and queries.get(organisation.parent_id).closed_at is not None:
        raise Refused(N_("The body above is closed. Open that one first."))
    organisation.closed_at = None
    _append("organisation.reopened", actor, organisation, now)


def _as_text(names: Mapping[str, str]) -> str:
    """Names in further languages as an entry commits to them."""
    return json.dumps(names, ensure_ascii=False, sort_keys=True)


def _append(type_: str, actor: Actor, organisation: Organisation, now: datetime, **values: str) -> None:
    db.session.flush()
    record.append(
        type_, actor=actor, now=now, objects=[organisation.public_id], organisation_id=organisation.id,
        role=role_of(actor), values=values,
    )  # fmt: skip
