"""Whoever holds the key can seal other entries anew. What the process forbids still gives them away, by name."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from consult.foundation.db import db
from consult.moderation import permissions
from consult.moderation.service import ruling
from consult.opendata.verify_package import verify
from consult.record import jobs
from consult.record import service as record
from tests.factories.analysis import mark_read
from tests.factories.consultations import article_of, make_consultation, make_staff
from tests.factories.forging import Log, forged
from tests.factories.moderation import make_ruling, make_waiting
from tests.factories.outcomes import make_comments, make_outcome, publish_regardless
from tests.factories.packages import Files, export, make_process, read_files, refused, write

Forge = Callable[[Log, Log], None]


def nothing(_own: Log, _site: Log) -> None:
    """Only sealed anew."""


@pytest.mark.parametrize("grade", ["public", "auditor"])
def test_what_is_sealed_anew_and_says_the_same_checks_out(
    packages: dict[str, Files], tmp_path: Path, grade: str
) -> None:
    """So that each fault below is named for what was forged, and not for how."""
    assert verify(write(forged(packages[grade], nothing), tmp_path), every=True)


# What may not be ------------------------------------------------------------------------------------


def hide_without_ground(own: Log, _site: Log) -> None:
    del own.first("comment.ruled", act="hide")["ground"]


def redact_without_ground(own: Log, _site: Log) -> None:
    del own.first("comment.ruled", act="redact")["ground"]


def hide_by_nobody(own: Log, _site: Log) -> None:
    del own.first("comment.ruled", act="hide")["actor"]


def hide_by_the_timer(own: Log, _site: Log) -> None:
    own.first("comment.ruled", act="hide")["actor"] = "timer"


def hide_by_a_responder(own: Log, _site: Log) -> None:
    own.first("comment.ruled", act="hide")["role"] = "responder"


def hide_by_a_stranger(own: Log, _site: Log) -> None:
    own.first("comment.ruled", act="hide")["actor"] = "0" * 32


def hide_before_the_role_was_given(own: Log, _site: Log) -> None:
    own.first("comment.ruled", act="hide")["time"] = "2020-01-01T00:00Z"


def hide_without_the_role_ever_given(own: Log, site: Log) -> None:
    who = own.first("comment.ruled", act="hide")["actor"]
    site.drop(
        *(one for one in site.entries if one["type"] == "membership.granted" and one["objects"][1] == who)
    )


def hide_after_the_role_was_taken(own: Log, site: Log) -> None:
    """The role ended in the minute after it was given, and the ruling says it is of later."""
    hidden = own.first("comment.ruled", act="hide")
    given = next(
        one
        for one in site.entries
        if one["type"] == "membership.granted" and one["objects"][1] == hidden["actor"]
    )
    ended = {**given, "id": "e" * 32, "type": "membership.revoked"}
    site.openings[ended["id"]] = site.openings[given["id"]]
    site.entries.insert(site.entries.index(given) + 1, ended)
    hidden["time"] = "2199-01-01T00:00Z"


def review_by_whoever_ruled(own: Log, _site: Log) -> None:
    decided = own.first("review.decided")
    ruled = next(
        one
        for one in own.entries
        if one["type"] == "comment.ruled" and one["objects"][1] == decided["objects"][1]
    )
    decided["actor"] = ruled["actor"]


def review_never_asked_for(own: Log, _site: Log) -> None:
    own.drop(own.first("review.asked"))


def one_vote_left_out(own: Log, _site: Log) -> None:
    """The first of a voter who cast more: the next one commits to it."""
    own.drop(own.first("vote.cast"))


def last_vote_left_out(own: Log, _site: Log) -> None:
    own.drop(own.last("vote.cast"))


def vote_turned_round(own: Log, _site: Log) -> None:
    vote = own.last("vote.cast")
    own.say(vote, "value", "agree" if own.value(vote, "value") != "agree" else "disagree")


def comment_left_out(own: Log, _site: Log) -> None:
    """One that waits: nothing else names it."""
    ruled = {
        one["objects"][0] for one in own.entries if one["type"] != "comment.received" and one.get("objects")
    }
    own.drop(next(
        one for one in own.entries if one["type"] == "comment.received" and one["objects"][0] not in ruled
    ))  # fmt: skip


def comment_received_twice(own: Log, _site: Log) -> None:
    received = own.first("comment.received")
    again = {**received, "id": "e" * 32}
    own.openings[again["id"]] = own.openings[received["id"]]
    own.entries.append(again)


def ruling_left_out(own: Log, _site: Log) -> None:
    own.drop(own.first("comment.ruled", act="redact"))


def extension_left_out(own: Log, _site: Log) -> None:
    own.drop(own.first("consultation.extended"))


def reply_left_out(own: Log, _site: Log) -> None:
    own.drop(own.first("reply.published"))


FORGED: list[tuple[Forge, str]] = [
    (hide_without_ground, "it takes words away (hide) without a ground"),
    (redact_without_ground, "it takes words away (redact) without a ground"),
    (hide_by_nobody, "no moderator's act stands behind it"),
    (hide_by_the_timer, "no moderator's act stands behind it"),
    (hide_by_a_responder, "“responder” is no role that may rule"),
    (hide_by_a_stranger, f"{'0' * 32} did not hold the role “moderator” on this body at"),
    (hide_before_the_role_was_given, "did not hold the role “moderator” on this body at 2020-01-01T00:00Z"),
    (hide_without_the_role_ever_given, "did not hold the role “moderator” on this body at"),
    (hide_after_the_role_was_taken, "did not hold the role “moderator” on this body at 2199-01-01T00:00Z"),
    (review_by_whoever_ruled, "the moderator who ruled decided the review too"),
    (review_never_asked_for, "was never asked for"),
    (one_vote_left_out, "it does not follow on the voter’s vote before it"),
    (last_vote_left_out, "data/votes.jsonl"),
    (vote_turned_round, "data/votes.jsonl"),
    (comment_left_out, "data/comments.jsonl"),
    (comment_received_twice, "was received before"),
    (ruling_left_out, "data/"),
    (extension_left_out, "closes_at"),
    (reply_left_out, "data/replies.jsonl"),
]


@pytest.mark.parametrize(("forge", "named"), FORGED)
def test_a_process_that_may_not_be_is_refused_though_all_of_it_is_signed(
    packages: dict[str, Files], tmp_path: Path, forge: Forge, named: str
) -> None:
    for grade, files in packages.items():
        assert named in refused(forged(files, forge), tmp_path), grade


def test_the_heads_that_the_site_s_log_names_give_away_a_log_written_anew(
    packages: dict[str, Files], tmp_path: Path
) -> None:
    def change(own: Log, _site: Log) -> None:
        own.entries[1]["time"] = "2020-01-01T00:00Z"

    for files in packages.values():
        fault = refused(forged(files, change, tells_earlier_heads=True), tmp_path)
        assert (
            "the site’s log says that its first 14 entries were others" in fault
            and "was changed, added, removed or moved" in fault
        )


def unread(own: Log, unread: str) -> None:
    own.first("reading.marked")["objects"].remove(unread)


def under_no_theme(own: Log, unread: str) -> None:
    put = next(one for one in own.entries if unread in own.value(one, "comments"))
    own.say(put, "comments", " ".join(one for one in own.value(put, "comments").split() if one != unread))


@pytest.mark.parametrize("grade", ["public", "auditor"])
@pytest.mark.parametrize("forge", [unread, under_no_theme])
def test_an_outcome_published_over_an_unread_comment_is_refused(
    app: Flask, tmp_path: Path, grade: str, forge: Callable[[Log, str], None]
) -> None:
    consultation = make_consultation("closed")
    _first, second = make_comments(consultation, 2, article=article_of(consultation))
    make_outcome(consultation, summary="About Article 1.")
    files = read_files(export(consultation, tmp_path, grade))
    assert verify(write(forged(files, nothing), tmp_path))
    fault = refused(forged(files, lambda own, _site: forge(own, second.public_id)), tmp_path)
    said = forge.__name__.replace("_", " ")
    assert fault.endswith(f"1 comments were {said} when the outcome was published: {second.public_id}")


# On the live database ---------------------------------------------------------------------------------


def test_record_verify_names_an_outcome_published_over_an_unread_comment(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = make_consultation("closed", slug="market")
    first, second = make_comments(consultation, 2)
    mark_read(consultation, [first])
    publish_regardless(consultation, monkeypatch)
    assert f"1 comments were unread when the outcome was published: {second.public_id}" in verify_site(app)


@pytest.mark.parametrize("change", [{"role": "responder"}, {"ground": ""}])
def test_record_verify_names_a_ruling_whose_entry_says_something_else(
    app: Flask, monkeypatch: pytest.MonkeyPatch, change: dict[str, str]
) -> None:
    waiting = make_waiting(make_consultation(slug="market"))
    real = record.append

    def other(type_: str, **given: Any) -> record.Appended:
        return real(type_, **{**given, **(change if type_ == "comment.ruled" else {})})

    monkeypatch.setattr(record, "append", other)
    own = make_ruling(waiting, "hide").public_id
    monkeypatch.undo()
    assert f"ruling: “{next(iter(change))}” of {own} is not what its entry says" in verify_site(app)


@pytest.mark.parametrize(
    ("called", "named"),
    [
        ("responder", "“responder” is no role that may rule"),
        ("moderator", "did not hold the role “moderator” on this body at"),
    ],
)
def test_record_verify_names_a_ruling_by_somebody_without_the_role(
    app: Flask, monkeypatch: pytest.MonkeyPatch, called: str, named: str
) -> None:
    """The program was changed, so that its rows and its entries say the same."""
    waiting = make_waiting(make_consultation(slug="market"))
    stranger = make_staff("responder")
    monkeypatch.setattr(permissions, "may_rule", lambda *_given, **_named: True)
    monkeypatch.setattr(ruling, "role_of", lambda *_given: called)
    make_ruling(waiting, "hide", actor=stranger)
    assert named in verify_site(app)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE statement SET agrees = 7", "statement: row 1 is not what this program stored"),
        ("UPDATE vote SET value = 'pass'", "vote"),
        (
            "UPDATE consultation SET closes_at = '2099-01-01 00:00:00+00:00'",
            "“closes_at” is not what the entries say",
        ),
        ("DELETE FROM consultation_date_change", "date"),
        ("UPDATE ruling SET role = 'responder'", "ruling"),
        ("DELETE FROM comment_reading", "comment_reading"),
    ],
)
def test_record_verify_names_what_other_hands_changed(app: Flask, change: str, named: str) -> None:
    made = make_process()
    mark_read(made, make_comments(made))
    jobs.seal()
    with db.engine.begin() as connection:
        connection.execute(text(change))
    faults = [line for line in verify_site(app).splitlines() if line.startswith("Error: ")]
    assert len(faults) == 1 and named in faults[0]


def verify_site(app: Flask) -> str:
    """What `record verify` prints once everything is sealed; it must end with 1."""
    jobs.seal()
    ran = app.test_cli_runner().invoke(args=["record", "verify"])
    assert ran.exit_code == 1, ran.output
    return str(ran.output)
