"""The body that holds the consultation, and those above it."""

from collections.abc import Iterator

from consult.consultations.models import Consultation
from consult.foundation import clock
from consult.opendata.files.shape import Column, File, Record, Scope
from consult.organisations import queries as organisations
from consult.organisations.queries import approvals
from consult.outcomes.queries import owing


def bodies_told(consultation: Consultation) -> frozenset[str]:
    """Ids of the bodies that tables of a package call by their name."""
    held = organisations.chain_of(consultation.organisation_id)
    others = {consultation.review_organisation_id} if consultation.review_organisation_id else set[int]()
    others |= {
        step.organisation_id
        for found in approvals.approvals_of(consultation.public_id)
        for step in found.steps
    }
    others |= {one.holder for one in owing.owings(owing.Of(consultations=[consultation.id]), clock.now())}
    return frozenset(one.public_id for one in (*held, *map(organisations.get, others)))


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
