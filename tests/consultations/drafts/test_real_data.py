"""Real laws, policies and office files: the outline found must be the one a person reads."""

import json
import re
from pathlib import Path

import pytest

from consult.consultations.drafts.blocks import ReadDraft
from consult.consultations.drafts.reading import read_draft
from tests.consultations.drafts.samples import articles, numbers, outline
from tests.pace import within
from tests.real_data import REAL_DATA, real


def _read(path: Path) -> ReadDraft:
    return read_draft(path.read_bytes(), path.name)


def _names(folder: str, pattern: str) -> list[str]:
    """The files there are, or one name that makes the test skip with a reason."""
    found = sorted(str(path.relative_to(REAL_DATA / folder)) for path in (REAL_DATA / folder).glob(pattern))
    return [name for name in found if name != "SOURCE.md"] or ["absent"]


@pytest.mark.parametrize("name", _names("law-cn-versions", "*.md"))
def test_every_law_of_china_has_its_articles_and_chapters(name: str) -> None:
    path = real("law-cn-versions", name)
    text = path.read_text(encoding="utf-8")
    draft = _read(path)
    assert numbers(draft) == re.findall(
        r"^(第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)\s", text, re.MULTILINE
    )
    divisions = re.findall(r"^###? (第\S+)\s+(.*)$", text, re.MULTILINE)
    assert [(one.number, one.heading) for one in draft.articles if one.kind == "division"] == [
        (number, " ".join(heading.split())) for number, heading in divisions
    ]
    assert all(one.text for one in articles(draft))
    assert len({one.anchor for one in draft.articles}) == len(draft.articles)
    assert all(re.fullmatch(r"[a-z0-9-]+", one.anchor) for one in draft.articles)
    assert draft.title == re.findall(r"^# (.+)$", text, re.MULTILINE)[0].strip()
    assert not draft.findings


@pytest.mark.parametrize("name", _names("law-tw-versions", "*/*.md"))
def test_every_law_of_taiwan_has_its_articles_and_reasons(name: str) -> None:
    path = real("law-tw-versions", name)
    text = path.read_text(encoding="utf-8")
    headings = re.findall(r"^(第\S+?條(?: 之\S+)?)[ ]?(\([^\n]*\))?[ ]*\n-+$", text, re.MULTILINE)
    draft = _read(path)
    assert [(one.number, one.heading) for one in articles(draft)] == [
        (number.replace(" ", ""), "" if caption == "(刪除)" else caption[1:-1].strip())
        for number, caption in headings
    ]
    explained = [one for one in articles(draft) if one.explanation_text]
    assert len(explained) == len(re.findall(r"^> 理由：", text, re.MULTILINE))
    assert not any(
        "理由：" in one.text or "引用條文" in one.text + one.explanation_text for one in draft.articles
    )
    divisions = re.findall(r"^(第\S+)\s+(\S.*)\n=+$", text, re.MULTILINE)
    assert [(one.number, one.heading) for one in draft.articles if one.kind == "division"] == [
        (number, heading.strip()) for number, heading in divisions
    ]
    words = re.sub(r"\s", "", "".join(re.findall(r"^\u3000\u3000(.*)$", text, re.MULTILINE)))
    assert re.sub(r"\s", "", "".join(one.text for one in articles(draft))) == words


