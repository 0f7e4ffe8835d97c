"""What the machine or the database says when it fails, in words for whoever runs a command."""

import errno

from sqlalchemy.exc import DBAPIError

AGAIN = "What the command had not kept yet is undone; run it again then."
FULL = f"The disk is full{{place}}. Make room. {AGAIN}"
READ_ONLY = f"This place can only be read{{place}}. Make it writable for the site’s user. {AGAIN}"
NOT_ALLOWED = (
    f"The site’s user may not read or write here{{place}}. Give the file or folder to that user. {AGAIN}"
)
NOT_USABLE = f"A file or folder can’t be used{{place}} ({{fault}}). {AGAIN}"
DATABASE_AWAY = (
    "The database can’t be reached ({fault}). Start it, or check CONSULT_DATABASE_URL. " + AGAIN
)  # fmt: skip
DATABASE_HELD = (
    "Another program holds the database, or may alone write to it ({fault}). Wait until it ends, or end it. "
) + AGAIN
DATABASE_DAMAGED = (
    "The database file is damaged ({fault}). Stop the site, keep the file for whoever looks into it, and bring a "
    "backup into a fresh instance folder: `flask --app wsgi db upgrade`, then `restore FILE`."
)
NO_RIGHT = (
    "The role that works on the database may not do this. Where one role owns the tables and the site works as "
    "another, `db upgrade` and `restore` need CONSULT_MIGRATION_DATABASE_URL set to the owner; `db upgrade` gives the "
    "site’s role what it needs."
)

_OF_FILES = {
    errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY, errno.EACCES: NOT_ALLOWED,
    errno.EPERM: NOT_ALLOWED,
    **dict.fromkeys(
        (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EIO, errno.ENAMETOOLONG, errno.EFBIG, errno.ELOOP,
         errno.EMFILE, errno.ENFILE, errno.EINVAL), NOT_USABLE,
    ),
}  # fmt: skip
_OF_SQLITE = (
    ("disk is full", FULL), ("readonly", READ_ONLY), ("unable to open", NOT_ALLOWED), ("locked", DATABASE_HELD),
    ("busy", DATABASE_HELD), ("malformed", DATABASE_DAMAGED), ("not a database", DATABASE_DAMAGED),
    ("disk i/o error", DATABASE_DAMAGED),
)  # fmt: skip
_OF_POSTGRESQL = {
    "53100": FULL, "25006": READ_ONLY, "42501": NO_RIGHT, "55P03": DATABASE_HELD, "XX001": DATABASE_DAMAGED,
    "XX002": DATABASE_DAMAGED,
}  # fmt: skip
_AWAY = ("08", "57P", "53", "28", "3D")
"""Classes of PostgreSQL's codes: the connection broke or was refused, or the server is going down or too busy."""


def what_to_do(error: Exception) -> str | None:
    """The same for whoever only looks (``doctor``): nothing was begun that would have to be run again."""
    said = in_words(error) if isinstance(error, OSError | DBAPIError) else None
    return said.removesuffix(AGAIN).strip() if said else None


def in_words(error: OSError | DBAPIError) -> str | None:
    """A sentence that says what failed and what to do; None where it may as well be a fault of the program."""
    if isinstance(error, OSError):
        said = _OF_FILES.get(error.errno or 0)
        place = f": {error.filename}" if error.filename else ""
        return said.format(place=place, fault=error.strerror) if said else None
    fault = (str(error.orig).strip() or type(error.orig).__name__).splitlines()[0]
    said = _of_database(error, fault)
    return said.format(place=f" ({fault})", fault=fault) if said else None


def _of_database(error: DBAPIError, fault: str) -> str | None:
    code = getattr(error.orig, "sqlstate", None)
    if code in _OF_POSTGRESQL:
        return _OF_POSTGRESQL[code]
    if code:
        return DATABASE_AWAY if code.startswith(_AWAY) else None
    for words, said in _OF_SQLITE:
        if words in fault.lower():
            return said
    is_away = error.connection_invalidated or type(error.orig).__module__.startswith("psycopg")
    return DATABASE_AWAY if is_away else None
