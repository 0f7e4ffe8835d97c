"""The room's blueprint below the language."""

from flask import Blueprint

bp = Blueprint("organisations", __name__, url_prefix="/<lang:lang>")
