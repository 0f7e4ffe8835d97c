"""Experts beside the public (S38): invited, declaring their interests first, then judging the same articles."""

from datetime import datetime

from sqlalchemy import select

from consult.analysis import permissions, queries, rules
from consult.analysis.models import Expert, Opinion
from consult.analysis.service.shared import NOT_YOURS, append
from consult.consultations import queries as consultations
from consult.consultations.models import Article, Consultation
from consult.consultations.rules import check_language
from consult.contributions.references import key_hash
from consult.contributions.rules import STANCES
from consult.foundation import text
from consult.foundation.access import GUEST, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, ClosedMeanwhile, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.record import service as record


def invite_expert(
    actor: Actor, consultation: Consultation, *, name: str, standing: str, key: str, now: datetime
) -> Expert:
    """Invite somebody by a personal link, whose ``key`` only the invited person gets; its hash is kept."""
    if not permissions.may_invite(actor, consultation):
        raise Forbidden(NOT_YOURS)
    rules.check_may_advise(consultations.phase_of(consultation, now))
    name = rules.one_line(text.normalise(name, limit=rules.NAME_LIMIT, field="name"))
    standing = rules.one_line(text.normalise(standing, limit=rules.STANDING_LIMIT, field="standing"))
    if not name:
        raise Refused(N_("Please give the expert’s name."), field="name")
    if not standing:
        raise Refused(N_("Please say what the person is an expert of, and where."), field="standing")
    made = Expert(
        public_id=random_id(), consultation_id=consultation.id, name=name, standing=standing,
        key_hash=key_hash(key.encode()), interests="", invited_at=now, account_id=actor.account_id,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    append(
        "expert.invited", actor, consultation, now, objects=[made.public_id],
        values={"name": name, "standing": standing},
    )  # fmt: skip
    return made


def declare_interests(expert: Expert, *, interests: str, language: str, now: datetime) -> None:
    """What the expert has to do with the matter beside knowing it, or that there is nothing. Public from now on.

    The door checked the personal link's key.
    """
    consultation = consultations.get_by_id(expert.consultation_id)
    _check_invited(expert, consultation, now)
    interests = text.normalise(interests, limit=rules.INTERESTS_LIMIT, field="interests")
    if text.is_blank(interests):
        raise Refused(
            N_("Please say what interests you have in the matter, or that you have none."), field="interests"
        )
    expert.interests, expert.interests_language = interests, language_of(interests, language)
    expert.declared_at = now
    db.session.flush()
    _append("expert.declared", expert, consultation, now, interests=interests)


def give_opinion(
    expert: Expert, article: Article | None, *, stance: str, body: str, language: str, now: datetime
) -> Opinion:
    """What the expert says about an article (None: the whole draft). Refused before interests are declared.

    Given again, it takes the place of what was said before; the record keeps both.
    """
    consultation = consultations.get_by_id(expert.consultation_id)
    _check_invited(expert, consultation, now)
    if expert.declared_at is None:
        raise Conflict(N_("An opinion can be given only after you have declared your interests."))
    if article is not None and article.version_id not in {
        one.id for one in consultations.versions_of(consultation.id)
    }:
        raise Refused(N_("This article doesn’t belong to this consultation."), field="article")
    if stance not in STANCES:
        raise Refused(N_("Please choose one of the answers."), field="stance")
    body = text.normalise(body, limit=rules.OPINION_LIMIT, field="body")
    if text.is_blank(body):
        raise Refused(N_("Please write your opinion."), field="body")
    article_id = article.id if article else queries.WHOLE.article_id
    row = db.session.scalar(
        select(Opinion).where(Opinion.expert_id == expert.id, Opinion.article_id == article_id)
    )
    if row is None:
        row = Opinion(
            public_id=random_id(), consultation_id=consultation.id, expert_id=expert.id, article_id=article_id
        )
        db.session.add(row)
    row.stance, row.body, row.html, row.html_version = stance, body, text.plain_html(body), text.VERSION
    row.language, row.given_at = check_language(language), now
    db.session.flush()
    row.entry_id = _append(
        "expert.opined", expert, consultation, now, also=[row.public_id, *([article.public_id] if article else [])],
        stance=stance, body=body, language=row.language,
    )  # fmt: skip
    db.session.flush()
    return row


def end_invitation(actor: Actor, expert: Expert, *, now: datetime) -> None:
    """The expert is asked no more. What was declared and said stays."""
    consultation = consultations.get_by_id(expert.consultation_id)
    if not permissions.may_invite(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if expert.ended_at is None:
        expert.ended_at = now
        db.session.flush()
        append("expert.ended", actor, consultation, now, objects=[expert.public_id])


def _check_invited(expert: Expert, consultation: Consultation, now: datetime) -> None:
    if expert.ended_at is not None:
        raise ClosedMeanwhile(N_("This invitation has ended."))
    rules.check_may_advise(consultations.phase_of(consultation, now))


def _append(
    type_: str, expert: Expert, consultation: Consultation, now: datetime, *, also: list[str] | None = None,
    **values: str,
) -> str:  # fmt: skip
    return record.append(
        type_, actor=GUEST, now=now, consultation=consultation.public_id, objects=[expert.public_id, *(also or [])],
        role="expert", pseudonym=expert.public_id, values=values,
    ).id  # fmt: skip
