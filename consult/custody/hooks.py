"""What lower rooms ask of this one: what is on hold. And how each series is counted and destroyed."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from consult.audits import service as auditing
from consult.audits.models import ProcessReport
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.profiles import Series
from consult.contributions import service as contributing
from consult.custody import given_out, labels, queries, service, transfer
from consult.custody.models import AccessRequest, Disposal, LegalHold
from consult.custody.rules import due_on
from consult.foundation import i18n, sweeping
from consult.foundation.errors import N_
from consult.foundation.settings import Settings
from consult.foundation.zones import in_zone
from consult.moderation import queries as moderation
from consult.moderation import service as moderating
from consult.opendata import fixity
from consult.opendata import queries as opendata
from consult.opendata import wiping as wiping_packages
from consult.organisations.models import Approval
from consult.organisations.service.approving import ACTS, Act, Description
from consult.record import checks
from consult.record import queries as record_queries
from consult.record import service as record

if queries.holds_in_force not in contributing.HOLDS:
    contributing.HOLDS.append(queries.holds_in_force)


def wipe(wiping: contributing.Wiping) -> None:
    """What was gathered or packed of somebody who is erased goes too."""
    service.wipe(wiping)
    service.wipe_holds(wiping)
    given_out.tell(wiping, base_url=_settings().base_url)
    transfer.forget(_instance(), wiping.submission.consultation_id)


def _settings() -> Settings:
    found: Settings = current_app.extensions["consult_settings"]
    return found


def _instance() -> Path:
    return _settings().instance


def _destroying(verb: Callable[[Consultation, Series, datetime], int]) -> service.Destroy:
    """Copies in packages go with it: they are made again without it."""

    def destroy(made: Consultation, series: Series, now: datetime) -> int:
        done = verb(made, series, now)
        wiping_packages.wipe(_instance(), made, now)
        transfer.forget(_instance(), made.id)
        return done

    return destroy


if wipe not in contributing.FOLLOWING:
    contributing.FOLLOWING.append(wipe)
if service.forget_listed not in contributing.FORGETTING:
    contributing.FORGETTING.append(service.forget_listed)
if given_out.tell_of_listed not in contributing.LEAVING:
    contributing.LEAVING.append(given_out.tell_of_listed)


def archives(
    consultation_id: int, _references: Collection[str], until: datetime
) -> Sequence[contributing.Taker]:
    """Archives that have the package of a consultation: nobody here has an address for mails to them."""
    return [
        contributing.Taker(one.archive, "", "", one.done_at)
        for one in queries.transfers_of(consultation_id)
        if one.done_at is not None and one.done_at <= until
    ]


def open_requests(report: ProcessReport) -> list[auditing.AskedFor]:
    """Requests for access that a confidential report may belong to."""
    return [
        auditing.AskedFor(one.number, one.requester, one.contact, one.question, one.due_on)
        for one in queries.requests_for_report(report)
    ]


if open_requests not in auditing.ASKED_FOR:
    auditing.ASKED_FOR.append(open_requests)


for _takers in (archives, given_out.takers):
    if _takers not in contributing.TAKERS:
        contributing.TAKERS.append(_takers)


def prepared_packages(instance: Path) -> Iterator[fixity.KeptFile]:
    """Packages that wait for their archive."""
    for public_id in queries.prepared():
        made = queries.disposal_called(public_id)
        if made.package_sha256:
            path, sha256 = transfer.path_of(instance, public_id), made.package_sha256
            yield fixity.KeptFile(public_id, path, fixity.has_sha256(sha256), sha256)


if prepared_packages not in fixity.ALSO:
    fixity.ALSO.append(prepared_packages)


def _answered_before(consultation: Consultation, series: Series, now: datetime) -> datetime:
    """Requests answered until then are due now: the last instant whose period is over."""
    instant = now
    while due_on(in_zone(instant, consultation.timezone).date(), years=series.years, days=series.days) > (
        in_zone(now, consultation.timezone).date()
    ):
        instant -= timedelta(days=1)
    return instant


service.KINDS.update({
    "file": service.Kind(lambda made, _series, _now: opendata.count_comments(made.id), None),
    "office-notes": service.Kind(
        lambda made, _series, _now: moderation.count_notes(made.id),
        _destroying(lambda made, _series, now: moderating.forget_notes(made.id, now=now)),
    ),
    "reports": service.Kind(
        lambda made, _series, _now: moderation.count_report_words(made.id),
        _destroying(lambda made, _series, now: moderating.forget_report_words(made.id, now=now)),
    ),
    "reads": service.Kind(
        lambda made, _series, _now: record_queries.count_reads(made.public_id),
        lambda made, _series, now: record.forget_reads(made.public_id, now=now),
    ),
    "requests": service.Kind(
        lambda made, series, now: len(
            queries.requests_answered_before(made.id, _answered_before(made, series, now))
        ),
        lambda made, series, now: service.forget_requests(made, _answered_before(made, series, now), now=now),
    ),
})  # fmt: skip


def describe_destruction(approval: Approval) -> Description:
    """What a second person is to destroy for good."""
    made = queries.disposal_called(approval.subject)
    consultation = consultations.get_by_id(made.consultation_id)
    series = service.series_of(made)
    lines = [
        (i18n.gettext(N_("What is destroyed")), series.name[i18n.language()]),
        (i18n.gettext(N_("How many")), str(made.counted)),
        (i18n.gettext(N_("Due since")), i18n.date_text(made.due_on)),
        (i18n.gettext(N_("Basis")), series.basis[i18n.language()] if series.basis else "–"),
        (i18n.gettext(N_("What becomes of it")), i18n.gettext(labels.FATES[made.fate])),
    ]
    link = f"/{i18n.language()}/desk/custody/{made.public_id}"
    return Description(consultation.title, consultation.language, lines, link)


ACTS[service.DESTROY] = Act(
    N_("Destroy records whose time is over"), service.destroy_signed, service.destroy_content, describe_destruction,
    on_void=service.void_destruction, roles=("administrator",),
)  # fmt: skip


def check_custody() -> str:
    """Holds and disposals against their entries."""
    return checks.check_tables(
        checks.Kept(
            LegalHold, ("hold.put_on", "hold.lifted"), made_by=("hold.put_on",),
            columns={"reason": "reason", "lifted_reason": "lifted_reason"},
        ),
        checks.Kept(
            Disposal,
            tuple(f"disposal.{one}" for one in (
                "found", "transfer_begun", "package_made", "transferred", "kept", "destroyed",
            )),
            made_by=("disposal.found",),
            columns={name: name for name in ("counted", "done", "fate", "archive", "manifest", "acknowledgement")},
        ),
        checks.Kept(
            AccessRequest, ("access.registered", "access.extended"), made_by=("access.registered",),
            columns={"received_on": "received_on", "due_on": "due_on"},
        ),
    )  # fmt: skip


checks.covers("custody", check_custody, "legal_hold", "disposal", "access_request")
checks.exempts({"access_document": "personal and destroyed in its time; each decision on one is an entry"})
sweeping.TABLES.update(("access_request", "access_document", "legal_hold"))
