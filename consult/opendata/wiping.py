"""Packages on disk that hold words which were taken out: they go, and are made anew without them."""

from pathlib import Path

from consult.contributions.service import Wiping
from consult.opendata import ordering, queries, service


def wipe(instance: Path, wiping: Wiping) -> None:
    """Part of verbs. The files are copies: where the act fails after this, they are made again."""
    consultation_id = wiping.submission.consultation_id
    for path in (instance / "packages").glob(f"*{wiping.consultation}*"):
        path.unlink(missing_ok=True)
    service.forget_packages([row.id for row in queries.packages_of(consultation_id)])
    for order in queries.orders_ready(consultation_id, wiping.now):
        ordering.path_of(instance, order.public_id).unlink(missing_ok=True)
        order.expires_at = wiping.now
