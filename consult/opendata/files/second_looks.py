"""Rulings drawn at random and judged again."""

from collections.abc import Iterator

from sqlalchemy import select

from consult.audits.models import Judgement, Sample
from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.moderation.models import Ruling
from consult.opendata.files.shape import Column, File, Record, Scope


def _samples(scope: Scope) -> Iterator[Record]:
    mine = select(Sample).where(Sample.consultation_id == scope.consultation.id).order_by(Sample.id)
    for sample in db.session.scalars(mine):
        yield {
            "id": sample.public_id,
            "seed": sample.seed,
            "method": sample.method,
            "population": sample.population,
            "size": sample.size,
            "drawn_at": scope.time(sample.drawn_at),
        }


SAMPLES = File(
    "samples",
    "Every time rulings were drawn at random to be judged again.",
    (
        Column("id", "random id of the sample, as entries of the record name it"),
        Column("seed", "root of the log's last published head before it was drawn"),
        Column(
            "method", "sha256-rank: by SHA-256 of seed, number of the sample (from 1) and id of the ruling"
        ),
        Column("population", "how many rulings there were: the first so many of rulings"),
        Column("size", "how many were to be drawn"),
        Column("drawn_at", "when, UTC"),
    ),
    _samples,
)


def _judgements(scope: Scope) -> Iterator[Record]:
    statement = (
        select(Judgement, Sample.public_id, Ruling.public_id, Comment.reference)
        .join(Sample, Sample.id == Judgement.sample_id)
        .join(Ruling, Ruling.id == Judgement.ruling_id)
        .join(Comment, Comment.id == Ruling.comment_id)
        .where(Sample.consultation_id == scope.consultation.id)
        .order_by(Judgement.sample_id, Judgement.position)
    )
    for judgement, sample, ruling, reference in db.session.execute(statement):
        yield {
            "id": judgement.public_id,
            "sample": sample,
            "position": judgement.position,
            "ruling": ruling,
            "reference": reference,
            "act": judgement.act,
            "ground": judgement.ground,
            "agrees": judgement.agrees,
            "judged_at": scope.time(judgement.judged_at),
            "judge": judgement.judge,
        }


JUDGEMENTS = File(
    "judgements",
    "Every ruling that was drawn, and how it was judged again, blind.",
    (
        Column("id", "random id, as entries of the record name it"),
        Column("sample", "id of the sample"),
        Column("position", "place in the sample, from 1"),
        Column("ruling", "id of the first ruling"),
        Column("reference", "reference of the comment"),
        Column("act", "what the second judge would have ruled; empty until then"),
        Column("ground", "ground, where they would hide or redact"),
        Column("agrees", "whether it is the same act as the first ruling's"),
        Column("judged_at", "when, UTC"),
        Column("judge", "the second judge's name in the record"),
    ),
    _judgements,
)
