"""The blueprint that this room's pages hang on."""

from flask import Blueprint

bp = Blueprint("votes", __name__, url_prefix="/<lang:lang>")
