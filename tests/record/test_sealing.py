"""Every entry gets one place, heads are kept outside before they are shown, and no day is bad enough to fork."""

import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, event, func, insert, select, update
from sqlalchemy.engine import Engine

from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused
from consult.foundation.settings import Settings
from consult.record import canonical, jobs, keys, merkle, notes, outside, queries, service
from consult.record.models import CheckpointRow, Entry, Leaf, Publication, TileRow
from consult.record.rules import SITE, SealingRefused
from consult.site.operations.counts import check_sealing
from consult.site.operations.findings import FAIL, WARN

LOG = "c" * 32


def add(number: int, log: str = LOG) -> None:
    """Append so many entries in one transaction."""
    with writing():
        for _ in range(number):
            service.append(
                "lantern.lit", actor=CONSOLE, now=clock.now(), consultation="" if log == SITE else log
            )


def settings_of(app: Flask) -> Settings:
    settings: Settings = app.extensions["consult_settings"]
    return settings


def head_file(app: Flask, log: str = LOG) -> Path:
    return settings_of(app).instance / outside.FOLDER / log


def is_whole(log: str) -> int:
    """The size of a log after recomputing it from its entries; heads signed, kept and shown alike."""
    contents = list(
        db.session.scalars(
            select(Entry.content)
            .join(Leaf, Leaf.entry_id == Entry.id)
            .where(Leaf.log == log)
            .order_by(Leaf.leaf_index)
        )
    )
    edge = merkle.RightEdge()
    roots = {0: merkle.EMPTY_ROOT}
    for content in contents:
        edge.append(merkle.leaf_hash(content))
        roots[edge.size] = edge.root
    known = queries.known_keys()
    for head in queries.published_heads(log):
        vkeys = [outside.verifier_key(one.base, one.public_key, log) for one in known]
        assert notes.open_checkpoint(head.note, vkeys).root == roots[head.size]
        assert head.root == roots[head.size].hex()
    newest = queries.published_head(log)
    assert newest is not None and newest.size == len(contents)
    return newest.size


def test_each_entry_gets_one_place_and_the_site_is_told_each_head(app: Flask) -> None:
    add(3)
    add(2, SITE)
    assert jobs.seal() == 7  # three, two, the key and the sealed head
    assert (is_whole(LOG), is_whole(SITE)) == (3, 4)
    types = list(db.session.scalars(select(Entry.type).where(Entry.log == SITE).order_by(Entry.number)))
    assert types == ["lantern.lit", "lantern.lit", "record.key_set", "record.sealed"]
    told = db.session.scalars(select(Entry.id).where(Entry.type == "record.sealed")).one()
    head = queries.published_head(LOG)
    assert head is not None
    values = service.opened_values(told)
    assert (values["size"], values["root"]) == ("3", head.root)
    content = db.session.scalars(select(Entry.content).where(Entry.id == told)).one()
    assert json.loads(content)["objects"] == service.PACKAGE_FORM == ["consult-package-6"]
    assert jobs.seal() == 0
    add(1)
    assert jobs.seal() == 2
    assert is_whole(LOG) == 4
    assert head_file(app).read_text() == queries.published_head(LOG).note  # type: ignore[union-attr]
    assert (settings_of(app).instance / keys.KEY_FILE).stat().st_mode & 0o777 == 0o600


def test_a_tree_over_many_tiles_is_sealed_in_parts(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "BATCH", 300)
    for number in (255, 1, 1, 260, 3):
        add(number)
        jobs.seal()
    assert is_whole(LOG) == 520
    assert db.session.scalar(select(func.count()).select_from(TileRow).where(TileRow.log == LOG)) == 2
    node = queries.node_reader(LOG)
    head = queries.published_head(LOG)
    assert head is not None
    for index in (0, 255, 256, 519):
        content = queries.entries(LOG, index, index + 1)[0]
        path = merkle.inclusion_proof(index, 520, node)
        assert merkle.verify_inclusion(index, 520, merkle.leaf_hash(content), path, bytes.fromhex(head.root))