POLICY_US = {
    "draft-2016-04-18/Appendixa.md": ["Appendix A Definitions", "Footnotes"],
    "draft-2016-04-18/Implementation.md": ["6 Implementation", "Footnotes"],
    "draft-2016-04-18/appendixb.md": ["Appendix B Software Procurement Analysis"],
    "draft-2016-04-18/index.md": [
        *(
            "Introduction for Public Comment",
            "Considerations Regarding Releasing Custom Code as Open Source Software",
        ),
        *("Instructions for Public Comment", "Footnotes"),
    ],
    "draft-2016-04-18/introduction.md": ["Introduction", "Footnotes"],
    "draft-2016-04-18/objectives.md": ["1 Objectives", "Footnotes"],
    "draft-2016-04-18/oss.md": [
        *("5 Federally Funded Custom Code as Open Source Software", "5.1 Pilot Program"),
        *("5.2 Membership in the Open Source Community", "Footnotes"),
    ],
    "draft-2016-04-18/procurement.md": ["3 Software Procurement Considerations", "Footnotes"],
    "draft-2016-04-18/reuse.md": ["4 Government-Wide Code Reuse", "Footnotes"],
    "draft-2016-04-18/scope.md": ["2 Scope and Applicability"],
    "final-2016-08-08/Appendixa.md": ["Appendix A Definitions", "Footnotes"],
    "final-2016-08-08/Implementation.md": [
        *(
            "7 Implementation",
            "7.1 Roles and Responsibilities",
            "7.2 Code Inventories and Discovery",
            "7.3 Code.gov",
        ),
        *(
            "7.4 Code Repositories",
            "7.5 Licensing",
            "7.6 Agency Policy",
            "7.7 Accountability Mechanisms",
            "Footnotes",
        ),
    ],
    "final-2016-08-08/exceptions.md": ["6 Exceptions to Government Code Reuse", "Footnotes"],
    "final-2016-08-08/objectives.md": ["1 Objectives", "Footnotes"],
    "final-2016-08-08/oss.md": [
        *("5 Open Source Software", "5.1 Pilot Program: Publication of Custom-Developed Code as OSS"),
        *("5.2 Participation in the Open Source Community", "Footnotes"),
    ],
    "final-2016-08-08/reuse.md": [
        *(
            "4 Government-Wide Code Reuse",
            "A Secure Rights for Government Reuse and Ensure Delivery of Source Code",
        ),
        *("B Inventory All Custom-Developed Code and Make It Available Government-Wide", "Footnotes"),
    ],
    "final-2016-08-08/scope.md": ["2 Scope and Applicability"],
    "final-2016-08-08/solutions-analysis.md": ["3 Three-Step Software Solutions Analysis", "Footnotes"],
}


@pytest.mark.parametrize("name", POLICY_US)
def test_an_american_policy(name: str) -> None:
    draft = _read(real("policy-us-source-code", name))
    assert [f"{number} {heading}".strip() for _, number, heading in outline(draft)] == POLICY_US[name]
    assert draft.title.startswith("Federal Source Code Policy")


def test_a_memorandum_with_headings_in_html() -> None:
    draft = _read(real("policy-us-source-code", "final-2016-08-08/introduction.md"))
    assert [heading.split()[0] for _, _, heading in outline(draft)] == [
        "M-16-21",
        "FROM:",
        "SUBJECT:",
        "Footnotes",
    ]


@pytest.mark.parametrize("name", _names("policy-ca-open-first", "*/*/*.md"))
def test_a_canadian_paper_has_a_section_for_each_heading(name: str) -> None:
    path = real("policy-ca-open-first", name)
    headings = re.findall(r"^(#+) (.+?)\s*$", path.read_text(encoding="utf-8"), re.MULTILINE)
    draft = _read(path)
    found = [(one.level, one.heading) for one in draft.articles]
    if headings[0][0] == "#":  # its only first-level heading is the title, and the text below it the preamble
        assert draft.title == headings[0][1] and draft.articles[0].anchor == "preamble"
        headings, found = headings[1:], found[1:]
    assert [heading for _, heading in found] == [heading for _, heading in headings]
    shallowest = min(len(marks) for marks, _ in headings)
    assert [level for level, _ in found] == [len(marks) - shallowest + 1 for marks, _ in headings]
    assert all(one.kind == "article" for one in draft.articles if one.text)


