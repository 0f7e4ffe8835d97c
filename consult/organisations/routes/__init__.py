"""The desk's pages on bodies, roles and the site's settings; the invitation's page; the brand's stylesheet."""

from consult.organisations.routes import brand as brand_routes
from consult.organisations.routes.brand import brand

blueprints = (brand,)
__all__ = ["blueprints", "brand_routes"]
