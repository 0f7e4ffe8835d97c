"""One person with a named, an unnamed and a withheld comment and with votes: nothing public joins any two of them."""

import json
import re
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import service as accounts_service
from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.contributions import jobs as contributing_jobs
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment, Submission
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST, Actor
from consult.foundation.db import db, writing
from consult.opendata import keeping
from consult.organisations import queries as organisations
from consult.record import jobs, queries
from consult.record import service as record
from consult.votes import service as voting
from consult.votes.models import Voter
from tests.contributions.browsing import send_comment
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.forgetting import due_times
from tests.factories.moderation import make_published, make_ruling
from tests.factories.votes import vote

TOKEN = re.compile(rb"[0-9a-f]{32}|[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{2}")


def act(client: FlaskClient) -> tuple[Consultation, Account]:
    """The person sends three comments, is linked by a clerk to an earlier letter, votes twice and closes nothing."""
    made, account = make_consultation(), make_account("canary@birds.example")
    slug, consultation_id, actor = made.slug, made.id, Actor("account", account.id, email=account.email)
    other = make_published(made, "Somebody else’s lamps.")
    with writing():
        statement = voting.open_statement(CONSOLE, contributions.get(other.id), now=clock.now())
    sign_in(client, account)
    for words, choice in (("Named.", "named"), ("Unnamed.", "unnamed"), ("Withheld.", "withheld")):
        send_comment(client, slug, words, name="Canaria", publication=choice)
    vote(statement, actor, "agree")
    vote(statement, actor, "pass")
    for comment_id in db.session.scalars(select(Comment.id).where(Comment.id != other.id)).all():
        make_ruling(db.session.get_one(Comment, comment_id), "publish")
    first, second = db.session.scalars(
        select(Submission).join(Comment, Comment.submission_id == Submission.id).where(Comment.id != other.id)
    ).all()[:2]
    clerk = make_staff("clerk", organisation=organisations.get(made.organisation_id))
    with writing():
        contributing.link_sender(
            clerk,
            db.session.merge(second),
            db.session.merge(first),
            reason="The same letter.",
            now=clock.now(),
        )
    return db.session.get_one(Consultation, consultation_id), account


def own_names(account: Account) -> list[set[bytes]]:
    """For each submission of the person, and for their votes, every id that anything could be joined by."""
    found = []
    for submission in db.session.scalars(select(Submission)):
        sender = contributions.sender_of(submission.id)
        if sender.account_id == account.id:
            comments = contributions.comments_of(submission.id)
            found.append({
                submission.public_id.encode(), submission.pseudonym.encode(),
                *(one.public_id.encode() for one in comments), *(one.reference.encode() for one in comments),
            })  # fmt: skip
    voter = db.session.scalars(select(Voter).where(Voter.account_id == account.id)).one()
    return [*found, {voter.pseudonym.encode(), voter.last_entry_id.encode()}]


def public_pieces(client: FlaskClient, made: Consultation, folder: Path) -> Iterator[tuple[str, bytes]]:
    """(where, bytes) of each smallest thing that stands together: an entry, a row, an item, an element of a feed."""
    jobs.seal()
    for log in ("site", made.public_id):
        for number, entry in enumerate(queries.entries(log, 0, queries.size_of(log))):
            yield f"entry {number} of {log}", entry
    yield from _in_package(made, folder)
    yield from _in_answers(client, made)


def _in_package(made: Consultation, folder: Path) -> Iterator[tuple[str, bytes]]:
    package = keeping.sealed_package(made.id, "public", folder / "p.zip", clock.now(), seal=jobs.seal)
    with zipfile.ZipFile(package.path) as archive:
        for name in archive.namelist():
            if name.endswith((".jsonl", ".csv")):
                for line in archive.read(name).splitlines():
                    yield name, line


def _in_answers(client: FlaskClient, made: Consultation) -> Iterator[tuple[str, bytes]]:
    for what in ("comments", "statements", "rulings"):
        answer = client.get(f"/api/v1/consultations/{made.slug}/{what}")
        if answer.status_code == 200:
            for item in next(one for one in answer.json.values() if isinstance(one, list)):  # type: ignore[union-attr]
                yield f"api {what}", json.dumps(item).encode()
    for item in client.get(f"/feeds/{made.slug}.atom").data.split(b"<entry>"):
        yield "feed", item
    for one in contributions.listed(made.id, limit=50).comments:
        yield "proof", client.get(f"/record/receipts/{one.reference}.tlog-proof").data


def test_nothing_public_joins_two_acts_of_a_person(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    made, account = act(client)
    names = own_names(account)
    assert len(names) == 4
    pieces = list(public_pieces(app.test_client(), made, tmp_path))
    assert len(pieces) > 50
    shared: dict[bytes, set[int]] = {}
    joined = []
    for where, content in pieces:
        tokens = set(TOKEN.findall(content))
        whose = {number for number, own in enumerate(names) if own & tokens}
        if len(whose) > 1:
            joined.append((where, content[:200]))
        for number in whose:  # nor by a third name that stands beside one here and beside another there
            for token in tokens:
                shared.setdefault(token, set()).add(number)
    assert not joined
    of_everybody = {made.public_id.encode()}
    for entry in queries.entries(made.public_id, 0, 4):
        of_everybody |= set(TOKEN.findall(entry))
    bridges = {token for token, whose in shared.items() if len(whose) > 1} - of_everybody
    strangers = {token for token in bridges if not _is_of_others(token, names, pieces)}
    assert not strangers
    close_and_forget(account, made.public_id)
    entries = entries_of(made.public_id)
    assert_apart(entries, names)
    gone = {json.loads(one)["objects"][0] for one in entries if json.loads(one)["type"] == "sender.erased"}
    assert len(gone) == 3


def close_and_forget(account: Account, consultation: str) -> None:
    """The person takes everything back and closes the account; others go on in the meantime."""
    account_id = account.id
    size = len(entries_of(consultation))
    with writing():
        accounts_service.close_account(
            Actor("account", account_id), account_id=account_id, now=clock.now(), takes_back=True
        )
    assert len(entries_of(consultation)) == size, "closing itself says nothing about any submission"
    for due in due_times():
        contributing_jobs.forget_senders(due)
        with writing():
            record.append("lantern.lit", actor=GUEST, now=due, consultation=consultation)


def entries_of(log: str) -> list[bytes]:
    jobs.seal()
    return list(queries.entries(log, 0, queries.size_of(log)))


def assert_apart(entries: list[bytes], names: list[set[bytes]]) -> None:
    """What erased or took back two submissions stands neither side by side nor at one minute."""
    acts = []
    for entry in entries:
        said, tokens = json.loads(entry), set(TOKEN.findall(entry))
        whose = [number for number, own in enumerate(names) if own & tokens]
        is_leaving = said["type"] in ("sender.erased", "comment.withdrawn")
        acts.append((said["time"], whose[0] if whose and is_leaving else None))
    for (_time, one), (_later, other) in pairwise(acts):
        assert None in (one, other) or one == other
    minutes: dict[str, set[int]] = {}
    for time, one in acts:
        if one is not None:
            minutes.setdefault(time, set()).add(one)
    assert len(minutes) == 3 and all(len(whose) == 1 for whose in minutes.values())


def _is_of_others(token: bytes, names: list[set[bytes]], pieces: list[tuple[str, bytes]]) -> bool:
    """Whether a name stands beside people who are not this person, too: then it joins nobody."""
    own = set().union(*names)
    return any(token in content and not own & set(TOKEN.findall(content)) for _where, content in pieces)
