"""Writing a package: one ZIP with the whole process. Two packages of the same state are the same bytes."""

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from consult.foundation.zones import to_minute, whole_minute
from consult.opendata.files.shape import Scope
from consult.opendata.packaging.bag import SPOOL, Bag
from consult.opendata.packaging.logs import Standing, add_logs, count_additions, standing, vkeys_of
from consult.opendata.packaging.reading_room import LISTS, add_reading_room
from consult.opendata.packaging.tables import add_tables
from consult.opendata.packaging.verifier import verifier
from consult.opendata.readme import readme
from consult.opendata.verify_contents import info_of, written_json
from consult.opendata.verify_schema import FORMS
from consult.organisations import queries as organisations
from consult.record.queries import Head

FORMAT = FORMS[-1]


@dataclass(frozen=True)
class Manifest:
    """What a package holds: rows of each table, and the SHA-512 of its SHA-512 manifest, which names it."""

    rows: dict[str, int]
    sha512: str


def write_package(scope: Scope, where: Standing, target: IO[bytes]) -> Manifest:
    """Write the whole process as one package."""
    as_of = whole_minute(where.own.signed_at)
    with Bag(target, as_of) as bag, ExitStack() as until_written:
        lines = {
            file.name: until_written.enter_context(tempfile.SpooledTemporaryFile(SPOOL)) for file, _ in LISTS
        }
        add_tables(bag, scope, lines)
        add_logs(bag, scope, where)
        add_reading_room(bag, scope, as_of, lines)
        bag.add_text("verify.py", verifier())
        bag.add_text("README.md", readme(scope.consultation, scope.grade))
        bag.add_text("package.json", written_json(_facts(scope, where, bag)))
        return Manifest(bag.rows, bag.finish(_bag_info(scope, as_of)))


def _facts(scope: Scope, where: Standing, bag: Bag) -> dict[str, object]:
    return {
        "format": FORMAT,
        "consultation": scope.consultation.public_id,
        "slug": scope.consultation.slug,
        "grade": scope.grade,
        "as_of": to_minute(where.own.signed_at),
        "results_shown": scope.results_shown,
        "logs": {"consultation": _log(where.own), "site": _log(where.site)},
        "rows": {name: bag.rows[name] for name in sorted(bag.rows) if name.endswith(".csv")},
    }


def _log(head: Head) -> dict[str, object]:
    return {
        "origins": [one.split("+")[0] for one in vkeys_of(head.log)],
        "size": head.size,
        "root": head.root,
    }


def _bag_info(scope: Scope, as_of: datetime) -> dict[str, str]:
    one = scope.consultation
    told = {"title": one.title, "id": one.public_id, "slug": one.slug}
    return info_of(told, organisations.get(one.organisation_id).name, scope.grade, to_minute(as_of))


__all__ = ["Manifest", "Standing", "count_additions", "standing", "write_package"]
