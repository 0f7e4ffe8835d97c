"""Who acts, and the guard at every door.

Each view is stamped with what it asks: ``@public`` (a page that only reads: no session, the same bytes
for everybody), ``@anyone`` (a form open to guests), ``@account``, ``@staff("moderator", …)`` or
``@console``. An endpoint without a stamp is refused, and a test asks each of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from flask import Flask, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from consult.foundation.errors import N_, Forbidden
from consult.foundation.roles import ROLES

Kind = Literal["guest", "account", "console", "timer"]
WRITING_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class Actor:
    """Whoever does something. ``roles`` maps an organisation's id to the roles held on it, own and inherited."""

    kind: Kind
    account_id: int | None = None
    name: str = ""
    email: str = ""
    pseudonym: str = ""
    """Staff only: a random id that stays the same, so that the record shows two acts came from two persons."""
    roles: Mapping[int, frozenset[str]] = field(default_factory=dict)
    offices: Mapping[int, str] = field(default_factory=dict)
    """Organisation id -> the office's name in the site's first language, as the record names it."""
    is_identified: bool = False
    """Whether the operator knows who it is: by its sign-in service, or by a confirmed telephone number."""
    site_roles: frozenset[str] = frozenset()
    """Roles held on a top body: an administrator there administers the site."""

    audits: frozenset[str] = frozenset()
    """Public ids of single consultations that an auditor may read, where they don't audit the whole body."""

    def holds(self, organisation_id: int, *roles: str) -> bool:
        """Whether the actor holds one of ``roles`` on the organisation (the console holds every one)."""
        if self.kind in ("console", "timer"):
            return True
        return not self.roles.get(organisation_id, frozenset()).isdisjoint(roles)

    def role_on(self, organisation_id: int, *roles: str) -> str:
        """The first of ``roles`` that an account holds there, for entries: nobody is said to hold another one.

        Where it holds none, the first one; who has no account is named by the kind of actor.
        """
        held = (role for role in roles if self.holds(organisation_id, role))
        return next(held, roles[0]) if self.kind == "account" else self.kind

    def holds_anywhere(self, *roles: str) -> bool:
        """Whether the actor holds one of ``roles`` on any organisation."""
        if self.kind in ("console", "timer"):
            return True
        return any(not held.isdisjoint(roles) for held in self.roles.values()) or (
            "auditor" in roles and bool(self.audits)
        )

    def reads_all_of(self, organisation_id: int, consultation: str) -> bool:
        """Whether the actor is an auditor of this body, or of this consultation alone (its public id)."""
        return self.holds(organisation_id, "auditor") or consultation in self.audits

    def organisations_with(self, *roles: str) -> frozenset[int]:
        """Ids of the organisations on which the actor holds one of ``roles``."""
        return frozenset(oid for oid, held in self.roles.items() if not held.isdisjoint(roles))

    @property
    def is_staff(self) -> bool:
        """Whether the actor holds any role at all."""
        return self.kind == "console" or bool(self.roles) or bool(self.audits)

    @property
    def is_auditor(self) -> bool:
        """Auditors read everything and change nothing, whatever other role they were also given."""
        return bool(self.audits) or any("auditor" in held for held in self.roles.values())


GUEST = Actor("guest")
CONSOLE = Actor("console", name="operator at the console")
TIMER = Actor("timer", name="timer")


@dataclass(frozen=True)
class Stamp:
    """What an endpoint asks before it answers."""

    kind: Literal["public", "anyone", "account", "staff"]
    roles: tuple[str, ...] = ()
    fresh: bool = False
    is_audit_office: bool = False
    """Auditors may write here: the audit office's own things, never what is audited."""


View = TypeVar("View", bound=Callable[..., Any])


def _stamp(view: View, stamp: Stamp) -> View:
    view.access_stamp = stamp  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """A page that only reads, cacheable, no session touched."""
    return _stamp(view, Stamp("public"))


def anyone(view: View) -> View:
    """A form or key page: guests too; the session is read."""
    return _stamp(view, Stamp("anyone"))


def account(view: View) -> View:
    """Needs a signed-in account."""
    return _stamp(view, Stamp("account"))


def staff(*roles: str) -> Callable[[View], View]:
    """Needs one of ``roles`` on some organisation; which one is asked again for the thing itself."""
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise ValueError(f"no such role: {unknown}")
    return lambda view: _stamp(view, Stamp("staff", roles or ROLES))


def dangerous(act: str) -> Callable[[View], View]:
    """Marks a view that asks for an act of two persons: whoever is kept out of it leaves an entry (S22)."""

    def mark(view: View) -> View:
        view.dangerous_act = act  # type: ignore[attr-defined]
        return view

    return mark


def dangerous_act() -> str:
    """The act that this request tries, where it is a dangerous one; else empty."""
    return act_asked_for() if request.method in WRITING_METHODS else ""


def act_asked_for() -> str:
    """The dangerous act that the form at this address asks for; empty where it asks for none."""
    view = current_app.view_functions.get(request.endpoint or "")
    return str(getattr(view, "dangerous_act", ""))


def audit_office(view: View) -> View:
    """Needs an auditor, who writes what belongs to the audit office alone."""
    return _stamp(view, Stamp("staff", ("auditor",), is_audit_office=True))


EXTERNAL_STAMPS: dict[str, Stamp] = {}
"""Endpoint -> stamp, for views that are not ours to decorate (Flask-Security's, static files)."""


def stamp_of(app: Flask, endpoint: str) -> Stamp | None:
    """The stamp of an endpoint, or None where somebody forgot it."""
    if endpoint in EXTERNAL_STAMPS:
        return EXTERNAL_STAMPS[endpoint]
    view = app.view_functions.get(endpoint)
    return getattr(view, "access_stamp", None)


ActorLoader = Callable[[], Actor]


def init_app(app: Flask, load_actor: ActorLoader) -> None:
    """Install the guard. ``load_actor`` reads the session and memberships; app.py hands it in."""
    app.extensions["consult_actor_loader"] = load_actor
    app.before_request(_guard)


def current_actor() -> Actor:
    """The actor of this request: the guest on public pages, where no session is read."""
    actor: Actor = g.get("actor", GUEST)
    return actor


def may_reach(endpoint: str) -> bool:
    """Whether the site has this page and the actor holds a role that it asks for: no link leads to a closed door."""
    stamp = stamp_of(current_app, endpoint)
    if stamp is None or stamp.kind != "staff":
        return stamp is not None
    return current_actor().holds_anywhere(*stamp.roles)


def needs_session() -> bool:
    """Whether this request's endpoint reads the session (public pages never do)."""
    stamp = stamp_of(current_app, request.endpoint or "")
    return stamp is not None and stamp.kind != "public"


def _guard() -> Response | None:
    if request.endpoint is None:
        return None
    stamp = stamp_of(current_app, request.endpoint)
    if stamp is None:
        raise Forbidden(N_("This page has no access rule, so nobody may open it. Please tell the operator."))
    if stamp.kind == "public":
        return None
    g.actor = actor = current_app.extensions["consult_actor_loader"]()
    if stamp.kind == "anyone":
        return None
    if actor.kind == "guest":
        where = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", next=where))
    if stamp.kind == "staff":
        if request.method in WRITING_METHODS and actor.is_auditor and not stamp.is_audit_office:
            raise Forbidden(N_("Auditors read everything and change nothing. This was not done."))
        if not actor.holds_anywhere(*stamp.roles):
            raise Forbidden(N_("Your account doesn’t hold the role this page needs."))
    return None
