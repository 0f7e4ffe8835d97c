"""Entries are the bytes RECORD §6 says, their commitments open, and nothing personal stands in them."""

import json
import re

import pytest
from flask import Flask
from sqlalchemy import select

from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST, Actor
from consult.foundation.db import db, writing
from consult.record import canonical, service
from consult.record.models import Entry, EntryOpening, Log
from tests.record import vectors


def test_a_commitment_equals_the_published_vector() -> None:
    salt = bytes(range(16))
    assert (
        canonical.commit("author_name", "张三", salt)
        == "68ff9fcd41e7764d5f1082b080d2f49b4650c20a3704116b3d3a1c2ff7ce780f"
    )


def test_commitments_equal_all_vectors() -> None:
    found = [
        (
            one["field"],
            one["value"],
            one.get("opening_hex") or one.get("opening"),
            one.get("commitment_hex") or one.get("commitment"),
        )
        for one in _dicts(vectors.load("salted_commitments.json"))
        if "field" in one and "value" in one
    ]
    assert found
    for field, value, opening, commitment in found:
        assert canonical.commit(field, value, bytes.fromhex(opening)) == commitment


def _dicts(content: object) -> list[dict[str, str]]:
    if isinstance(content, dict):
        return [content, *(one for value in content.values() for one in _dicts(value))]
    if isinstance(content, list):
        return [one for value in content for one in _dicts(value)]
    return []


def test_a_leaf_is_hashed_with_the_leaf_prefix() -> None:
    assert (
        canonical.leaf_hash(b"L123456") == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    )


def test_an_entry_is_canonical_json_with_clear_fields_only(app: Flask) -> None:
    actor = Actor("account", 7, "Ann Author", "ann@example.org", "p" * 32, offices={3: "Office of Parks"})
    with writing():
        service.append(
            "reply.published", actor=actor, now=clock.now(), consultation="c" * 32, objects=["o" * 32],
            organisation_id=3, role="responder", values={"body": "Dear resident"},
        )  # fmt: skip
    entry = db.session.scalars(select(Entry)).one()
    fields = json.loads(entry.content)
    assert (
        entry.content
        == json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    )
    assert set(fields) <= {
        "v", "id", "time", "type", "consultation", "objects", "actor", "office", "role", "ground", "commitments",
    }  # fmt: skip
    assert (fields["office"], fields["role"], fields["actor"]) == ("Office of Parks", "responder", "p" * 32)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ", fields["time"])
    assert set(fields["commitments"]) == {"body", "time", "person"}
    assert entry.leaf_hash == canonical.leaf_hash(entry.content)
    for secret in (b"Ann", b"ann@example.org", b"Dear resident"):
        assert secret not in entry.content


def test_every_commitment_opens(app: Flask) -> None:
    with writing():
        made = service.append(
            "lantern.lit", actor=GUEST, now=clock.now(), values={"body": "意見 🏮", "empty": ""}
        )
    commitments = json.loads(db.session.scalars(select(Entry.content)).one())["commitments"]
    opened = db.session.scalars(select(EntryOpening.fields).where(EntryOpening.entry_id == made.id)).one()
    assert {
        name: canonical.commit(name, value, bytes.fromhex(salt)) for name, (salt, value) in opened.items()
    } == commitments


def test_erased_openings_leave_the_entry_as_it_was(app: Flask) -> None:
    with writing():
        made = service.append(
            "lantern.lit", actor=GUEST, now=clock.now(), values={"name": "Canary", "body": "words"}
        )
    before = db.session.scalars(select(Entry.content)).one()
    with writing():
        service.erase_openings([made.id], ["name"])
        service.append("lantern.erased", actor=CONSOLE, now=clock.now())
    assert service.opened_values(made.id).keys() == {"time", "body"}
    assert db.session.scalar(select(Entry.content).where(Entry.id == made.id)) == before


def test_a_log_rises_once_a_transaction(app: Flask) -> None:
    for _ in range(2):
        with writing():
            service.append("lantern.lit", actor=GUEST, now=clock.now(), consultation="c" * 32)
            service.append("lantern.lit", actor=GUEST, now=clock.now(), consultation="c" * 32)
    assert dict(db.session.execute(select(Log.log, Log.revision)).all()) == {"c" * 32: 2}


def test_an_entry_too_large_for_a_tile_is_refused() -> None:
    with pytest.raises(ValueError, match="65535"):
        canonical.entry_bytes(entry_id="e" * 32, time="t", type_="x", objects=["o" * 32] * 2_000)
