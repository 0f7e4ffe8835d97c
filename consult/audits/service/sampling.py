"""A random share of rulings is judged twice, blind (M07)."""

from collections.abc import Collection
from datetime import datetime

from consult.audits import permissions, queries, rules
from consult.audits.models import Judgement, Sample
from consult.audits.service.noting import NOT_YOURS
from consult.audits.verify_samples import METHOD, draw
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.record import queries as record_queries
from consult.record import service as record


def draw_sample(actor: Actor, consultation: Consultation, *, size: int, now: datetime) -> Sample:
    """Draw rulings to be judged again. The seed is the root of the log's last head: nobody could choose it."""
    if not permissions.may_audit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    rules.check_size(size)
    head = record_queries.published_head(consultation.public_id)
    population, eligible = queries.eligible(consultation.id)
    if head is None or not eligible:
        raise Refused(N_("There is no ruling yet whose entry is sealed. Try again in a minute."))
    earlier = queries.samples_of(consultation.id)
    if any(one.judged < one.drawn for one in earlier):
        raise Conflict(N_("A sample is still being judged. Finish it first."))
    seed = head.root
    sample = Sample(
        public_id=random_id(), consultation_id=consultation.id, seed=seed, method=METHOD, population=population,
        size=size, drawn_at=now, account_id=actor.account_id,
    )  # fmt: skip
    db.session.add(sample)
    db.session.flush()
    ids = {public_id: one for one, public_id in eligible}
    drawn = draw(seed, len(earlier) + 1, list(ids), size)
    for position, public_id in enumerate(drawn, 1):
        db.session.add(
            Judgement(
                public_id=random_id(), sample_id=sample.id, ruling_id=ids[public_id], position=position, act="",
                ground="", judge="",
            )
        )  # fmt: skip
    db.session.flush()
    _append(
        "sample.drawn", actor, consultation, now, [sample.public_id],
        seed=seed, method=METHOD, population=str(population), size=str(size),
    )  # fmt: skip
    return sample


def judge(
    actor: Actor, judgement: Judgement, *, act: str, ground: str, grounds: Collection[str], now: datetime
) -> Judgement:
    """Say what one would have ruled, without having seen the first ruling. Nobody judges their own."""
    ruling = queries.ruling_of(judgement)
    consultation = consultations.get_by_id(ruling.consultation_id)
    if not permissions.may_audit(actor, consultation) or ruling.account_id == actor.account_id:
        raise Forbidden(NOT_YOURS)
    rules.check_judgement(act, ground, grounds, judgement.judged_at)
    judgement.act, judgement.ground = act, ground if act in ("hide", "redact") else ""
    judgement.agrees, judgement.judged_at = act == ruling.act, now
    judgement.account_id, judgement.judge = actor.account_id, actor.pseudonym
    db.session.flush()
    _append(
        "ruling.judged", actor, consultation, now, [judgement.public_id, ruling.public_id],
        act=act, ground=judgement.ground,
    )  # fmt: skip
    return judgement


def _append(
    type_: str, actor: Actor, consultation: Consultation, now: datetime, objects: list[str], **values: str
) -> None:
    record.append(
        type_, actor=actor, now=now, consultation=consultation.public_id, objects=objects,
        organisation_id=consultation.organisation_id, role="auditor", values=values,
    )  # fmt: skip
