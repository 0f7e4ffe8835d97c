"""The pages of custody: what is due, what is on hold, requests for access; and what everybody may know of it."""

from consult.custody.routes import answering, disposing, public, requesting
from consult.custody.routes.blueprint import bp

__all__ = ["answering", "blueprints", "disposing", "public", "requesting"]

blueprints = (bp,)