def test_levels_and_groups_of_a_canadian_chapter() -> None:
    draft = _read(real("policy-ca-open-first", "2018-11-30", "en", "1_Introduction.md"))
    assert [(one.level, one.kind, one.heading) for one in draft.articles] == [
        (1, "article", ""),
        (1, "article", "Scope"),
        (1, "division", "Strategic Environment"),
        (2, "article", "Organizational Overview"),
        (2, "article", "Business Need"),
        (2, "division", "Drivers for Change"),
        (3, "article", "Policy"),
        (3, "article", "Technology and Efficiency"),
        (3, "article", "Economy"),
        (3, "article", "Community, Demography and Society"),
        (2, "article", "Business Outcomes"),
        (1, "article", "Strategic Fit"),
        (1, "division", "Detailed Description of the Business Need"),
        (2, "article", "Problem/Opportunity Statement"),
    ]


def test_a_french_bill_of_thirty_articles() -> None:
    draft = _read(real("fr-republique-numerique", "draft.md"))
    assert draft.title == "Projet de loi pour une République numérique"
    assert [one.anchor for one in articles(draft)] == [f"art-{number}" for number in range(1, 31)]
    assert [one.number for one in draft.articles if one.kind == "division"][:4] == [
        *("Section 1", "Section 2", "Section 3", "Section 1"),
    ]
    assert articles(draft)[26].heading == "Paiement par SMS"
    assert len(draft.articles) == 48 and len(draft.notes) == 1


def test_a_table_of_sixteen_articles_with_tracked_changes() -> None:
    draft = _read(real("docx", "vtaiwan-closely-held", "index.docx"))
    assert draft.title == "「閉鎖性股份有限公司」條文草案及說明"
    assert [one.anchor for one in draft.articles] == [
        "preamble",
        *[f"art-356-{number}" for number in range(1, 17)],
    ]
    assert [one.heading for one in articles(draft)[1:8]] == [
        *("設立及法源", "名稱", "閉鎖性之特徵：募集設立之禁止", "閉鎖性之特徵：募集發行之禁止"),
        *("閉鎖性之特徵：股份轉讓之限制", "資本與登記", "股份"),
    ]
    assert all(one.text and one.explanation_text for one in articles(draft)[1:])
    assert [one.number for one in draft.articles if one.alternatives] == ["356-2", "356-7", "356-11"]
    kinds = [one.detail for one in draft.findings if one.kind == "tracked_change"]
    assert (kinds.count("inserted") + kinds.count("paragraph_inserted"), kinds.count("deleted")) == (45, 3)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 6, 7, 8])
def test_one_article_a_file_with_what_to_know(number: int) -> None:
    path = real("docx", "vtaiwan-closely-held", f"356-{number}.docx")
    draft = _read(path)
    assert [(one.anchor, one.number) for one in draft.articles] == [
        (f"art-356-{number}", f"第356條之{number}")
    ]
    article = draft.articles[0]
    assert article.explanation_text.startswith("你知道嗎？")
    assert "你知道" not in article.text and "參考條文" not in article.text
    assert [one.label for one in article.alternatives] == (["甲案", "乙案"] if number in (2, 7) else [])
    content = json.loads(path.with_name("articles.json").read_text(encoding="utf-8"))
    assert content


def test_a_long_document_with_heading_styles() -> None:
    path = real("docx", "owasp-asvs-5.0.0-en.docx")
    with within(10):
        draft = _read(path)
    assert draft.title == "Application Security Verification Standard"
    assert draft.notes == ("Version 5.0.0", "May 2025")
    assert len(draft.articles) == 225
    assert [one.heading for one in draft.articles if one.level == 1][:6] == [
        *(
            "Frontispiece",
            "Preface",
            "What is the ASVS?",
            "Assessment and Certification",
            "Changes Compared to v4.x",
        ),
        "Encoding and Sanitization",
    ]
    assert max(one.level for one in draft.articles) == 4
    numbered = [one.anchor for one in draft.articles if re.fullmatch(r"V\d+", one.number)]
    assert numbered == [f"sec-v{number}" for number in range(1, 18)]
    assert sum(one.html.count("<table>") for one in draft.articles) == 98


def test_the_longest_law_is_read_in_well_under_a_second() -> None:
    path = real("law-cn-versions", "公司法(2023-12-29).md")
    _read(path)
    with within(0.8):
        assert len(articles(_read(path))) == 266
