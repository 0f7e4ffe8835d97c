"""Numbers in addresses: whatever somebody types there, a store is only asked for numbers it can hold."""

from flask import Flask, request
from werkzeug.routing import IntegerConverter

DIGITS = 15
"""Far more rows than any site has, and less than a database's widest integer."""


class RowNumber(IntegerConverter):
    """``<int:…>``, but no longer than a number of a row can be: a longer one is an unknown address."""

    regex = rf"\d{{1,{DIGITS}}}"


def init_app(app: Flask) -> None:
    """Let every ``<int:…>`` of the site be a row's number."""
    app.url_map.converters["int"] = RowNumber


def whole_number(name: str) -> int | None:
    """A parameter of the address (``?after=``) as a whole number from 0; None where it is absent or anything else."""
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= DIGITS else None
