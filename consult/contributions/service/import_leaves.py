"""What commits to each imported comment, and to all of an import."""

import secrets
from collections.abc import Sequence

from sqlalchemy import update

from consult.contributions import queries
from consult.contributions.models import Comment
from consult.contributions.verify_imported import imported_leaf, imported_root
from consult.foundation.db import db

AT_ONCE = 500


def commit(ids: Sequence[int]) -> str:
    """Part of verbs: keep the leaf of each of these comments; returns the root over them, for the entry."""
    leaves = []
    for start in range(0, len(ids), AT_ONCE):
        some = [
            {"id": one.id, "import_salt": salt, "import_leaf": imported_leaf(one.values, salt)}
            for one in queries.imported_values(ids[start : start + AT_ONCE])
            for salt in (one.salt or secrets.token_hex(16),)  # stored before the upgrade, finished after it
        ]
        db.session.execute(update(Comment), some)
        leaves += [str(one["import_leaf"]) for one in some]
    return imported_root(leaves)
