"""The two blueprints of the room: pages below the language, and files that have none."""

from flask import Blueprint

bp = Blueprint("notifications", __name__, url_prefix="/<lang:lang>")
root = Blueprint("feeds", __name__)
