"""The doors of the room."""

from consult.analysis.routes import acting, reading, sampling, saving, themes
from consult.analysis.routes.blueprint import bp

blueprints = (bp,)
__all__ = ["acting", "blueprints", "reading", "sampling", "saving", "themes"]
