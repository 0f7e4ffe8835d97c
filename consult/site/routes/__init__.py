"""Pages over several rooms, by noun. The blueprints are in blueprint.py; the modules add their views."""

from consult.site.routes import home
from consult.site.routes.blueprint import bp, root

blueprints = (root, bp)

__all__ = ["blueprints", "home"]
