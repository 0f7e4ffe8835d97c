"""What proves an imported comment: its leaf under the root of its import."""

from typing import Any

from sqlalchemy import ColumnElement, Row, select, true
from sqlalchemy.orm import InstrumentedAttribute

from consult.contributions.models import Submission
from consult.contributions.queries.imports import unfinished_imports
from consult.opendata.files.shape import Column, Record, Scope


def is_in(scope: Scope, submission: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Not of an import that was cut off: no entry counts what that stored, and nobody sees it yet."""
    if not (unfinished := unfinished_imports(scope.consultation.id)):
        return true()
    return submission.not_in(select(Submission.id).where(Submission.entry_id.in_(unfinished)))


def leaf_of(scope: Scope, comment: Row[Any]) -> Record:
    """Where the words of an imported comment are committed to, and what opens that where it is read whole."""
    is_whole = comment.state == "published" and comment.shown_revision == 1 and not comment.is_redacted
    is_opened = not scope.is_public or (is_whole and comment.version_published_at is not None)
    leaf = comment.import_leaf or ""
    return {
        "import": comment.import_id if leaf else "",
        "import_leaf": leaf,
        "import_salt": comment.import_salt or "" if is_opened else "",
    }


LEAF_COLUMNS = (
    Column("import", "id of the import that brought it, if its last entry commits to what was imported"),
    Column("import_leaf", "commitment to what was imported of it, in hexadecimal"),
    Column(
        "import_salt",
        "what opens import_leaf; empty where it isn't read whole, and once any of it is erased",
    ),
)
