"""Templates print nothing unescaped but stored HTML, and work under the strict content security policy."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "consult" / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_is_safe_under_the_policy(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe\b", source), "stored HTML is printed with safe_html()"
    assert "<style" not in source
    assert not re.search(r"\sstyle=", source), "inline styles are blocked by the policy"
    assert not re.search(r"\son[a-z]+=", source), "inline handlers are blocked by the policy"
    assert not re.search(r"<script(?![^>]*\ssrc=)", source), "inline scripts are blocked by the policy"
    assert not re.search(r"(src|href)=\"https?://", source), "nothing is fetched from elsewhere"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_imports_only_what_it_uses(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for names in re.findall(r"{%-? from \"[^\"]+\" import ([^%]+?)(?: with context)? -?%}", source):
        for name in (one.split(" as ")[-1].strip() for one in names.split(",")):
            assert len(re.findall(rf"\b{name}\b", source)) > 1, f"{name} is imported and not used"
