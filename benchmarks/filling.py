"""Fills an article with many published comments, for measuring pages. Rows as the verbs would leave them."""

import secrets
from datetime import UTC, datetime

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, insert, select

from consult.app import create_app
from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.drafts.blocks import ReadArticle
from consult.consultations.outline import PreparedDraft, prepare_article
from consult.contributions.models import Comment, CommentTally, Revision, Sender, Submission
from consult.contributions.references import new_reference
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.foundation.text import plain_html
from consult.organisations import service as organisations

WORDS = "The night buses should run until two so that nurses come home safely. "
BATCH = 5_000


def make_site(articles: int = 3) -> Flask:
    """A migrated site with one open consultation called ``bench``."""
    app = create_app()
    now = datetime.now(UTC)
    with app.app_context():
        upgrade()
        with writing():
            office = organisations.create_organisation(CONSOLE, slug="office", name="Office", now=now)
            made = consulting.create(
                CONSOLE, organisation=office, slug="bench", title="Bench", language="en", now=now
            )
            read = tuple(
                prepare_article(
                    ReadArticle(anchor=f"art-{n}", number=f"Article {n}", html="<p>Words.</p>", text="Words.")
                )
                for n in range(1, articles + 1)
            )
            draft = PreparedDraft("Bench", read, (), "bench.md", "md", "0" * 64)
            consulting.add_version(CONSOLE, made, draft, language="en", now=now)
            consulting.publish(CONSOLE, made, now=now, asks_for_texts=False)
    return app


def fill(anchor: str, number: int) -> None:
    """Put so many published comments under the article."""
    now = datetime.now(UTC)
    with writing() as session:
        made = consultations.get("bench")
        version = consultations.versions_of(made.id)[-1]
        article = consultations.find_article(version.id, anchor)
        if article is None:
            raise ValueError(anchor)
        first_submission = (session.scalar(select(func.max(Submission.id))) or 0) + 1
        first_comment = (session.scalar(select(func.max(Comment.id))) or 0) + 1
        for start in range(0, number, BATCH):
            size = min(BATCH, number - start)
            bodies = [f"{WORDS * (1 + one % 7)}({start + one})" for one in range(size)]
            session.execute(insert(Submission), [
                {"id": first_submission + start + one, "public_id": secrets.token_hex(16), "consultation_id": made.id,
                 "pseudonym": secrets.token_hex(16), "channel": "web", "source": "", "capacity": "self",
                 "publication": "unnamed", "confidential_reason": "", "language": "en", "received_at": now,
                 "entered_at": now, "is_late": False, "entry_id": ""} for one in range(size)
            ])  # fmt: skip
            session.execute(
                insert(Sender), [{"submission_id": first_submission + start + one} for one in range(size)]
            )
            session.execute(insert(Comment), [
                {"id": first_comment + start + one, "public_id": secrets.token_hex(16),
                 "reference": new_reference(secrets.token_bytes(8)), "submission_id": first_submission + start + one,
                 "consultation_id": made.id, "version_id": version.id, "article_id": article.id, "stance": "support",
                 "language": "en", "state": "published", "is_listed": True, "shown_html": plain_html(bodies[one]),
                 "html_version": 1, "shown_revision": 1, "received_at": now, "published_at": now} for one in range(size)
            ])  # fmt: skip
            session.execute(insert(Revision), [
                {"comment_id": first_comment + start + one, "number": 1, "body": bodies[one],
                 "html": plain_html(bodies[one]), "html_version": 1, "written_at": now,
                 "published_at": now} for one in range(size)
            ])  # fmt: skip
        session.execute(insert(CommentTally).values(
            consultation_id=made.id, article_id=article.id, state="published", is_imported=False, stance="support",
            number=number,
        ))  # fmt: skip
        session.info.setdefault("touched_logs", set()).add(made.public_id)
    db.session.remove()
