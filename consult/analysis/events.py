"""What happened on the reading desk that others may want to tell."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CommentsThemed:
    """Comments came under a theme in one act: those of ``queries.themed_at(theme_id, put_at)``."""

    theme_id: int
    put_at: str
    """ISO 8601."""


@dataclass(frozen=True)
class ThemeMerged:
    """All that stood under one theme stands under another one now."""

    theme_id: int
    into_id: int
