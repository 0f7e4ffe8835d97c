"""What a site adds to a package that it took in from elsewhere: the entry that says so, proven in its own log."""

import base64
import json
from typing import Any

from consult.foundation.db import db
from consult.foundation.errors import Busy
from consult.opendata.packaging.logs import NOT_SEALED, vkeys_of
from consult.record import merkle
from consult.record import queries as record
from consult.record.models import EntryOpening
from consult.record.notes import Proof
from consult.record.rules import SITE

OPENED = ("manifest", "origin", "size", "root", "grade")


def import_row(entry_id: str) -> dict[str, Any]:
    """The row of ``imports.jsonl``; its proof is of the first checkpoint that covers the entry, so it never changes."""
    place = record.place_of(entry_id)
    head = record.first_head_covering(SITE, place.index) if place else None
    if place is None or head is None:
        raise Busy(NOT_SEALED)
    path = merkle.inclusion_proof(place.index, head.size, record.node_reader(SITE))
    opening = db.session.get(EntryOpening, entry_id)
    fields = {name: value for name, value in (opening.fields if opening else {}).items() if name in OPENED}
    return {
        "entry": json.loads(place.content),
        "bytes": base64.b64encode(place.content).decode(),
        "openings": fields,
        "proof": str(Proof(place.index, tuple(path), head.note)),
        "vkeys": vkeys_of(SITE),
    }
