"""Pages kept in memory: bounded in bytes and time, and never older than what they show."""

from consult.foundation.kept_pages import KeptPage, KeptPages


def page(size: int) -> KeptPage:
    return KeptPage(b"x" * size, "text/html")


def test_what_was_asked_longest_ago_makes_room() -> None:
    pages = KeptPages(room=800, seconds=60)
    for name in "abcdefgh":
        pages.keep(name, page(100))
    assert pages.get("a") is not None
    pages.keep("i", page(100))
    assert (pages.get("a"), pages.get("b"), pages.get("i")) == (page(100), None, page(100))


def test_a_page_too_large_for_its_share_is_not_kept() -> None:
    pages = KeptPages(room=800, seconds=60)
    pages.keep("large", page(101))
    assert pages.get("large") is None


def test_nothing_is_kept_past_its_time_or_without_room() -> None:
    old, none = KeptPages(room=800, seconds=0), KeptPages(room=0, seconds=60)
    old.keep("a", page(1))
    none.keep("a", page(1))
    assert (old.get("a"), none.get("a")) == (None, None)
