"""Consultations that journeys need, made by the site's own commands."""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.journeys.conftest import Site

_numbers = itertools.count(1)
DRAFT = """# Rules for the reading garden

## Article 1 Opening hours

The garden is open from six in the morning until ten at night.

## Article 2 Dogs

Dogs are welcome on a lead. They stay outside the playground.

## Article 3 Music

Instruments may be played until eight in the evening.
"""
BODY = "parks-water"


def fresh_slug(beginning: str) -> str:
    """An address that no other journey uses."""
    return f"{beginning}-{next(_numbers)}"


def open_consultation(
    site: Site,
    folder: Path,
    *,
    title: str = "Rules for the reading garden",
    closes_in: float = 86_400.0,
    opened_before: float = 60.0,
    draft: str = DRAFT,
    body: str = BODY,
    late: str = "refuse",
    is_published: bool = True,
) -> str:
    """Publish a draft (of three articles) and give its slug. Times in seconds.

    A negative ``closes_in`` is over already; one that isn't published waits on its author's desk.
    """
    slug, file, now = fresh_slug("reading-garden"), folder / "draft.md", datetime.now(UTC)
    file.write_text(draft, encoding="utf-8")
    site.flask(
        "consultations", "import-draft", str(file), "--organisation", body, "--slug", slug, "--title", title,
        "--language", "en", "--late", late, "--opens", (now - timedelta(seconds=opened_before)).isoformat(),
        "--closes", (now + timedelta(seconds=closes_in)).isoformat(), *(["--publish"] if is_published else []),
    )  # fmt: skip
    return slug
