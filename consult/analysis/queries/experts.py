"""Reading experts and their opinions, and where they differ from the public."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from consult.analysis import rules
from consult.analysis.models import Expert, Opinion
from consult.consultations.models import Article
from consult.contributions.references import key_hash
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound
from consult.foundation.scripts import language_of

NONE = N_("There is no invitation at this address.")


def expert_by_key(key: str) -> Expert:
    """Whose personal link this is. Raises NotFound."""
    found = db.session.scalar(select(Expert).where(Expert.key_hash == key_hash(key.encode())))
    if found is None:
        raise NotFound(NONE)
    return found


def article_ids(version_id: int) -> list[int]:
    """The articles of a version, in order."""
    own = select(Article.id).where(Article.version_id == version_id, Article.kind == "article")
    return list(db.session.scalars(own.order_by(Article.position)))


def expert_called(consultation_id: int, public_id: str) -> Expert:
    """An expert of a consultation. Raises NotFound."""
    found = db.session.scalar(
        select(Expert).where(Expert.consultation_id == consultation_id, Expert.public_id == public_id)
    )
    if found is None:
        raise NotFound(NONE)
    return found


def experts_of(consultation_id: int, *, declared_only: bool = False) -> Sequence[Expert]:
    """The experts, as they were invited; ``declared_only``: those everybody may know of."""
    statement = select(Expert).where(Expert.consultation_id == consultation_id).order_by(Expert.id)
    if declared_only:
        statement = statement.where(Expert.declared_at.is_not(None))
    return db.session.scalars(statement).all()


def opinions_of(consultation_id: int) -> list[tuple[Opinion, Expert]]:
    """Every opinion with its expert, by article and in the order of the experts. One statement."""
    rows = db.session.execute(
        select(Opinion, Expert)
        .join(Expert, Expert.id == Opinion.expert_id)
        .where(Opinion.consultation_id == consultation_id)
        .order_by(Opinion.article_id, Expert.id)
    )
    return [(opinion, expert) for opinion, expert in rows]


def opinions_by(expert_id: int) -> dict[int, Opinion]:
    """What one expert has said, by article."""
    rows = db.session.scalars(select(Opinion).where(Opinion.expert_id == expert_id))
    return {row.article_id: row for row in rows}


@dataclass(frozen=True)
class Compared:
    """One article: how experts and the public stand on it, by stance, and whether they lean differently."""

    article_id: int
    experts: Mapping[str, int]
    public: Mapping[str, int]
    opinions: Sequence[tuple[Opinion, Expert]]

    @property
    def differs(self) -> bool:
        """Whether most experts and most of the public who took sides stand on different ones."""
        ours, theirs = rules.leaning(self.experts), rules.leaning(self.public)
        return "" not in (ours, theirs) and ours != theirs


def compared(
    opinions: Sequence[tuple[Opinion, Expert]], public: Mapping[int, Mapping[str, int]]
) -> dict[int, Compared]:
    """Every article with an opinion, beside the stances of the public (``{article: {stance: n}}``)."""
    found: dict[int, list[tuple[Opinion, Expert]]] = {}
    for one in opinions:
        found.setdefault(one[0].article_id, []).append(one)
    return {
        article_id: Compared(
            article_id, Counter(opinion.stance for opinion, _ in own), public.get(article_id, {}), own
        )
        for article_id, own in found.items()
    }


def standing_language(expert: Expert, first: str) -> str:
    """In which language an expert's field and post are written, where ``first`` is the consultation's."""
    return language_of(expert.standing, first)
