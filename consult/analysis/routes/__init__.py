"""The doors of the room."""

from consult.analysis.routes import acting, experts, reading, sampling, saving, themes
from consult.analysis.routes.blueprint import bp

blueprints = (bp,)
__all__ = ["acting", "blueprints", "experts", "reading", "sampling", "saving", "themes"]
