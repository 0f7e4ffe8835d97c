"""Dividing long drafts into pages."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from consult.consultations.chapters import WHOLE, chapter_with, chapters_of, count_articles


@dataclass(frozen=True)
class Row:
    anchor: str
    kind: str = "article"
    level: int = 1


def law(*sizes: int) -> list[Row]:
    rows = []
    for chapter, size in enumerate(sizes, 1):
        rows.append(Row(f"ch-{chapter}", "division"))
        rows.extend(Row(f"art-{chapter}-{n}", level=2) for n in range(size))
    return rows


def test_short_draft_is_one_page() -> None:
    assert len(chapters_of(law(20, 20))) == 1
    assert chapters_of([]) == []


def test_long_draft_has_a_page_a_chapter() -> None:
    assert [chapter.anchor for chapter in chapters_of(law(40, 40, 10))] == ["ch-1", "ch-2", "ch-3"]


def test_long_chapter_is_cut_evenly() -> None:
    rows = law(10, 100)
    pages = chapters_of(rows)
    assert [count_articles(rows, page.start, page.end) for page in pages] == [10, 50, 50]
    assert chapter_with(pages, rows, "art-2-99") == 2
    assert chapter_with(pages, rows, "art-9-9") is None


@given(st.lists(st.tuples(st.sampled_from(["article", "division"]), st.integers(1, 4)), max_size=400))
def test_pages_hold_every_row_once_in_order(shape: list[tuple[str, int]]) -> None:
    rows = [Row(f"a-{n}", kind, level) for n, (kind, level) in enumerate(shape)]
    pages = chapters_of(rows)
    assert [row for page in pages for row in rows[page.start : page.end]] == rows
    assert all(count_articles(rows, page.start, page.end) <= WHOLE for page in pages)
