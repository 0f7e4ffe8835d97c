"""The links on every page: the same for everybody on public pages."""

from flask import Flask, current_app, request, url_for

from consult.foundation import access
from consult.foundation.i18n import gettext as _
from consult.foundation.settings import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Offer navigation to the templates."""
    app.jinja_env.globals.update(
        navigation=navigation, footer_links=footer_links, site_name=lambda: settings.site_name or _("Consult")
    )


def navigation() -> list[tuple[str, str, bool]]:
    """(label, address, whether this is the page) of the main links."""
    endpoint = request.endpoint or ""
    links = [(_("Consultations"), "consultations.list_consultations"), (_("Search"), "search.search"), (_("My comments"), "site.me")]
    if access.needs_session() and access.current_actor().is_staff:
        links.append((_("Desk"), "site.desk"))
    return [(label, url_for(name), endpoint == name) for label, name in links if name in _known()]


def footer_links() -> list[tuple[str, str]]:
    """(label, address) of the links below every page."""
    links = [(_("How to take part"), "site.how"), (_("The record"), "site.record"), (_("Accessibility"), "site.accessibility"), (_("Privacy"), "site.privacy")]
    return [(label, url_for(name)) for label, name in links if name in _known()]


def _known() -> dict[str, object]:
    return current_app.view_functions  # type: ignore[return-value]
