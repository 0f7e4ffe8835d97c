"""Texts in XML that name their own parts: each part found, nothing of another document taken for the draft."""

import re
from pathlib import Path

import pytest

from consult.consultations.drafts.blocks import ReadDraft
from consult.consultations.drafts.reading import read_draft
from consult.foundation.errors import Refused
from tests.consultations.drafts.samples import articles
from tests.real_data import real

AKN = """<?xml version="1.0" encoding="UTF-8"?>
<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><bill name="bill">
<meta><identification source="#x"><FRBRWork><FRBRthis value="/akn/x"/></FRBRWork></identification></meta>
<preface><p><docTitle>Quiet Hours Bill</docTitle></p></preface>
<preamble><recitals><recital><num>(1)</num><p>Sleep is good for people.</p></recital></recitals></preamble>
<body>
<chapter><num>CHAPTER I</num><heading>General</heading>
<article><num>Article 1</num><heading>Scope</heading>
<paragraph><num>1.</num><content><p>This Act applies in the <b>city</b><authorialNote marker="1">
<p>As mapped.</p></authorialNote>.</p></content></paragraph>
<paragraph><num>2.</num><list><intro><p>It does not apply to:</p></intro>
<point><num>(a)</num><content><p>ambulances;</p></content></point>
<point><num>(b)</num><content><p>the <ref href="https://city.example/market">market</ref>.</p></content>
</point></list></paragraph></article>
</chapter>
<chapter><num>CHAPTER II</num><heading>Duties</heading>
<article><num>Article 2</num><heading>Change of another Act</heading>
<paragraph><num>1.</num><content><p>In Article 9 of the Noise Act, insert:
<quotedStructure startQuote="“" endQuote="”"><article><num>Article 9a</num><content>
<p>Bells rest at night.</p></content></article></quotedStructure></p></content></paragraph>
</article></chapter>
</body>
<conclusions><p>Done at Linhe.</p></conclusions>
</bill></akomaNtoso>"""

ACT = """<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act name="act"><meta/>
<preface><p><shortTitle>Ponds Act</shortTitle></p></preface><body>
<section><num>1</num><heading>Ponds</heading><subsection><num>1</num><content><p>Ponds are kept clean.</p>
</content></subsection>
<subsection><num>2</num><intro><p>A pond may—</p></intro><paragraph><num>a</num><content><p>freeze, or</p>
</content></paragraph>
<paragraph><num>b</num><content><p>dry up.</p></content></paragraph></subsection></section>
<section><num>2A</num><heading>Ducks</heading><content><p>Ducks stay.</p></content></section>
<hcontainer name="schedule"><num>SCHEDULE 1</num><heading>Ponds of the town</heading>
<paragraph><num>1</num><content><p>The mill pond.</p></content></paragraph></hcontainer>
</body></act></akomaNtoso>"""

USLM = """<bill xmlns="http://schemas.gpo.gov/xml/uslm" xmlns:dc="http://purl.org/dc/elements/1.1/"><meta>
<dc:title>1 S 1: To plant trees.</dc:title></meta>
<main><longTitle><docTitle>A BILL</docTitle><officialTitle>To plant trees.</officialTitle></longTitle>
<toc><referenceItem><designator>Sec. 1.</designator><label>Short title.</label></referenceItem></toc>
<section><num value="1">SECTION 1. </num><heading>SHORT TITLE.</heading>
<content>This Act may be cited as the “Trees Act”.</content></section>
<title><num value="I">TITLE I—</num><heading>STREETS</heading>
<section><num value="101">SEC. 101. </num><heading>OAKS.</heading>
<subsection><num value="a">(a) </num><heading>In General.—</heading><content>Oaks are planted.</content>
</subsection>
<subsection><num value="b">(b) </num><chapeau>The Act is amended—</chapeau><paragraph>
<num value="1">(1) </num><content>by adding:
<quotedContent><section><num>“SEC. 9. </num><content>Elms.”</content></section></quotedContent></content>
</paragraph></subsection></section></title>
</main></bill>"""

