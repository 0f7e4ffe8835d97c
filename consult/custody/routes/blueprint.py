"""The blueprint that this room's pages hang on."""

from flask import Blueprint

bp = Blueprint("custody", __name__, url_prefix="/<lang:lang>")
