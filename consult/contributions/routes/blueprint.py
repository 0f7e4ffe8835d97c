"""The blueprints that this room's pages hang on."""

from flask import Blueprint

from consult.foundation import phones

bp = Blueprint("contributions", __name__, url_prefix="/<lang:lang>")
root = Blueprint("receipts", __name__)
bp.add_app_template_filter(phones.shown, "phone")
