"""What the record asks of this room: to hold a consultation's tables against the process that its entries tell."""

import tempfile
from pathlib import Path

from flask import current_app

from consult.consultations import queries as consultations
from consult.contributions import service as contributions
from consult.foundation import clock
from consult.foundation.errors import Busy
from consult.opendata import service, verify_package
from consult.opendata import wiping as wiping_packages
from consult.opendata.files.shape import AUDITOR
from consult.opendata.packaging import FORMAT
from consult.record import checks
from consult.record import service as record
from consult.record.verify import Fault


def check_processes() -> str:
    """Make the auditor's package of every consultation and run its own verifier over it."""
    checked, waiting = 0, 0
    with tempfile.TemporaryDirectory(prefix="consult-verify-") as folder:
        target = Path(folder) / "package.zip"
        for slug, consultation_id in [(one.slug, one.id) for one in consultations.every()]:
            try:
                service.make_package(consultation_id, AUDITOR, target, now=clock.now())
            except Busy:  # something of it waits for its seal
                waiting += 1
                continue
            try:
                verify_package.verify(target)
            except Fault as fault:
                raise checks.Fault(f"{slug}: {fault}") from fault
            checked += 1
    left = f"; {waiting:,} wait for their seal" if waiting else ""
    return f"{checked:,} consultations, each as its entries tell it{left}"


def wipe(wiping: contributions.Wiping) -> None:
    """Packages with the words in them go at once, and whoever took one is told."""
    settings = current_app.extensions["consult_settings"]
    wiping_packages.wipe(
        settings.instance, consultations.get_by_id(wiping.submission.consultation_id), wiping.now
    )
    wiping_packages.tell_takers(wiping, base_url=settings.base_url)


for _takers in (wiping_packages.takers, wiping_packages.deciders):
    if _takers not in contributions.TAKERS:
        contributions.TAKERS.append(_takers)


if wipe not in contributions.FOLLOWING:
    contributions.FOLLOWING.append(wipe)
if FORMAT not in record.PACKAGE_FORM:
    record.PACKAGE_FORM.append(FORMAT)
checks.covers(
    "process", check_processes,
    "consultation", "consultation_date_change", "draft_version", "article", "article_text", "outcome", "reply_comment",
    is_whole=True,
)  # fmt: skip
checks.exempts({
    "package": "names files that are made from rows; each one is an entry with the hash of its manifest",
    "package_order": "who asked for a package, for a day; each one taken is an entry",
    "foreign_package": "another site's package, kept as it came; taking it in is an entry with its hash",
})  # fmt: skip
