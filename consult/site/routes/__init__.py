"""Pages over several rooms, by noun. The blueprints are in blueprint.py; the modules add their views."""

from consult.site.routes import (
    about,
    articles,
    audit,
    browsers,
    comments,
    consultation,
    desk,
    home,
    me,
    operations,
    oversight,
    verify,
)
from consult.site.routes.blueprint import bp, root

blueprints = (root, bp)

__all__ = [
    "about",
    "articles",
    "audit",
    "blueprints",
    "browsers",
    "comments",
    "consultation",
    "desk",
    "home",
    "me",
    "operations",
    "oversight",
    "verify",
]
