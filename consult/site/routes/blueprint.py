"""The site room's two blueprints: pages below the language, and what has none."""

from flask import Blueprint

bp = Blueprint("site", __name__, url_prefix="/<lang:lang>")
root = Blueprint("root", __name__)
