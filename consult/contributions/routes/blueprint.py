"""The blueprints that this room's pages hang on."""

from flask import Blueprint

bp = Blueprint("contributions", __name__, url_prefix="/<lang:lang>")
root = Blueprint("receipts", __name__)
