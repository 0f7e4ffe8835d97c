"""What surrounds the decision in the demo: the summary, the dossier, what authors say, what was promised."""

import hashlib
import io
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from consult.analysis import service as reading
from consult.contributions import queries as contributions
from consult.foundation.access import GUEST
from consult.foundation.i18n import LANGUAGES
from consult.opendata import dossiers
from consult.outcomes import queries as outcomes
from consult.outcomes import service as answering
from consult.outcomes.service.due_days import set_due_day

if TYPE_CHECKING:
    from consult.site.demo.loading import Tale


def plan_answering(tale: "Tale", decided: int) -> None:
    """Write it into the diary, around the day of the decision."""
    told = tale.content.get("after")
    if not told:
        return
    tale.plan(tale.at(tale.content["closes_days"] + 1, 9), partial(_promise_summary, tale, decided - 2))
    tale.plan(tale.at(decided - 2, 16), partial(_sum_up, tale, told))
    tale.plan(tale.at(decided - 1, 9), partial(_hand_over, tale, told))
    tale.plan(tale.at(decided, 8), partial(_acknowledge, tale, told))
    for number, one in enumerate(told["ratings"]):
        tale.plan(tale.at(decided + 4, 9 + number * 0.7), partial(_rate, tale, one))
    tale.plan(tale.at(decided + 4, 20), partial(_ask_look, tale, told["second_look"]))
    tale.plan(tale.at(decided + 5, 10), partial(_close_look, tale, told["second_look"]))
    for number, one in enumerate(told["commitments"]):
        tale.plan(tale.at(decided + 6, 12 + number * 0.3), partial(_commit, tale, one))
        if one["kept"]:
            tale.plan(tale.at(one["kept"]["days"], 11), partial(_keep, tale, one))


def plan_owed(tale: "Tale") -> None:
    """Themes that are owed an answer by a day of their own; one of them is late."""
    for number, theme in enumerate(tale.content.get("owed", ())):
        tale.plan(tale.at(theme["days"], 9 + number), partial(_owe, tale, theme))


def _owe(tale: "Tale", theme: Mapping[str, Any], when: datetime) -> None:
    own, made = tale.staff("responder"), tale.consultation
    row = reading.make_theme(
        own, made, name=theme["name"]["en"], names=_further(theme["name"]), language="en", now=when
    )
    ids = [tale.comments[one] for one in theme["comments"] if one in tale.comments]
    reading.put_under(own, made, row, comment_ids=ids, now=when)
    set_due_day(own, made, theme=row, due_on=tale.at(theme["due_days"]).date(), now=when)


def _further(words: Mapping[str, Any]) -> dict[str, str]:
    return {language: words[language] for language in LANGUAGES if language != "en"}


def _promise_summary(tale: "Tale", days: int, when: datetime) -> None:
    answering.promise_summary(
        tale.staff("responder"), tale.consultation, until=tale.at(days).date(), reason="", now=when
    )


def _sum_up(tale: "Tale", told: Mapping[str, Any], when: datetime) -> None:
    own, words = tale.staff("responder"), told["received"]
    answering.draft_received(own, tale.consultation, body=words["en"], texts=_further(words), now=when)
    answering.publish_summary(own, tale.consultation, now=when)


def _hand_over(tale: "Tale", told: Mapping[str, Any], when: datetime) -> None:
    """The file itself isn\u2019t kept in the demo; its hash is that of the one made here."""
    made, content = tale.consultation, io.BytesIO()
    dossiers.write(made, content, when)
    answering.hand_over(
        tale.staff("responder"), made, handed_to=told["dossier"]["handed_to"],
        key=tale.key(f"dossier|{made.slug}"), sha256=hashlib.sha256(content.getvalue()).hexdigest(),
        size=len(content.getvalue()), now=when,
    )  # fmt: skip


def _acknowledge(tale: "Tale", told: Mapping[str, Any], when: datetime) -> None:
    dossier = outcomes.dossiers_of(tale.consultation.id)[-1]
    answering.acknowledge(dossier, name=told["dossier"]["name"], office=told["dossier"]["office"], now=when)


def _rate(tale: "Tale", one: Mapping[str, Any], when: datetime) -> None:
    answering.rate_answer(
        GUEST, contributions.get(tale.comments[one["comment"]]), value=one["value"], now=when
    )


def _ask_look(tale: "Tale", look: Mapping[str, Any], when: datetime) -> None:
    answering.ask_second_look(
        GUEST, contributions.get(tale.comments[look["comment"]]), reason=look["reason"], language=look["language"],
        now=when,
    )  # fmt: skip


def _close_look(tale: "Tale", look: Mapping[str, Any], when: datetime) -> None:
    found = outcomes.second_look_at(tale.comments[look["comment"]])
    if found is not None:
        answering.close_second_look(
            tale.staff("administrator"), found, note=look["note"], language="en", now=when
        )


def _commit(tale: "Tale", one: Mapping[str, Any], when: datetime) -> None:
    answering.make_commitment(
        tale.staff("responder"), tale.consultation, body=one["body"]["en"], texts=_further(one["body"]),
        owner=one["owner"], due_on=tale.at(one["days"]).date(), now=when,
    )  # fmt: skip


def _keep(tale: "Tale", one: Mapping[str, Any], when: datetime) -> None:
    made = next(row for row in outcomes.commitments_of(tale.consultation.id) if row.body == one["body"]["en"])
    answering.report_commitment(
        tale.staff("responder"), made, state="kept", note=one["kept"]["note"], language="en", now=when
    )
