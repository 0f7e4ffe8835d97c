"""The logs are served exactly as tlog-tiles says; a draft shows nothing of its log."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from consult.foundation import clock
from consult.foundation.access import GUEST
from consult.foundation.db import db, writing
from consult.record import jobs, merkle, notes, service, tiles
from consult.record.models import Entry, TileRow
from consult.record.tiles import Tile
from tests.factories.consultations import make_consultation

FOR_EVER = "public, max-age=31536000, immutable"


def read_log(client: FlaskClient, prefix: str) -> tuple[notes.Checkpoint, list[bytes]]:
    """As somebody with a tool for such logs does: checkpoint, entries, and every hash checked."""
    answer = client.get(f"{prefix}/checkpoint")
    assert answer.status_code == 200 and answer.content_type == "text/plain; charset=utf-8"
    key = notes.parse_vkey(client.get(f"{prefix}/vkey").text.strip())
    head = notes.open_checkpoint(answer.data, [key])
    entries: list[bytes] = []
    for bundle in tiles.bundles_of(head.size):
        entries += tiles.unpack_entries(_tile(client, prefix, bundle))
    tree = tiles.GrowingTree()
    full = {}
    for entry in entries:
        full.update({tile: hashes for tile, hashes, _ in tree.append(merkle.leaf_hash(entry))})
    assert (tree.size, tree.root) == (head.size, head.root)
    for tile in tiles.tiles_of(head.size):
        expected = full[tile] if tile.width == tiles.WIDTH else tree.edge[tile.level]
        assert tiles.unpack_hashes(_tile(client, prefix, tile)) == expected
    return head, entries


def _tile(client: FlaskClient, prefix: str, tile: Tile) -> bytes:
    answer = client.get(f"{prefix}/{tile.path}")
    assert answer.status_code == 200
    assert answer.content_type == "application/octet-stream"
    assert answer.headers["Cache-Control"] == FOR_EVER
    return answer.data


def test_both_logs_can_be_read_whole(app: Flask, client: FlaskClient) -> None:
    consultation = make_consultation("open", slug="market")
    log = consultation.public_id
    with writing():
        for _ in range(520):
            service.append("lantern.lit", actor=GUEST, now=clock.now(), consultation=log)
    jobs.seal()
    head, entries = read_log(client, f"/record/{log}")
    assert head.origin == f"localhost/record/{log}"
    stored = select(Entry.content).where(Entry.log == log).order_by(Entry.number)
    assert entries == list(db.session.scalars(stored))
    head, entries = read_log(client, "/record")
    assert head.origin == "localhost/record" and len(entries) >= 3
    partial = client.get(f"/record/{log}/tile/0/000.p/7")
    assert partial.data == client.get(f"/record/{log}/tile/0/000").data[: 7 * 32]
    narrower = client.get(f"/record/{log}/tile/entries/000.p/3")
    assert client.get(f"/record/{log}/tile/entries/000").data.startswith(narrower.data)


def test_a_damaged_tile_is_handed_to_nobody_for_ever(app: Flask, client: FlaskClient) -> None:
    with writing():
        for _ in range(260):
            service.append("lantern.lit", actor=GUEST, now=clock.now())
    jobs.seal()
    whole = client.get("/record/tile/0/000").data
    assert len(whole) == 8_192
    for damaged in (whole[:4_000], whole[:-1], b"", whole[32:] + whole[:32]):
        with db.engine.begin() as connection:
            connection.execute(update(TileRow).values(hashes=damaged))
        assert client.get("/record/tile/0/000").data == whole
        assert client.get("/record/tile/0/000.p/9").data == whole[: 9 * 32]
    with db.engine.begin() as connection:
        connection.execute(update(Entry).where(Entry.number == 7).values(leaf_hash="ab" * 32))
    lost = client.get("/record/tile/0/000")
    assert lost.status_code == 404 and "immutable" not in lost.headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    "address",
    ["tile/0/001", "tile/0/000", "tile/0/000.p/99", "tile/1/000", "tile/0/000.p/0", "tile/00/000", "tile/entries/001",
     "tile", "tile/64/000", "x", "tile/0/000.p/1/"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(app: Flask, client: FlaskClient, address: str) -> None:
    make_consultation("open")
    jobs.seal()
    assert client.get(f"/record/{address}").status_code == 404


def test_a_draft_shows_nothing_of_its_log(app: Flask, client: FlaskClient) -> None:
    log = make_consultation("draft").public_id
    jobs.seal()
    for prefix in (f"/record/{log}", f"/record/{'0' * 32}", "/record/site"):
        for address in ("checkpoint", "vkey", "tile/0/000.p/1", "tile/entries/000.p/1"):
            assert client.get(f"{prefix}/{address}").status_code == 404


def test_before_the_first_seal_there_is_no_head(app: Flask, client: FlaskClient) -> None:
    assert client.get("/record/checkpoint").status_code == 404
    assert client.get("/record/vkey").status_code == 404


def test_a_checkpoint_is_read_again_only_when_it_changed(app: Flask, client: FlaskClient) -> None:
    make_consultation("open")
    jobs.seal()
    first = client.get("/record/checkpoint")
    again = client.get("/record/checkpoint", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    make_consultation("open")
    jobs.seal()
    newer = client.get("/record/checkpoint", headers={"If-None-Match": first.headers["ETag"]})
    assert newer.status_code == 200 and newer.data != first.data
