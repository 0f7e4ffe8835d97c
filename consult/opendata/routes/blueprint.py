"""The room's blueprints: pages in a language, and files at addresses of their own."""

from flask import Blueprint

bp = Blueprint("opendata", __name__, url_prefix="/<lang:lang>")
root = Blueprint("packages", __name__)
