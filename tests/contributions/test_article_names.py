"""Which article a table means."""

import pytest

from consult.contributions.article_names import ArticleNames

NAMES = ArticleNames([
    (1, "art-1", "Article 1", "Opening hours"),
    (1, "art-1", "第一條", "營業時間"),
    (5, "art-5", "第五條", "罰則"),
    (6, "art-6", "第六條", "罰則"),
    (7, "art-5-1", "第五條之一", ""),
    (8, "sec-1012-2", "§ 1012.2", "Fees"),
    (9, "part-3", "", "Closing words"),
])  # fmt: skip


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("art-1", 1), ("ART-1", 1), ("Article 1", 1), ("article 1 opening hours", 1), ("1", 1), ("第一條", 1),
        ("第1條", 1), ("營業時間", 1), ("第五條 罰則", 5), ("５", 5), ("第五條之一", 7), ("§ 1012.2", 8),
        ("Closing words", 9), ("罰則", None), ("Article 77", None), ("", None), ("-", None), ("第一條及第五條", None),
    ],
)  # fmt: skip
def test_an_article_is_found_by_any_name_that_only_it_has(written: str, expected: int | None) -> None:
    assert NAMES.find(written) == expected