REGML = """<regulation xmlns="eregs"><fdsys><title>KITES</title></fdsys><part label="77"><content><subpart>
<content>
<section label="77-1" sectionNum="1"><subject>§ 77.1 Purpose.</subject>
<paragraph label="77-1-a" marker="(a)"><title type="keyterm">Aim.</title>
<content>Kites <ref target="77-2" reftype="term">fly</ref>.</content>
<paragraph label="77-1-a-1" marker="(1)"><content>High.</content></paragraph></paragraph></section>
<section label="77-2" sectionNum="2"><subject>§ 77.2 [Reserved]</subject><reserved/></section></content>
</subpart>
<appendix label="77-A"><appendixTitle>Appendix A to Part 77—Forms</appendixTitle>
<appendixSection label="77-A-1"><subject>A-1 Form</subject>
<paragraph label="77-A-1-p1" marker=""><content>Sign here.</content></paragraph></appendixSection></appendix>
<interpretations label="77-Interp"><title>Supplement I</title>
<interpSection label="77-1-Interp" target="77-1"><title>Section 77.1—Purpose</title>
<interpParagraph label="77-1-Interp-1" marker="1."><title type="keyterm">Wind.</title>
<content>Some wind is needed.</content></interpParagraph></interpSection>
</interpretations></content></part></regulation>"""

REGISTER = """<PRORULE><PREAMB><SUBJECT>Kites in Parks</SUBJECT><SUM><HD SOURCE="HED">SUMMARY:</HD>
<P>We ask.</P></SUM></PREAMB>
<SUPLINF><HD SOURCE="HED">SUPPLEMENTARY INFORMATION:</HD><P>Long reasons.<SU>1</SU><FTREF/></P><FTNT><P>
<SU>1</SU>A note.</P></FTNT>
<REGTEXT PART="77" TITLE="36"><AMDPAR>1. Add part 77:</AMDPAR><PART><HD SOURCE="HED">PART 77—KITES</HD>
<CONTENTS><SECTNO>77.1</SECTNO><SUBJECT>Scope</SUBJECT></CONTENTS>
<SECTION><SECTNO>§ 77.1—Scope,</SECTNO><SUBJECT>and aim.</SUBJECT><P>(a)<E T="03">Aim.</E>Kites fly.</P>
<GPOTABLE><BOXHD><CHED H="1">Park</CHED><CHED H="1">Hours</CHED></BOXHD><ROW><ENT>North</ENT>
<ENT>9 to 5</ENT></ROW></GPOTABLE></SECTION>
<APPENDIX><HD SOURCE="HED">Appendix A to Part 77—Forms</HD><HD SOURCE="HD2">§ 77.1Scope</HD><P>Sign here.</P>
</APPENDIX></PART></REGTEXT></SUPLINF></PRORULE>"""

ECFR = """<DLPSTEXTCLASS><TEXT><BODY><ECFRBRWS><DIV5 N="77" TYPE="PART"><HEAD>PART 77—KITES</HEAD><AUTH>
<HED>Authority:</HED><P>1 U.S.C. 1</P></AUTH>
<DIV6 N="A" TYPE="SUBPART"><HEAD>Subpart A—General</HEAD><DIV8 N="§ 77.1" TYPE="SECTION">
<HEAD>§ 77.1 Scope.</HEAD><P>Kites <I>fly</I>.</P><CITA>[76 FR 1]</CITA></DIV8></DIV6>
<DIV9 N="Appendix A" TYPE="APPENDIX"><HEAD>Appendix A to Part 77—Forms</HEAD><P>Sign here.</P></DIV9></DIV5>
</ECFRBRWS></BODY></TEXT></DLPSTEXTCLASS>"""


def _read(text: str, name: str = "draft.xml") -> ReadDraft:
    return read_draft(text.encode(), name)


