"""What official texts say that isn't in public: words of comments, and names of those who sent them."""

from collections.abc import Collection, Sequence
from itertools import chain

from sqlalchemy import and_, or_, select, true

from consult.consultations.models import Consultation
from consult.contributions.models import Comment, Sender, Submission
from consult.contributions.official_words import Misquoted, NamesSender
from consult.contributions.queries.kept_back import draft_words, kept_back, public_words
from consult.contributions.unnamed import Texts, body_names, full_names, said_names
from consult.contributions.unpublished import NOBODYS, said_of
from consult.foundation.db import db
from consult.foundation.errors import N_, Refused
from consult.organisations import queries as organisations

EXCERPT = 80
OFFICIALS = ("author", "moderator", "responder", "clerk", "administrator")


def unfit_words(
    consultation: Consultation,
    texts: Sequence[str],
    *,
    with_outcome: bool = False,
    of: Collection[int] | None = None,
) -> list[Refused]:
    """Words in them that nobody can read in public, each naming its comment, and names of who isn't named.

    ``with_outcome``: they are published together with comments that appear with the outcome. The draft's own words may
    always be said, and so may what a published comment says too. ``of``: only words of these comments are looked for,
    and no names.
    """
    said = [one for one in texts if one]
    if not said:
        return []
    with_outcome = with_outcome and consultation.comments_appear == "with-outcome"
    public = chain(
        draft_words(consultation.id),
        (words for _of, words in public_words(consultation.id, with_outcome=with_outcome)),
    )
    found: list[Refused] = [
        Misquoted(
            N_("“%(said)s” is said in comment %(reference)s, of which that isn’t published"),
            said=excerpt(one.words), reference=one.reference,
        )
        for one in said_of(said, kept_back(consultation.id, with_outcome=with_outcome, of=of), public)
    ]  # fmt: skip
    if of is not None:
        return found
    found += [
        NamesSender(N_("“%(said)s”"), said=excerpt(one))
        for one in _names_of_unnamed(consultation, said, with_outcome=with_outcome)
    ]
    return found


def excerpt(words: str) -> str:
    """Words in one line and in short."""
    flat = " ".join(words.split())
    return flat if len(flat) <= EXCERPT else flat[:EXCERPT] + "…"


def _names_of_unnamed(
    consultation: Consultation, texts: Sequence[str], *, with_outcome: bool
) -> Sequence[str]:
    """Full names, as the texts say them, of senders whose names aren't shown; what is public anyway may be said.

    Where an organisation speaks, its own name is the one that is shown, and who signed for it isn't named; nor is who
    confirmed for a minor.
    """
    is_hidden = or_(Submission.publication != "named", Submission.is_minor)
    of_body = Submission.capacity == "organisation"
    asked = (
        (Sender.name, or_(is_hidden, of_body), False), (Sender.guardian, true(), False),
        (Sender.organisation, and_(is_hidden, of_body), True),
    )  # fmt: skip
    told: list[str] = []
    for column, meant, is_body in asked:
        typed = db.session.scalars(
            select(column)
            .join(Submission, Submission.id == Sender.submission_id)
            .where(
                Submission.consultation_id == consultation.id, column != "", meant,
                select(Comment.id)
                .where(Comment.submission_id == Submission.id, Comment.state != "unconfirmed").exists(),
            )
            .distinct()
        )  # fmt: skip
        if found := said_names(texts, typed, is_body=is_body):
            dropped = _said_in_public(consultation, list(found), with_outcome=with_outcome, is_body=is_body)
            told += [said for name, said in found.items() if name not in dropped]
    return list(dict.fromkeys(told))


def _said_in_public(
    consultation: Consultation, typed: Sequence[str], *, with_outcome: bool, is_body: bool
) -> set[str]:
    """Those of these names that another one shows, an official or the body bears, the draft or several comments say."""
    states = ["published", *(["held"] if with_outcome else [])]
    shown = db.session.scalars(
        select(Comment.name_shown)
        .where(
            Comment.consultation_id == consultation.id, Comment.state.in_(states), Comment.name_shown != ""
        )
        .distinct()
    )
    names_in = body_names if is_body else full_names
    body = organisations.get(consultation.organisation_id)
    official = (
        [body.name, *body.names.values()]
        if is_body
        else [account.name for account in organisations.holders_of(body.id, OFFICIALS)]
    )
    borne = {name for one in chain(shown, official) for name in names_in(one)}
    dropped = {one for one in typed if borne.intersection(names_in(one))}
    left = [one for one in typed if one not in dropped]
    if left:
        dropped.update(said_names(list(draft_words(consultation.id)), left, is_body=is_body))
    said_by: dict[str, set[str]] = {one: set() for one in left if one not in dropped}
    for reference, words in public_words(consultation.id, with_outcome=with_outcome) if said_by else ():
        looked = Texts([words])
        for name, references in said_by.items():
            if looked.said(name, is_body=is_body) is not None:
                references.add(reference)
    return dropped | {name for name, references in said_by.items() if len(references) >= NOBODYS}
