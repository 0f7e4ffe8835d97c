"""Attacks 23-25, 29, 31 and 32: what leaves the site, and to whom."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from consult.contributions import queries as contributions
from consult.contributions.models import Comment, Sender, Submission
from consult.foundation import clock
from consult.foundation.db import db
from consult.foundation.tables import unguarded
from tests.attacks.world import FORMULA, World, addresses, make_world
from tests.contributions.browsing import send_comment
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_published, make_ruling

DAY = timedelta(days=1)


def count(model: Any) -> int:
    """Rows of a table, as committed."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_23_24_25_what_belongs_to_one_person_is_not_found_by_another(app: Flask) -> None:
    make_world("ours", "Plain words")
    one, other = app.test_client(), app.test_client()
    sign_in(one, make_account("one@example.org"))
    sign_in(other, make_account("other@example.org"))
    made = make_consultation()
    receipt = send_comment(one, made.slug, "Words of one person only.")
    db.session.rollback()
    reference = db.session.scalars(select(Comment.reference).order_by(Comment.id.desc())).first()
    for path in (
        f"/en/me/comments/{reference}",
        f"/en/me/comments/{reference}/correct",
        f"/en/me/comments/{reference}/withdraw",
    ):
        assert one.get(path).status_code == 200
        assert other.get(path).status_code == 404
        assert app.test_client().get(path).status_code == 302
    key = receipt.rpartition("/")[2]
    for wrong in (
        key[:-1],
        key[:-1] + ("2" if key[-1] != "2" else "3"),
        reference,
        "0",
        "1",
        "00000000-0000-0000-0000-000000000001",
    ):
        assert other.get(f"/en/receipt/{wrong}").status_code in (303, 404), wrong
    assert "Words of one person only." not in other.get("/en/me").text


def test_29_no_cell_of_any_table_is_a_formula(app: Flask) -> None:
    leads = (FORMULA, "+1+1", "-2+3", "@SUM(1)", "\t=1", "＝1+1", "＋1", "－1", "＠A")
    made = make_consultation(rules={"results_appear": "at-once"})
    for one in leads:
        make_published(made, f"{one} words")
    world = make_world("ours", FORMULA)
    world.sign_in(client := app.test_client(), "auditor")
    tables = 0
    for _rule, path in addresses(app, world, "GET", (*world.slugs[:2], made.slug)):
        answer = client.get(path, buffered=True)
        for name, content in _tables(answer):
            tables += 1
            for line in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
                for cell in line:
                    assert not re.match(r"^[\s]*[=+@＝＋－＠]", cell), (path, name, cell)
                    assert not re.match(r"^-[^0-9.]|^-.*[A-Za-z(]", cell), (path, name, cell)
                    assert isinstance(unguarded(cell), str)
    assert tables > 2


def _tables(answer: Any) -> Iterator[tuple[str, bytes]]:
    if answer.status_code != 200:
        return
    if answer.mimetype == "text/csv":
        yield "csv", answer.data
    elif answer.mimetype == "application/zip":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist() if name.endswith(".csv"))


def test_31_the_name_of_a_download_is_ours(app: Flask) -> None:
    world = make_world("ours", 'x.bat"; filename=evil.exe')
    for who in ("auditor", "author"):
        world.sign_in(client := app.test_client(), who)
        for _rule, path in addresses(app, world, "GET", world.slugs):
            answer = client.get(path, query_string={"filename": "evil.bat", "format": "exe"}, buffered=True)
            shown = answer.headers.get("Content-Disposition", "")
            assert "evil" not in shown and ".bat" not in shown and ".exe" not in shown, (path, shown)


def test_32_nothing_public_tells_who_wrote_an_anonymous_comment_or_when_to_the_second(app: Flask) -> None:
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    made = make_consultation(opens_at=midnight - 2 * DAY, closes_at=midnight + 9 * DAY)
    for number in range(5):
        send_comment(
            app.test_client(),
            made.slug,
            f"Anonymous words {number}.",
            name="Canaria Birdsong",
            email="canary@birds.example",
        )
    db.session.rollback()
    slug = made.slug
    for comment_id in db.session.scalars(select(Comment.id).order_by(Comment.id)).all():
        make_ruling(contributions.get(comment_id), now=clock.now() + DAY / 7)
    sent = db.session.scalars(select(Submission.received_at)).all()
    references = db.session.scalars(select(Comment.reference).order_by(Comment.id)).all()
    assert references != sorted(references), "references follow no order"
    assert count(Sender) == 5
    world = World(
        SimpleNamespace(id=1),
        {},
        {"slug": slug, "reference": references[0], "version": 1, "anchor": "art-1", "organisation": "x"},
    )  # type: ignore[arg-type]
    for rule, path in addresses(app, world, "GET", (slug,)):
        if "/desk" in path or "/audit" in path or rule.endpoint.startswith(("accounts.", "organisations.")):
            continue
        answer = app.test_client().get(path, buffered=True)
        told = [value for name, value in answer.headers if name != "Date"]
        for secret in (
            b"Canaria",
            b"birds.example",
            b"canary",
            *(f"{one:%H:%M:%S}".encode() for one in sent),
        ):
            assert secret not in answer.data + repr(told).encode(), (path, secret)
        assert not re.search(rb"\d\d:\d\d:\d\d\.\d", answer.data), (path, "microseconds")
