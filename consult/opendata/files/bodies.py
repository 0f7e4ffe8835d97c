"""The body that holds the consultation, and those above it."""

from collections.abc import Iterator

from consult.opendata.files.shape import Column, File, Record, Scope
from consult.organisations import queries as organisations


def _bodies(scope: Scope) -> Iterator[Record]:
    chain = organisations.chain_of(scope.consultation.organisation_id)
    for body, above in zip(chain, [*chain[1:], None], strict=True):
        yield {
            "id": body.public_id,
            "slug": body.slug,
            "name": body.name,
            "above": above.public_id if above else "",
        }


BODIES = File(
    "bodies",
    "The body that holds the consultation, and those above it: a role on one holds on those below.",
    (
        Column("id", "random id of the body, as entries of the record name it"),
        Column("slug", "its part of addresses"),
        Column("name", "its name"),
        Column("above", "id of the body above it, empty at the top"),
    ),
    _bodies,
)