# Bad days -------------------------------------------------------------------------------------------


def test_a_second_sealer_is_refused(app: Flask) -> None:
    add(1)
    with jobs.only_sealer(settings_of(app)), pytest.raises(SealingRefused, match="Another process"):
        jobs.seal()
    assert jobs.seal() > 0


def test_a_clock_set_back_signs_nothing(app: Flask) -> None:
    add(1)
    jobs.seal()
    add(1)
    with pytest.raises(SealingRefused, match="clock"):
        jobs.seal(now=lambda: clock.now() - timedelta(minutes=5))
    assert queries.size_of(LOG) == 1
    jobs.seal()
    assert is_whole(LOG) == 2


def test_a_database_older_than_its_head_outside_is_refused_by_name(app: Flask) -> None:
    add(5)
    jobs.seal()
    _roll_back_to_nothing()
    with pytest.raises(SealingRefused, match=r"log c{32} the entries 1 to 5 \(5\)"):
        jobs.seal()
    add(9)  # the site went on meanwhile: longer than before, but not the same
    with pytest.raises(SealingRefused, match="1 to 5"):
        jobs.seal()
    assert queries.newest_head(LOG) is None


def _roll_back_to_nothing() -> None:
    """As a backup from before the first seal."""
    with db.engine.begin() as connection:
        for model in (Publication, CheckpointRow, TileRow, Leaf):
            connection.execute(delete(model))


def test_another_history_of_the_same_length_is_refused(app: Flask) -> None:
    add(5)
    jobs.seal()
    kept = {path.name: path.read_bytes() for path in head_file(app).parent.iterdir()}
    _roll_back_to_nothing()
    with db.engine.begin() as connection:
        for entry_id, content in connection.execute(select(Entry.id, Entry.content)).all():
            other = content + b" "
            changed = {"content": other, "leaf_hash": canonical.leaf_hash(other)}
            connection.execute(update(Entry).where(Entry.id == entry_id).values(**changed))
    for path in head_file(app).parent.iterdir():
        path.unlink()
    jobs.seal()  # without the file nobody here can tell
    for name, content in kept.items():
        (head_file(app).parent / name).write_bytes(content)
    add(1)
    with pytest.raises(SealingRefused, match="are not those of the checkpoint"):
        jobs.seal()


def test_a_head_outside_that_is_older_or_missing_is_brought_up(app: Flask) -> None:
    add(1)
    jobs.seal()
    older = head_file(app).read_bytes()
    add(1)
    jobs.seal()
    for left in (older, None):
        head_file(app).unlink()
        if left:
            head_file(app).write_bytes(left)
        add(1)
        jobs.seal()
        assert head_file(app).read_text() == queries.newest_head(LOG).note  # type: ignore[union-attr]


def test_a_lost_head_of_the_site_lets_nothing_be_signed_until_somebody_says_how(app: Flask) -> None:
    add(1)
    jobs.seal()
    folder = head_file(app).parent
    shutil.rmtree(folder)
    add(1)
    for all_logs in (True, False):
        with pytest.raises(SealingRefused, match="Nothing was signed"):
            jobs.seal(all_logs=all_logs)
    assert queries.size_of(LOG) == 1 and not (folder / SITE).exists()
    found = {one.name: one.level for one in check_sealing(settings_of(app), clock.now())}
    assert found["record's seal"] == FAIL
    before = queries.newest_head(SITE)
    runner = app.test_cli_runner()
    assert "how the checkpoints were lost" in runner.invoke(args=["record", "seal", "--head-lost"]).output
    done = runner.invoke(args=["record", "seal", "--head-lost", "--reason", "The disk broke."])
    assert done.exit_code == 0, done.output
    entry = db.session.scalars(select(Entry.id).where(Entry.type == "record.head_lost")).one()
    assert before is not None
    told = service.opened_values(entry)
    assert (told["reason"], told["size"], told["root"]) == ("The disk broke.", str(before.size), before.root)
    assert queries.size_of(LOG) == 2 and is_whole(LOG) == 2
    assert (folder / SITE).read_text() == queries.newest_head(SITE).note  # type: ignore[union-attr]
    again = runner.invoke(args=["record", "seal", "--head-lost", "--reason", "x"])
    assert again.exit_code == 1 and "without --head-lost" in again.output


