"""Making the index again."""

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.db import db, writing
from consult.search import service

BATCH = 500


@click.group("search")
def search() -> None:
    """The search index."""


@search.command("rebuild")
@with_appcontext
def rebuild() -> None:
    """Make the whole index again from what is public."""
    now = clock.now()
    with writing():
        service.forget_everything()
    ids = [consultation.id for consultation in consultations.every()]
    for consultation_id in ids:
        with writing():
            service.index_consultation(consultations.get_by_id(consultation_id), now)
    comments = list(
        db.session.scalars(select(Comment.id).where(Comment.state == "published").order_by(Comment.id))
    )
    done = 0
    with click.progressbar(range(0, len(comments), BATCH), label="comments") as batches:
        for start in batches:
            with writing():
                done += service.index_comments(comments[start : start + BATCH], now)
    click.echo(f"{len(ids)} consultations and {done} comments can be found")


commands = (search,)
