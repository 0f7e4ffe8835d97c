"""How much of a draft file is read before it is refused."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class DraftLimits:
    """Upper bounds for one file. Sizes are bytes, lengths are characters.

    ``max_ratio`` compares a part's unpacked with its packed size and counts only for parts that
    unpack to more than a megabyte: short parts compress without bound and do no harm.
    """

    max_file_bytes: int = 20 * MEGABYTE
    max_unpacked_bytes: int = 200 * MEGABYTE
    max_part_bytes: int = 12 * MEGABYTE
    max_zip_entries: int = 2_000
    max_ratio: int = 200
    max_articles: int = 5_000
    max_article_characters: int = 200_000
    max_characters: int = 6_000_000
    max_blocks: int = 60_000
    max_pdf_pages: int = 600
    max_findings: int = 2_000
