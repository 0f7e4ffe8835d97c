"""Hiding a reply after a reader's report, and showing it again. Parts of verbs: the report's entry says why."""

from datetime import datetime

from consult.foundation.db import db
from consult.outcomes import queries


def hide_reply(public_id: str, *, ground: str, now: datetime) -> None:
    """Take its words from every page; that an official reply stood there stays to be seen."""
    reply = queries.reply_called(public_id)
    if reply is not None:
        reply.hidden_at, reply.hidden_ground = now, ground
        db.session.flush()


def show_reply(public_id: str) -> None:
    """Show its words again."""
    reply = queries.reply_called(public_id)
    if reply is not None:
        reply.hidden_at, reply.hidden_ground = None, ""
        db.session.flush()
