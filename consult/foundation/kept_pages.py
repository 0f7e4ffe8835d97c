"""Public pages that this process rendered lately, by their validator: a busy page is rendered once a revision.

A validator names everything a page depends on (``web.etag_of``), so whoever would get a 304 for it may as well
get these bytes. They are kept for a minute at most, so that nothing outlives a forgotten dependency.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

LARGEST_SHARE = 8
"""A single page may fill an eighth of the room; larger ones are not kept."""


@dataclass(frozen=True)
class KeptPage:
    """The bytes of an answer and what they are."""

    content: bytes
    content_type: str


class KeptPages:
    """The most recently asked pages within ``room`` bytes, each for ``seconds``. Safe for threads."""

    def __init__(self, room: int, seconds: float) -> None:
        self.room = room
        self.seconds = seconds
        self._pages: OrderedDict[str, tuple[float, KeptPage]] = OrderedDict()
        self._filled = 0
        self._lock = threading.Lock()

    def get(self, validator: str) -> KeptPage | None:
        """The page with this validator, unless it is too old or was never kept."""
        with self._lock:
            until, page = self._pages.get(validator, (0.0, None))
            if page is None:
                return None
            if time.monotonic() >= until:
                self._drop(validator)
                return None
            self._pages.move_to_end(validator)
            return page

    def keep(self, validator: str, page: KeptPage) -> None:
        """Keep a page; those asked longest ago make room for it."""
        size = len(page.content)
        if size * LARGEST_SHARE > self.room:
            return
        with self._lock:
            self._drop(validator)
            self._pages[validator] = (time.monotonic() + self.seconds, page)
            self._filled += size
            while self._filled > self.room:
                self._drop(next(iter(self._pages)))

    def forget(self) -> None:
        """Empty it."""
        with self._lock:
            self._pages.clear()
            self._filled = 0

    def _drop(self, validator: str) -> None:
        _, page = self._pages.pop(validator, (0.0, None))
        self._filled -= len(page.content) if page else 0
