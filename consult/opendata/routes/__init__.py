"""Open data: packages for everybody, packages of other sites, packages that auditors ask for."""

from consult.opendata.routes import handing, ordering, reading
from consult.opendata.routes.blueprint import bp, root

blueprints = (bp, root)

__all__ = ["blueprints", "handing", "ordering", "reading"]