def test_an_older_database_without_its_heads_signs_no_fork(app: Flask) -> None:
    add(1)
    jobs.seal()
    shown = queries.size_of(SITE)
    add(1)
    jobs.seal()
    _roll_back_to(shown)
    shutil.rmtree(head_file(app).parent)
    add(1)
    with pytest.raises(SealingRefused, match="is missing in"):
        jobs.seal()
    assert queries.size_of(SITE) == shown


def test_doctor_warns_where_nobody_else_has_the_newest_checkpoint(app: Flask, tmp_path: Path) -> None:
    add(1)
    jobs.seal()
    settings = settings_of(app)
    found = {one.name: one.level for one in check_sealing(settings, clock.now())}
    assert found["record's second place"] == WARN
    elsewhere = replace(settings, tmp_path)
    assert "record's second place" not in {one.name for one in check_sealing(elsewhere, clock.now())}


def test_a_second_place_that_is_named_later_gets_every_head_at_once(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(1)
    jobs.seal()
    own = head_file(app).parent
    monkeypatch.setitem(app.extensions, "consult_settings", replace(settings_of(app), tmp_path))
    jobs.seal(all_logs=False)
    assert not list(tmp_path.iterdir())  # between two looks at every log
    assert jobs.seal() == 0  # nothing waits, and this log may never grow again
    assert (
        {one.name: one.read_bytes() for one in tmp_path.iterdir()}
        == {one.name: one.read_bytes() for one in own.iterdir()}
        != {}
    )
    (own / LOG).unlink()
    jobs.seal()
    assert (own / LOG).read_bytes() == (tmp_path / LOG).read_bytes()


def replace(settings: Settings, place: Path) -> Settings:
    """The same with a second place."""
    return settings.model_copy(update={"record_second_place": place})


def _roll_back_to(size: int) -> None:
    with db.engine.begin() as connection:
        older = connection.scalar(
            select(CheckpointRow.id).where(CheckpointRow.log == SITE, CheckpointRow.size == size)
        )
        sizes = dict(
            connection.execute(
                select(CheckpointRow.log, func.max(CheckpointRow.size))
                .where(CheckpointRow.id <= older)
                .group_by(CheckpointRow.log)
            ).all()
        )
        connection.execute(delete(Publication).where(Publication.checkpoint_id > older))
        connection.execute(delete(CheckpointRow).where(CheckpointRow.id > older))
        for log, number in sizes.items():
            connection.execute(delete(Leaf).where(Leaf.log == log, Leaf.leaf_index >= number))


@pytest.mark.parametrize("damage", [b"", b"half", b"site\n1\nAAAA\n\n"])
def test_a_damaged_head_outside_is_refused(app: Flask, damage: bytes) -> None:
    add(1)
    jobs.seal()
    head_file(app).write_bytes(damage)
    add(1)
    with pytest.raises(SealingRefused, match="is not one that this record signed"):
        jobs.seal()
    assert queries.size_of(LOG) == 1


def test_an_altered_entry_or_tile_is_not_signed(app: Flask) -> None:
    add(300)
    jobs.seal()
    add(1)
    with db.engine.begin() as connection:
        newest = select(func.max(Entry.number)).scalar_subquery()
        was = connection.scalar(select(Entry.content).where(Entry.number == newest))
        connection.execute(update(Entry).where(Entry.number == newest).values(content=b"{}"))
    with pytest.raises(SealingRefused, match="was altered"):
        jobs.seal()
    with db.engine.begin() as connection:
        connection.execute(update(Entry).where(Entry.number == newest).values(content=was))
        connection.execute(update(TileRow).values(root=b"\x00" * 32))
    with pytest.raises(SealingRefused, match="stored tree"):
        jobs.seal()
    assert queries.size_of(LOG) == 300


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda key: key.unlink(), "is missing"),
        (lambda key: key.write_text("not a key"), "can’t be read"),
        (lambda key: key.write_text("ab"), "can’t be read"),
        (lambda key: key.write_text("ab" * 32), "not the one"),
        (lambda key: (key.unlink(), key.mkdir()), "can’t be read"),
    ],
)
def test_without_its_own_key_nothing_is_signed(
    app: Flask, damage: Callable[[Path], object], said: str
) -> None:
    add(1)
    jobs.seal()
    key = settings_of(app).instance / keys.KEY_FILE
    was = key.read_bytes()
    damage(key)
    try:
        ran = app.test_cli_runner().invoke(args=["record", "seal"])  # nothing waits, and it is said
        assert ran.exit_code != 0 and said in str(ran.exception or "") + ran.output
        add(1)
        with pytest.raises(SealingRefused, match=said):
            jobs.seal()
        assert queries.size_of(LOG) == 1
    finally:
        if key.is_dir():
            key.rmdir()
        key.write_bytes(was)
        key.chmod(0o600)
    jobs.seal()


