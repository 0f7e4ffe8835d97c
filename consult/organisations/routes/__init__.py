"""The desk's pages on bodies, roles and the site's settings; the invitation's page; the brand's stylesheet."""

from consult.organisations.routes import approvals, bodies, chain, invitation, mail, roles, site, sms
from consult.organisations.routes.blueprint import bp
from consult.organisations.routes.brand import brand

blueprints = (bp, brand)
__all__ = [
    "approvals",
    "blueprints",
    "bodies",
    "bp",
    "brand",
    "chain",
    "invitation",
    "mail",
    "roles",
    "site",
    "sms",
]
