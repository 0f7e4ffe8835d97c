"""create_app(): settings, extensions, every room's doors. The only place that knows all rooms."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask
from flask_compress import Compress

from consult.accounts import official, sign_in
from consult.cli import register_commands
from consult.consultations import profiles
from consult.foundation import (
    access,
    addresses,
    components,
    db,
    error_pages,
    forms,
    i18n,
    limits,
    logs,
    mail,
    refusals,
    utf8,
    web,
)
from consult.foundation.settings import Settings, load_settings
from consult.organisations import queries as organisations

ROOMS = (
    "record", "accounts", "organisations", "consultations", "contributions", "moderation", "votes", "analysis",
    "outcomes", "audits", "opendata", "search", "notifications", "custody", "site",
)  # fmt: skip
"""Lower rooms first."""
DOORS = ("routes", "api", "listeners", "jobs", "hooks")
"""Doors that a room may have: imported here so that their endpoints, listeners and due acts are known.

``hooks`` fills lists that a lower room declares (DESIGN §2.1)."""


def create_app(settings: Settings | None = None) -> Flask:
    """Make the app of one instance."""
    settings = settings or load_settings()
    app = Flask("consult", static_folder=None, template_folder="templates")
    app.extensions["consult_settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret,
        MAX_CONTENT_LENGTH=settings.upload_bytes + settings.form_bytes,
        MAX_FORM_MEMORY_SIZE=settings.form_bytes,
        MAX_FORM_PARTS=1_000,
        SESSION_COOKIE_NAME="__Host-consult" if settings.is_secure else "consult",
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        COMPRESS_STREAMS=False,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
    )
    logs.configure_logs()
    import_models()
    db.init_app(app, settings)
    addresses.init_app(app)
    i18n.init_app(app)
    web.init_app(app, settings)
    utf8.init_app(app)
    error_pages.init_app(app)
    components.init_app(app)
    forms.init_app(app)
    limits.init_app(app, settings)
    refusals.init_app(app, settings)
    mail.init_app(app, settings)
    Compress(app)
    access.init_app(app, load_actor)
    sign_in.init_app(app, settings)
    official.init_app(app, settings)
    profiles.load(settings.instance)
    open_doors(app)
    register_commands(app)
    return app


def load_actor() -> access.Actor:
    """Who this request's session belongs to, with the roles held."""
    account = sign_in.signed_in_account()
    return organisations.actor_for(account) if account else access.GUEST


def import_models() -> None:
    """Import every room's tables, so that the mapper and the migrations know them all."""
    for room in ROOMS:
        if find_spec(f"consult.{room}.models"):
            import_module(f"consult.{room}.models")


def open_doors(app: Flask) -> None:
    """Register the blueprints of every room, and let listeners, due acts and hooks register themselves."""
    for room in ROOMS:
        for door in DOORS:
            if find_spec(f"consult.{room}.{door}"):
                module = import_module(f"consult.{room}.{door}")
                for blueprint in getattr(module, "blueprints", ()):
                    app.register_blueprint(blueprint)