def test_an_entry_too_large_is_refused_in_words(app: Flask) -> None:
    with pytest.raises(Refused, match="65535 bytes"), writing():
        service.append("lantern.lit", actor=GUEST, now=clock.now(), objects=["o" * 32] * 2_000)


def test_an_unwritable_place_shows_nothing(app: Flask, tmp_path: Path) -> None:
    add(1)
    jobs.seal()
    folder = [head_file(app).parent, tmp_path / "second"]
    with pytest.raises(SealingRefused, match="can’t be kept"):
        outside.keep(folder, LOG, "note\n")
    with pytest.raises(SealingRefused, match="can’t be kept"):
        outside.places(settings_of(app).instance, tmp_path / "second")


STEPS = 22


@pytest.mark.parametrize("step", range(1, STEPS))
def test_a_sealer_killed_anywhere_loses_nothing_and_signs_no_fork(app: Flask, step: int) -> None:
    if not hasattr(os, "fork"):
        pytest.skip("this system knows no fork")
    add(2)
    jobs.seal()
    add(2)
    add(1, SITE)
    db.session.remove()
    db.engine.dispose()
    child = os.fork()
    if not child:
        _seal_and_die_at(step)
    os.waitpid(child, 0)
    signed = {(head.log, head.size): head.root for log in (LOG, SITE) if (head := queries.newest_head(log))}
    db.session.remove()
    jobs.seal(
        wait=30
    )  # until the database's server has seen that the dead one is gone, and given back its lock
    assert is_whole(LOG) == 4
    assert is_whole(SITE) == db.session.scalar(select(func.count()).where(Entry.log == SITE))
    for (log, size), root in signed.items():
        assert queries.head_at(log, size).root == root  # type: ignore[union-attr]


def _seal_and_die_at(step: int) -> None:
    """In a child: seal, and end without a word at the n-th thing done to a database, file or name."""
    done = 0

    def count(*_: object, **__: object) -> None:
        nonlocal done
        done += 1
        if done == step * 2:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(act: Callable[..., object]) -> Callable[..., object]:
        def do(*given: object, **named: object) -> object:
            count()
            result = act(*given, **named)
            count()
            return result

        return do

    for name in ("before_cursor_execute", "commit"):
        event.listen(Engine, name, count)
    os.fsync = counted(os.fsync)  # type: ignore[assignment]
    Path.replace = counted(Path.replace)  # type: ignore[method-assign, assignment]
    try:
        jobs.seal()
    finally:
        os._exit(0)


