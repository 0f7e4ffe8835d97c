"""Packages and dossiers on disk that hold words which were taken out: they go, and packages are made anew without."""

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.service import Taker, Wiping
from consult.foundation import i18n, mail
from consult.foundation.i18n import gettext as _
from consult.opendata import dossiers, ordering, queries, service
from consult.outcomes import queries as outcomes


def wipe(instance: Path, consultation: Consultation, now: datetime) -> None:
    """Part of verbs. The files are copies: where the act fails after this, they are made again."""
    for path in (instance / "packages").glob(f"*{consultation.public_id}*"):
        path.unlink(missing_ok=True)
    service.forget_packages([row.id for row in queries.packages_of(consultation.id)])
    for order in queries.orders_ready(consultation.id, now):
        ordering.path_of(instance, order.public_id).unlink(missing_ok=True)
        order.expires_at = now
    for dossier in outcomes.dossiers_of(consultation.id):
        dossiers.path_of(instance, outcomes.file_of_dossier(dossier.key_hash)).unlink(missing_ok=True)


def takers(consultation_id: int, _references: Collection[str], until: datetime) -> Sequence[Taker]:
    """Who took an auditors' package of the consultation until then, and still has an address here."""
    return [
        Taker(account.name or account.email, account.email, account.language, order.taken_at)
        for order, account in queries.taken_orders(consultation_id, until)
        if order.taken_at is not None
    ]


def deciders(consultation_id: int, _references: Collection[str], until: datetime) -> Sequence[Taker]:
    """Deciding bodies that were handed a dossier until then. No address of theirs is kept: they get a letter."""
    return [
        Taker(one.handed_to, "", "", one.handed_at)
        for one in outcomes.dossiers_of(consultation_id)
        if one.handed_at <= until
    ]


def tell_takers(wiping: Wiping, *, base_url: str) -> None:
    """Part of verbs: ask everybody who took a package with it to take it out of their copies, too. Names nothing."""
    consultation = consultations.get_by_id(wiping.submission.consultation_id)
    about = wiping.touched
    what = about[0] if about else consultation.public_id
    for taker in {
        one.address: one for one in takers(consultation.id, about, wiping.now) if one.address
    }.values():
        with i18n.speaking(taker.language):
            places = [f"comments/{one}" for one in about] or [f"consultations/{consultation.slug}/documents"]
            links = "\n".join(f"{base_url}/{i18n.language()}/{one}" for one in places)
            paragraphs = (
                _("You took a package of “%(title)s”. Something in it has been erased or removed since:",
                  title=consultation.title) + f"\n{links}",
                _("The pages say what went and why. Please take it out of your copies as well, and delete the package: "
                  "a new one without it can be made."),
            )  # fmt: skip
            mail.queue(
                key=f"opendata.taken_out|{what}|{wiping.now.isoformat()}|{taker.address}", address=taker.address,
                subject=_("Please take something out of your copy of a package"), body="\n\n".join(paragraphs) + "\n",
                now=wiping.now,
            )  # fmt: skip
