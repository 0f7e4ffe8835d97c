"""Entries of the record as PREMIS events (Library of Congress vocabulary), for archives. Pure."""

from collections.abc import Mapping
from functools import cache
from typing import Any

EVENTS = (
    ("comment.received", "ingestion"), ("submission.received", "ingestion"), ("vote.cast", "ingestion"),
    ("import.started", "ingestion start"), ("import.finished", "ingestion end"), ("votes.imported", "ingestion"),
    ("comment.ruled", "quality review"), ("review.", "quality review"), ("comment.withdrawn", "deletion"),
    ("comment.erased", "deletion"), ("comment.removed", "deletion"), ("comment.corrected", "modification"),
    ("reply.corrected", "modification"), ("consultation.created", "creation"), ("version.drafted", "creation"),
    ("edition.drafted", "creation"), ("consultation.published", "dissemination"),
    ("version.published", "dissemination"), ("outcome.published", "dissemination"),
    ("reply.published", "dissemination"),
)  # fmt: skip
"""(beginning of an entry's type, what it is called in PREMIS); all else is “metadata modification”."""


def event_of(entry: Mapping[str, Any]) -> dict[str, object]:
    """The event that an entry tells of."""
    type_ = str(entry["type"])
    name = _name_of(type_)
    if type_ == "comment.ruled" and entry.get("ground"):
        name = "redaction"
    agent = {part: entry[part] for part in ("actor", "office", "role") if entry.get(part)}
    return {
        "identifier": entry["id"], "type": name, "date_time": entry["time"], "detail": type_, "outcome": "success",
        "agent": agent, "objects": entry.get("objects", []),
    }  # fmt: skip


@cache
def _name_of(type_: str) -> str:
    return next(
        (event for beginning, event in EVENTS if type_.startswith(beginning)), "metadata modification"
    )