def test_akoma_ntoso_by_article() -> None:
    draft = _read(AKN, "draft.akn")
    assert draft.title == "Quiet Hours Bill" and draft.kind == "xml"
    assert [(one.kind, one.anchor, one.number, one.heading) for one in draft.articles] == [
        ("article", "preamble", "", ""),
        ("division", "ch-1", "CHAPTER I", "General"),
        ("article", "art-1", "Article 1", "Scope"),
        ("division", "ch-2", "CHAPTER II", "Duties"),
        ("article", "art-2", "Article 2", "Change of another Act"),
    ]
    assert draft.articles[0].text == "(1) Sleep is good for people."
    first = draft.articles[2]
    assert first.text.splitlines() == [
        "1. This Act applies in the city1.",
        "2. It does not apply to:",
        "(a) ambulances;",
        "(b) the market.",
        "1 As mapped.",
    ]
    assert "<strong>city</strong><sup>1</sup>" in first.html
    assert '<a href="https://city.example/market">market</a>' in first.html
    assert draft.notes == ("Done at Linhe.",)


def test_what_an_article_quotes_is_no_article_of_the_draft() -> None:
    quoting = _read(AKN).articles[4]
    assert quoting.text.splitlines()[1:] == ["“Article 9a Bells rest at night.”"]
    assert "<blockquote><p>“Article 9a Bells rest at night.”</p></blockquote>" in quoting.html
    assert [one.number for one in _read(USLM).articles if one.kind == "article"] == ["SECTION 1", "SEC. 101"]


def test_akoma_ntoso_by_section_with_a_schedule() -> None:
    draft = _read(ACT)
    assert [(one.kind, one.anchor, one.number, one.heading) for one in draft.articles] == [
        ("article", "sec-1", "1", "Ponds"),
        ("article", "sec-2-a", "2A", "Ducks"),
        ("article", "schedule-1", "SCHEDULE 1", "Ponds of the town"),
    ]
    assert draft.articles[0].text.splitlines() == [
        "(1) Ponds are kept clean.", "(2) A pond may—", "(a) freeze, or", "(b) dry up.",
    ]  # fmt: skip
    assert draft.articles[2].text == "(1) The mill pond."


def test_bills_in_uslm() -> None:
    draft = _read(USLM)
    assert draft.title == "To plant trees."
    assert [(one.anchor, one.heading) for one in draft.articles] == [
        ("sec-1", "SHORT TITLE"), ("title-1", "STREETS"), ("sec-101", "OAKS"),
    ]  # fmt: skip
    assert draft.articles[2].text.splitlines()[:3] == [
        "(a) In General.— Oaks are planted.", "(b) The Act is amended—", "(1) by adding:",
    ]  # fmt: skip


def test_regulations_in_regml_with_interpretations_as_explanations() -> None:
    draft = _read(REGML)
    assert [(one.number, one.heading) for one in draft.articles] == [
        ("§ 77.1", "Purpose"), ("§ 77.2", "[Reserved]"), ("Appendix A to Part 77", "Forms"),
    ]  # fmt: skip
    first = draft.articles[0]
    assert first.text.splitlines() == ["(a) Aim. Kites fly.", "(1) High."]
    assert first.explanation_text.splitlines() == ["Section 77.1—Purpose", "1. Wind. Some wind is needed."]
    assert draft.articles[2].text.splitlines() == ["A-1 Form", "Sign here."]


def test_rules_of_the_federal_register() -> None:
    draft = _read(REGISTER)
    assert draft.title == "Kites in Parks"
    assert [(one.number, one.heading) for one in draft.articles] == [
        ("PART 77", "KITES"), ("§ 77.1", "Scope, and aim"), ("Appendix A to Part 77", "Forms"),
    ]  # fmt: skip
    assert draft.articles[1].text.splitlines() == ["(a) Aim. Kites fly.", "Park\tHours", "North\t9 to 5"]
    assert draft.articles[2].text.splitlines() == ["§ 77.1 Scope", "Sign here."]
    assert [(one.kind, one.detail) for one in draft.findings] == [("part_left_out", "SUPLINF")]


def test_a_notice_without_sections_is_read_by_its_headings() -> None:
    asked = (
        "<HD SOURCE='HD1'>Background</HD><P>Kites fly.</P><HD SOURCE='HD1'>Questions</HD><P>Should they?</P>"
    )
    draft = _read(f"<NOTICE><SUBJECT>Kites</SUBJECT>{asked}</NOTICE>")
    assert [(one.heading, one.text) for one in draft.articles] == [
        ("Background", "Kites fly."), ("Questions", "Should they?"),
    ]  # fmt: skip


