"""Reading a sample instead of all: what it stands for is gathered, then it is drawn, read, and finished."""

import secrets
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import insert, select, update

from consult.analysis import queries, rules
from consult.analysis.models import ReadingMethod, SampledComment
from consult.analysis.service.reading import mark, state
from consult.analysis.service.shared import append, append_parts, begin, chunks, known
from consult.consultations.models import Consultation
from consult.contributions.models import Comment
from consult.foundation import text
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Refused

SEED_BYTES = 16
NOT_DRAWN = N_("This sample isn’t drawn yet. Gather all that it stands for first.")


def draw_sample(
    actor: Actor,
    consultation: Consultation,
    *,
    wanted: queries.Filter,
    size: int,
    method: str,
    now: datetime,
    language: str = "",
    most: int | None = None,
) -> ReadingMethod:
    """Draw a sample of the unread comments that a filter leaves. Its seed, and what it was drawn from, are public.

    With ``most`` it takes in so many of them at the most, and ``gather_sample`` goes on. Nothing is read by this:
    ``finish_sample`` marks the rest once each drawn comment was read by itself.
    """
    begin(actor, consultation, now)
    if queries.open_sample(consultation.id) is not None:
        raise Conflict(N_("A sample is being read already. Finish that one first."))
    method = rules.check_method(text.normalise(method, limit=rules.METHOD_LIMIT, field="method"))
    wanted = replace(wanted, read="no")
    number, through = queries.matching(consultation.id, wanted)
    rules.check_sample(number, size, method)
    made = state(actor, consultation, method, language, now, kind="sample")
    made.size, made.wanted = size, {**asdict(wanted), "after": 0, "through": through}
    _gather(actor, consultation, made, now, most)
    return made


def gather_sample(
    actor: Actor, consultation: Consultation, made: ReadingMethod, *, now: datetime, most: int | None = None
) -> int:
    """Go on gathering what a sample stands for; the call that finds fewer than ``most`` draws it. Returns how many."""
    begin(actor, consultation, now)
    db.session.refresh(made)
    return 0 if made.seed else _gather(actor, consultation, made, now, most)


def _gather(
    actor: Actor, consultation: Consultation, made: ReadingMethod, now: datetime, most: int | None
) -> int:
    """The next comments by their ids, each looked at once: what came or was read meanwhile isn't taken in."""
    conditions = dict(made.wanted or {})
    after, through = conditions.pop("after"), conditions.pop("through")
    ids = queries.matching_ids(
        consultation.id, queries.Filter(**conditions), after=after, through=through, limit=most
    )
    new = known(consultation.id, ids)
    if new:
        db.session.execute(
            insert(SampledComment),
            [{"method_id": made.id, "comment_id": one.id, "is_drawn": False} for one in new],
        )
        made.population, made.wanted = made.population + len(new), {**(made.wanted or {}), "after": ids[-1]}
        append_parts(
            [one.public_id for one in new],
            lambda objects, part: append(
                "reading.sample_gathered", actor, consultation, now, objects=[made.public_id, *objects],
                values={"words": made.words, "words_language": made.language, "part": part},
            ),
        )  # fmt: skip
    if most is None or len(ids) < most:
        _draw(actor, consultation, made, now)
    db.session.flush()
    return len(new)


def _draw(actor: Actor, consultation: Consultation, made: ReadingMethod, now: datetime) -> None:
    """Make the seed, now that nobody can choose any more what it draws from, and draw."""
    made.seed, made.size, made.wanted = (
        secrets.token_hex(SEED_BYTES),
        min(made.size, made.population),
        None,
    )
    gathered = (
        select(Comment.public_id, Comment.id)
        .join(SampledComment, SampledComment.comment_id == Comment.id)
        .where(SampledComment.method_id == made.id)
    )
    ids = {str(public_id): int(own) for public_id, own in db.session.execute(gathered)}
    drawn = [ids[one] for one in rules.drawn(ids, made.seed, made.size)]
    for chunk in chunks(drawn):
        own = SampledComment.method_id == made.id, SampledComment.comment_id.in_(chunk)
        db.session.execute(update(SampledComment).where(*own).values(is_drawn=True))
    append(
        "reading.sample_drawn", actor, consultation, now, objects=[made.public_id],
        values={"seed": made.seed, "size": str(made.size), "words": made.words},
    )  # fmt: skip


def finish_sample(
    actor: Actor, consultation: Consultation, made: ReadingMethod, *, now: datetime, most: int | None = None
) -> int:
    """Mark as read what the sample stands for, once all that was drawn is read. Returns how many.

    With ``most`` it takes so many at the most; the sample is finished by the call that finds fewer.
    """
    begin(actor, consultation, now)
    if made.closed_at is not None:
        raise Conflict(N_("This sample was finished in the meantime."))
    if not made.seed:
        raise Conflict(NOT_DRAWN)
    left = queries.sample_left(made.id)
    if left:
        raise Refused(
            N_("%(number)s drawn comments aren’t read yet: %(named)s."), number=len(left),
            named=left[: rules.NAMED],
        )  # fmt: skip
    ids = queries.sample_rest(made.id, limit=most)
    rest = known(consultation.id, ids)
    made.number += len(rest)
    if most is None or len(ids) < most:
        made.closed_at = now
    mark(actor, consultation, rest, made, consultation.organisation_id, now)
    if not rest:
        append("reading.sample_finished", actor, consultation, now, objects=[made.public_id])
    append_parts(
        [one.public_id for one in rest],
        lambda objects, part: append(
            "reading.sample_finished", actor, consultation, now, objects=[made.public_id, *objects],
            values={"part": part},
        ),
    )  # fmt: skip
    return len(rest)
