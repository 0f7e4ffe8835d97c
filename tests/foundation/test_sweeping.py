"""A sweep says that it is done only once no old row is left, also while somebody reads."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, text

from consult.foundation import clock, mail, sweeping
from consult.foundation.db import db, is_sqlite, writing
from consult.foundation.mail import OutboxMail
from tests.repeating import until_done

WORD = "Quebracho"


def files_with(word: str, instance: Path) -> list[str]:
    if is_sqlite():
        files = list(instance.glob("consult.sqlite3*"))
    else:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
            folder = Path(connection.scalar(text("SHOW data_directory")) or "")
            own = connection.scalar(text("SELECT pg_relation_filepath('mail_outbox')"))
        files = [folder / str(own)]
    return [file.name for file in files if word.encode() in file.read_bytes()]


@pytest.mark.parametrize("read", ["mail_outbox", "event_outbox"])
def test_a_sweep_beside_a_reader_is_not_done_and_one_after_it_is(app: Flask, read: str) -> None:
    instance: Path = app.extensions["consult_settings"].instance
    with writing():
        mail.queue(key="one", address="reader@example.org", subject="News", body=WORD, now=clock.now())
    level = "SERIALIZABLE" if is_sqlite() else "REPEATABLE READ"
    with db.engine.connect().execution_options(isolation_level=level) as reader:
        reader.execute(text(f"SELECT count(*) FROM {read}"))
        with writing() as session:
            session.execute(delete(OutboxMail))
        assert not sweeping.sweep({"mail_outbox"})
        assert files_with(WORD, instance)
    until_done(lambda: sweeping.sweep({"mail_outbox"}))
    assert not files_with(WORD, instance)