def test_the_code_of_federal_regulations() -> None:
    draft = _read(ECFR)
    assert [(one.kind, one.number, one.heading) for one in draft.articles] == [
        ("division", "PART 77", "KITES"),
        ("division", "Subpart A", "General"),
        ("article", "§ 77.1", "Scope"),
        ("article", "Appendix A to Part 77", "Forms"),
    ]
    assert draft.articles[2].text == "Kites fly."


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("<akomaNtoso><bill><body><article>", "damaged"),
        ("<recipes><recipe>Soup</recipe></recipes>", "kind that can’t be read"),
        ("<akomaNtoso><bill name='b'><meta/></bill></akomaNtoso>", "kind that can’t be read"),
        ('<!DOCTYPE bill SYSTEM "bill.dtd"><bill><legis-body/></bill>', "document type"),
        ("<akomaNtoso><act><body><section><num>1</num></section></body></act></akomaNtoso>", ""),
    ],
)
def test_other_xml_is_refused_in_words(text: str, match: str) -> None:
    if not match:
        assert [one.number for one in _read(text).articles] == ["1"]
        return
    with pytest.raises(Refused, match=match) as caught:
        _read(text)
    assert caught.value.field == "draft"


def test_parts_nested_without_end_are_read_or_refused() -> None:
    for count in (60, 400):
        inner = "<point><num>a</num>" * count + "<p>deep</p>" + "</point>" * count
        text = f"<akomaNtoso><act name='a'><body><section><num>1</num>{inner}</section></body></act></akomaNtoso>"
        if count < 100:
            assert "deep" in _read(text).articles[0].text
            continue
        with pytest.raises(Refused) as caught:
            _read(text)
        assert caught.value.field == "draft"


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("akoma-ntoso/eu_COM_2013_0619_EN-8.xml", r"<num>(Article \d+)"),
        ("akoma-ntoso/uk_pga-2014-27-enacted-data.xml", r'<section eId="sec_(\d+)">'),
        ("bills/S2731_IPS.xml", r'<num value="\d+">((?:SECTION|SEC\.) \d+)'),
        ("bills/S2731_RCS.xml", r'<num value="\d+">((?:SECTION|SEC\.) \d+)'),
        ("regml/regulation-1012-2011-31713.xml", r"<section [^>]*>\s*<subject>(§ [\d.]+\d)"),
        ("regml/regulation-1013-2013-28194.xml", r"<section [^>]*>\s*<subject>(§ [\d.]+\d)"),
        ("regml/regulation-1004-2011-18676.xml", r"<section [^>]*>\s*<subject>(§ [\d.]+\d)"),
        ("federal-register/fr-201-118-676.xml", r"<SECTNO>&#xA7; ([\d.]+\d)"),
    ],
)
def test_real_texts_have_every_numbered_unit(name: str, printed: str) -> None:
    path: Path = real("law-en-structured", name)
    draft = read_draft(path.read_bytes(), path.name)
    wanted = re.findall(printed, path.read_text(encoding="utf-8"))
    found = [one.number for one in articles(draft) if one.number and not one.number.startswith("Appendix")]
    assert [number.removeprefix("§ ") for number in found] == [number.removeprefix("§ ") for number in wanted]
    assert len({one.anchor for one in draft.articles}) == len(draft.articles)
    assert not [one.number for one in articles(draft) if not one.text and "eserved" not in one.heading]


def test_the_rule_in_the_register_is_the_regulation_it_set_out() -> None:
    printed, coded = (
        read_draft(path.read_bytes(), path.name)
        for path in (
            real("law-en-structured", "federal-register/fr-201-118-676.xml"),
            real("law-en-structured", "regml/regulation-1004-2011-18676.xml"),
        )
    )
    of_register = {one.number: one for one in articles(printed)}
    for section in articles(coded):
        assert of_register[section.number].heading == section.heading
    third = next(one for one in coded.articles if one.number == "§ 1004.3")
    assert "".join(of_register["§ 1004.3"].text.split()) == "".join(third.text.split())