# Keys -----------------------------------------------------------------------------------------------


@pytest.fixture
def key_back(app: Flask) -> Iterator[None]:
    yield
    (settings_of(app).instance / keys.KEY_FILE).unlink(missing_ok=True)


def test_a_new_key_is_an_entry_and_old_checkpoints_stay_valid(app: Flask, key_back: None) -> None:
    add(1)
    jobs.seal()
    jobs.rotate_key()
    add(1)
    jobs.seal()
    assert is_whole(LOG) == 2 and is_whole(SITE) > 2
    old, new = queries.known_keys()
    assert old.public_key != new.public_key
    entry = db.session.scalars(select(Entry).where(Entry.id == new.entry_id)).one()
    assert (entry.type, entry.log) == ("record.key_set", SITE) and b'"ground":"rotated"' in entry.content
    place = queries.place_of(new.entry_id)
    assert place is not None
    covering = queries.covering_head(SITE, place.index)
    assert covering is not None
    both = [outside.verifier_key(one.base, one.public_key, SITE) for one in (old, new)]
    assert set(notes.open_note(covering.note, both)[1]) == set(both)
    assert not (settings_of(app).instance / keys.NEXT_FILE).exists()


def test_a_lost_key_is_said_and_replaced(app: Flask, key_back: None) -> None:
    add(1)
    jobs.seal()
    with pytest.raises(SealingRefused, match="The key is there"):
        jobs.rotate_key(lost=True)
    key, known = settings_of(app).instance / keys.KEY_FILE, queries.known_keys()
    key.write_text("0" * 64)
    with pytest.raises(SealingRefused, match=r"not the one .* move this file away"):
        jobs.rotate_key(lost=True)
    assert queries.known_keys() == known, "no other key was set"
    (settings_of(app).instance / keys.KEY_FILE).unlink()
    jobs.rotate_key(lost=True)
    add(1)
    jobs.seal()
    assert is_whole(LOG) == 2
    assert b'"ground":"lost"' in b"".join(queries.entries(SITE, 0, 99))


def test_doctor_tells_of_a_lost_key_before_anything_waits_for_it(app: Flask, key_back: None) -> None:
    add(1)
    jobs.seal()
    (settings_of(app).instance / keys.KEY_FILE).unlink()
    found = {one.name: one for one in check_sealing(settings_of(app), clock.now())}
    assert found["record's seal"].level == "FAIL" and "rotate-key --lost" in found["record's seal"].found
    assert str(settings_of(app).instance / keys.KEY_FILE) in found["record's seal"].found
    (settings_of(app).instance / keys.KEY_FILE).write_text("ab" * 32)
    found = {one.name: one for one in check_sealing(settings_of(app), clock.now())}
    assert found["record's seal"].level == "FAIL" and "not the one" in found["record's seal"].found


def test_a_rotation_stopped_half_way_goes_on(app: Flask, key_back: None) -> None:
    add(1)
    jobs.seal()
    instance = settings_of(app).instance
    seed = keys.make(instance, keys.NEXT_FILE)
    with writing():
        service.set_key(base="localhost", seed=seed, ground="rotated", now=clock.now())
    jobs.seal()
    assert keys.read(instance) == seed and not (instance / keys.NEXT_FILE).exists()
    assert is_whole(SITE) == 3


def test_what_was_only_signed_is_not_shown(app: Flask) -> None:
    add(1)
    jobs.seal()
    head = queries.newest_head(LOG)
    assert head is not None
    with writing():
        db.session.execute(
            insert(CheckpointRow).values(
                log=LOG, size=2, root=head.root, note="x", signed_at=clock.now(), last_number=head.id
            )
        )
    assert queries.published_head(LOG) == head
