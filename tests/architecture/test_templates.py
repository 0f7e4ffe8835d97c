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


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_table_has_a_caption(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tables = re.findall(r'<table class="govuk-table[^>]*>\s*(<caption)?', source)
    assert all(tables), "a table says what it lists, for those who hear the page"


BARE = re.compile(r"\b\w*(?:_at|\bat|\btime|since|last)\s*\|\s*(?:instant|day)\b(?!\()")
KNOWS = re.compile(r"\b(?:zone|consultation|stamp)\b")
SITES_CLOCK = {
    "accounts/overview.html": "an account belongs to no consultation",
    "accounts/passkeys.html": "an account belongs to no consultation",
    "accounts/sessions.html": "an account belongs to no consultation",
    "consultations/quiet_periods.html": "a body's, for all its consultations",
    "opendata/imported.html": "as of when a package from another site stands",
    "organisations/macros.html": "who holds a role on a body",
    "organisations/show.html": "when a body was made and closed",
    "outcomes/debts.html": "a body's quiet periods",
    "site/about_record.html": "the site's log",
    "site/audit_roles.html": "who held a role on a body",
    "site/me.html": "what an account did in many consultations; each of its comments goes by its own clock",
    "site/my_data.html": "who read what of an account",
    "site/site_powers.html": "what one person did about the whole site",
}
"""Templates that show instants by the site's clock (CONSULT_TIMEZONE), and why there is no consultation's."""


def test_an_instant_is_shown_by_its_consultations_clock_or_by_the_sites_for_a_reason() -> None:
    """``|instant`` and ``|day`` take the page's ``zone``, ``consultation`` or ``stamp`` by themselves."""
    bare = set()
    for path in PAGES:
        source = path.read_text(encoding="utf-8")
        if not BARE.search(source):
            continue
        layout = re.search(r'{% extends "([^"]+)" %}', source)
        around = (TEMPLATES / layout[1]).read_text(encoding="utf-8") if layout and "/" in layout[1] else ""
        if not KNOWS.search(source + around):
            bare.add(str(path.relative_to(TEMPLATES)))
    assert bare <= set(SITES_CLOCK), "pass the zone, or say why it is the site's clock"
    known = {str(path.relative_to(TEMPLATES)) for path in PAGES}
    assert set(SITES_CLOCK) <= known
    assert not [path for path in PAGES if re.search(r"instant\(['\"]UTC", path.read_text(encoding="utf-8"))]
