"""Who is told of alarms and reports: auditors at once, the body above where something lasts."""

from collections.abc import Callable, Iterable

from consult.accounts.models import Account
from consult.audits import labels, letters, queries
from consult.audits.events import AlarmEscalated, AlarmRaised, ProcessReported, ReportAskedFor
from consult.audits.letters import Letter
from consult.audits.queries import alarms
from consult.consultations import queries as consultations
from consult.foundation import clock, events, i18n, mail, web
from consult.organisations import queries as organisations

AUDITORS, ADMINISTRATORS = ("auditor",), ("administrator",)


@events.on(AlarmRaised)
def tell_auditors(event: AlarmRaised) -> None:
    """Tell the auditors of the body, or of the top bodies where it is about the site."""
    _tell(event.alarm_id, is_escalated=False)


@events.on(AlarmEscalated)
def tell_the_body_above(event: AlarmEscalated) -> None:
    """Tell the administrators of the body above, or of the body itself where it is on top."""
    _tell(event.alarm_id, is_escalated=True)


@events.on(ProcessReported)
def tell_of_report(event: ProcessReported) -> None:
    """Tell the auditors who may read it, never the person it is about."""
    _tell_readers(event.report_id, f"audits.reported|{event.report_id}", letters.reported)


@events.on(ReportAskedFor)
def tell_that_it_is_asked_for(event: ReportAskedFor) -> None:
    """Tell the same auditors that a request for access may concern it; once for each request."""
    _tell_readers(
        event.report_id, f"audits.asked_for|{event.report_id}|{event.request}", letters.report_asked_for
    )


def _tell_readers(report_id: int, key: str, written: Callable[..., Letter]) -> None:
    report = queries.report_of(report_id)
    for account in _auditors(report.consultation_id):
        if account.pseudonym == report.about and report.about:
            continue
        with i18n.speaking(account.language):
            letter = written(link=f"{_audit()}/reports/{report.public_id}", site=web.site_name())
        _queue(key, account, letter)


def _tell(alarm_id: int, *, is_escalated: bool) -> None:
    alarm = alarms.get_alarm(alarm_id)
    people = _above(alarm.consultation_id) if is_escalated else _auditors(alarm.consultation_id)
    for account in people:
        with i18n.speaking(account.language):
            title, place = "", "/alarms"
            if alarm.consultation_id is not None:
                consultation = consultations.get_by_id(alarm.consultation_id)
                title, place = consultation.title, f"/consultations/{consultation.slug}"
            what = labels.ALARMS[alarm.kind]
            link = f"{_audit()}{place}"
            if is_escalated:
                link = f"{web.settings().base_url}/{i18n.language()}/desk"
            letter = letters.alarm(
                what=i18n.gettext(what),
                title=title,
                link=link,
                site=web.site_name(),
                is_escalated=is_escalated,
            )
        _queue(f"audits.alarm|{alarm.id}|{is_escalated}", account, letter)


def _auditors(consultation_id: int | None) -> Iterable[Account]:
    if consultation_id is None:
        seen = {
            one.id: one for top in organisations.tops() for one in organisations.holders_of(top.id, AUDITORS)
        }
        return list(seen.values())
    consultation = consultations.get_by_id(consultation_id)
    return list(organisations.holders_of(consultation.organisation_id, AUDITORS))


def _above(consultation_id: int | None) -> Iterable[Account]:
    if consultation_id is None:
        return []
    line = organisations.chain_of(consultations.get_by_id(consultation_id).organisation_id)
    return list(organisations.holders_of(line[min(1, len(line) - 1)].id, ADMINISTRATORS))


def _audit() -> str:
    return f"{web.settings().base_url}/{i18n.language()}/audit"


def _queue(key: str, account: Account, letter: Letter) -> None:
    mail.queue(
        key=f"{key}|{account.id}",
        address=account.email,
        subject=letter.subject,
        body=letter.body,
        now=clock.now(),
    )
