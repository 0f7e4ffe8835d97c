import unicodedata
from collections.abc import Callable
from contextlib import suppress
from html.parser import HTMLParser

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.foundation.errors import Refused
from consult.foundation.text import (
    BLOCK,
    LINK_REL,
    MAX_MARKS,
    clean_document,
    count_characters,
    excerpt,
    has_bidi_controls,
    html_to_text,
    is_blank,
    normalise,
    plain_html,
    redact,
    redacted_html,
    same_words,
    show_controls,
)
from tests.pace import within

WOMAN_CODING = "👩🏽‍💻"
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
BIDI = ["\u202a", "\u202c", "\u202e", "\u2066", "\u2067", "\u2069", "\u200b", "\u200f"]
PIECES = ["https://", "mailto:", "a@b.cd", "example.org", "\u202e", "\u2067", "<p>", "&amp;", ")", "\n", "x"]
HOSTILE = st.text(st.sampled_from([*"a<>&\"' /:@.()[]*\n\t中。，）א\x00\ud800", *BIDI])) | st.lists(
    st.sampled_from(PIECES)
).map("".join)


def clean(text: str, limit: int = 5000) -> str:
    return normalise(text, limit=limit, field="body")


class Inspector(HTMLParser):
    """Fails on any element or attribute that a rendering of plain text never makes."""

    allowed = {"p": {"dir"}, "br": set(), "a": {"href", "rel"}, "bdi": {"dir"}, "mark": {"class"}}

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} <= self.allowed[tag]
        values = dict(attrs)
        if tag == "a":
            assert (values["href"] or "").lower().startswith(("http://", "https://", "mailto:"))
            assert values["rel"] == LINK_REL
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def inspected(html: str) -> str:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    assert not inspector.open
    return "".join(inspector.text)


# ---- in


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("abc", 3),
        ("中文", 2),
        (WOMAN_CODING, 1),
        ("🇫🇷🇩🇪", 2),
        (SCOTLAND, 1),
        ("e\u0301", 1),
        ("\u1100\u1161\u11a8", 1),
        ("\r\n", 1),
    ],
)
def test_characters_are_counted_as_people_count(text: str, count: int) -> None:
    assert count_characters(text) == count


def test_line_ends_white_space_and_form() -> None:
    assert clean("  e\u0301\r\na\rb\u2028c  ") == "é\na\nb\nc"
    assert clean("a\n\n\n \n\t\n\nb\n\n\nc") == "a\n\n\nb\n\n\nc"
    assert clean("\ufeffa\u200b") == "a"
    assert clean(" \n ") == ""


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\x9f", "\ud800"])
def test_control_characters_and_lone_surrogates_are_refused(char: str) -> None:
    with pytest.raises(Refused, match=rf"U\+{ord(char):04X}.*after “ab”") as refusal:
        clean(f"ab{char}c")
    assert refusal.value.field == "body"


def test_the_limit_counts_characters_and_says_both_numbers() -> None:
    assert clean(WOMAN_CODING * 10, limit=10) == WOMAN_CODING * 10
    with pytest.raises(Refused, match="has 11 characters; at most 10 are allowed"):
        clean(WOMAN_CODING * 11, limit=10)
    with pytest.raises(Refused, match="has 6 characters"):
        clean("住房政策意见", limit=5)


@pytest.mark.parametrize(
    "text", ["a" + "\u0301" * (MAX_MARKS + 1), "a" + "\u0301\u0323" * 50_000, "\u200d" * 50]
)
def test_floods_of_marks_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="combining marks"):
        clean(text)


def test_one_character_of_endless_parts_does_not_get_round_the_limit() -> None:
    with pytest.raises(Refused, match="parts"):
        clean("👩\u200d" * 500 + "👩", limit=10)


@pytest.mark.parametrize("text", ["ཧྐྵྨླྺྼྻྂ", "שָׁ֖לֹום", "ที่", "क्षि", SCOTLAND, "👨‍👩‍👧‍👦"])
def test_real_writing_is_no_flood(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


@given(st.text())
def test_what_was_normalised_stays_as_it_is(text: str) -> None:
    try:
        once = clean(text)
    except Refused:
        return
    assert clean(once) == once
    once.encode("utf-8")


def test_blank() -> None:
    assert all(map(is_blank, ["", " \n", "\u200b\u200f", "\u3164", "\u2800"]))
    assert not is_blank("。")


def test_folded_for_duplicates() -> None:
    assert same_words("Ｈello\u200b  WÖRLD\n") == same_words("hello wo\u0308rld") == "hello wörld"
    assert same_words("Straße") == same_words("STRASSE")


@given(
    st.lists(st.sampled_from(["a", " ", WOMAN_CODING, "中", "🇫🇷", "e\u0301", "\n", "\u202e"])).map("".join),
    st.integers(1, 12),
)
def test_an_excerpt_never_cuts_a_character(text: str, length: int) -> None:
    cut = excerpt(text, length)
    assert count_characters(cut) <= length
    assert not has_bidi_controls(cut)
    whole = " ".join(text.replace("\u202e", "").split())
    if cut != whole:
        assert cut.endswith("…")
        rest = whole[len(cut) - 1 :]
        assert whole.startswith(cut[:-1])
        assert count_characters(cut[:-1]) + count_characters(rest) == count_characters(whole)


# ---- plain text out


def test_paragraphs_breaks_and_escapes() -> None:
    assert plain_html('a <b> & "c"\nd\n\n\ne') == "<p>a &lt;b&gt; &amp; &quot;c&quot;<br>d</p>\n<p>e</p>"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://a.org/b.", ["https://a.org/b"]),
        ("(https://a.org/b_(c))", ["https://a.org/b_(c)"]),
        ("见https://a.org/x。下", ["https://a.org/x"]),
        ("（https://a.org/x）", ["https://a.org/x"]),
        ("https://a.org/x，https://b.org", ["https://a.org/x", "https://b.org"]),
        ("https://a.org/?a=1&b=2!", ["https://a.org/?a=1&b=2"]),
        ("HTTP://A.ORG", ["HTTP://A.ORG"]),
        ("mailto:a@b.org,", ["mailto:a@b.org"]),
        ("javascript:alert(1) data:text/html,x ftp://a.org //a.org www.a.org a@b.org", []),
        ("xhttps://a.org https:// https://)", []),
        ("https://bank.example@evil.org", []),
        ("https://a.org/\u202egpj", ["https://a.org/"]),
    ],
)
def test_links(text: str, links: list[str]) -> None:
    tree = html5lib.parse(plain_html(text), namespaceHTMLElements=False)
    assert [link.get("href") for link in tree.iter("a")] == links


@given(HOSTILE)
def test_nothing_typed_becomes_markup(text: str) -> None:
    shown = inspected(plain_html(text))
    inspected(show_controls(text))
    if "\n" not in text and text.strip() and not any(ord(c) < 32 or 0x202A <= ord(c) <= 0x2069 for c in text):
        assert shown == text.replace("\ud800", "\ufffd")


@given(HOSTILE)
def test_direction_controls_are_closed_on_every_line(text: str) -> None:
    for line in plain_html(text).replace("</p>", "<br>").split("<br>"):
        waiting: list[str] = []
        for char in line:
            if char in "\u202a\u202b\u202d\u202e":
                waiting.append("\u202c")
            elif char in "\u2066\u2067\u2068":
                waiting.append("\u2069")
            elif char == "\u202c":
                assert waiting.pop() == char
            elif char == "\u2069":
                while waiting.pop() != char:
                    pass
        assert not waiting


def test_moderators_see_what_is_hidden() -> None:
    assert has_bidi_controls("a\u202eb")
    assert not has_bidi_controls("עברית")
    shown = show_controls(f"a\u202eb\u200bc {WOMAN_CODING} ❤️ {SCOTLAND} <x>\x07")
    assert not has_bidi_controls(shown)
    assert [part.partition("<")[0] for part in shown.split('<mark class="control-mark">')[1:]] == [
        "U+202E RLO",
        "U+200B ZWSP",
        "U+0007",
    ]
    assert WOMAN_CODING in shown
    assert SCOTLAND in shown
    assert "&lt;x&gt;" in shown


# ---- redaction


def test_redaction_does_not_tell_the_length() -> None:
    assert redact("Call Jo now", [(5, 7)]) == f"Call {BLOCK} now"
    assert redact("Call Johannes now", [(5, 13)]) == f"Call {BLOCK} now"
    assert redact("abcd", [(0, 1), (1, 4)]) == BLOCK * 2
    assert redact("ab", []) == "ab"


@pytest.mark.parametrize(
    "spans", [[(0, 0)], [(2, 1)], [(-1, 2)], [(0, 99)], [(0, 2), (1, 3)], [(2, 3), (0, 1)]]
)
def test_spans_that_do_not_fit_are_refused(spans: list[tuple[int, int]]) -> None:
    with pytest.raises(Refused, match="Marked passages"):
        redact("abcd", spans)
    with pytest.raises(Refused):
        redacted_html("abcd", spans, "x")


def test_redacted_html_names_the_ground_and_breaks_cut_links() -> None:
    html = redacted_html("I am Jo, https://a.org/jo/x\n\nhttps://b.org <b>", [(5, 7), (23, 25)], "<ground>")
    mark = '<mark class="redacted">[&lt;ground&gt;]</mark>'
    assert html == (
        f"<p>I am {mark}, https://a.org/{mark}/x</p>\n"
        f'<p><a href="https://b.org" rel="{LINK_REL}">https://b.org</a> &lt;b&gt;</p>'
    )
    assert "<mark" in redacted_html("abcd", [(0, 4)], ["one"])
    with pytest.raises(ValueError, match="labels"):
        redacted_html("abcd", [(0, 1)], ["one", "two"])


@given(HOSTILE, st.data())
def test_redacted_words_are_gone_and_nothing_else(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    html = redacted_html(text, spans, "ground")
    assert html.count('<mark class="redacted">[ground]</mark>') == len(spans)
    inspected(html)
    assert redacted_html(text, [], "ground") == plain_html(text)
    kept = len(text) - sum(end - start for start, end in spans)
    assert len(redact(text, spans)) == kept + len(BLOCK) * len(spans)


# ---- documents

ATTACKS = [
    '<p onclick="x">a</p>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVa\tScript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<svg><style><a id="</style><img src=1 onerror=alert(1)>">',
    '<form><math><mtext></form><form><mglyph><svg><mtext><textarea><path id="</textarea><img onerror=alert(1)>">',
    "<math></p><style><!--</style><img src/onerror=alert(1)>",
    "<style>*{x:y}</style><script>alert(1)</script>",
    '<p style="x" class="y" id="z">a</p>',
    "<iframe src=x></iframe><object data=x></object><embed src=x>",
    '<td colspan="999999999">x</td>',
    '<a href="/relative">x</a><a href="//evil.org">y</a>',
    "<base href=//evil.org><meta http-equiv=refresh content=0><link rel=stylesheet href=x>",
]  # fmt: skip


@pytest.mark.parametrize("html", ATTACKS)
def test_no_attack_passes_the_sanitiser(html: str) -> None:
    cleaned = clean_document(html)
    tree = html5lib.parse(cleaned, namespaceHTMLElements=False)
    for element in tree.iter():
        assert element.tag not in {
            "script",
            "style",
            "img",
            "svg",
            "math",
            "iframe",
            "object",
            "embed",
            "base",
            "meta",
        }
        assert set(element.attrib) <= {
            "href",
            "rel",
            "title",
            "colspan",
            "rowspan",
            "scope",
            "start",
            "lang",
            "dir",
        }
        assert element.get("href") is None
    assert "alert(1)" not in "".join(tree.itertext())
    assert clean_document(cleaned) == cleaned


def test_documents_keep_their_structure() -> None:
    html = (
        '<h1>第一章</h1><p lang="zh-Hans">a<br>b <a href="https://a.org">c</a></p><ol start="3"><li>d</li></ol>'
        '<table><thead><tr><th scope="col">e</th></tr></thead><tbody><tr><td rowspan="2">f</td></tr></tbody></table>'
    )
    expected = html.replace('href="https://a.org"', f'href="https://a.org" rel="{LINK_REL}"')
    assert clean_document(html) == expected


def test_html_to_text() -> None:
    html = (
        "<div>Un &eacute;t&eacute;&nbsp;!<br>deux</div><ul><li>a</li><li>b</li></ul><ol start=4><li>c</li></ol>"
        '<p><a href="https://a.org/x">ici</a> <a href="https://b.org">https://b.org</a></p>'
        "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table><script>x</script><style>y</style>"
        "<pre>p\n  q</pre>"
    )
    assert html_to_text(html) == (
        "Un été\u00a0!\ndeux\n\n- a\n- b\n\n4. c\n\nici (https://a.org/x) https://b.org\n\n1 | 2\n3 | 4\n\np\nq"
    )


@pytest.mark.parametrize("render", [clean_document, html_to_text])
def test_deep_html_is_refused(render: Callable[[str], str]) -> None:
    with pytest.raises(Refused, match="nests more than"):
        render("<ul><li>" * 5000)
    render("<p>" * 2000 + "<br>" * 2000)


@given(st.text(alphabet=st.sampled_from(list("<>/ab=\"'&;!- pdivscrt\n中"))))
def test_any_html_gives_text_and_stable_html(html: str) -> None:
    html_to_text(html)
    cleaned = clean_document(html)
    assert clean_document(cleaned) == cleaned


# ---- time

LONG = [
    "http://", "https://a)", "mailto:", "mailto:a@", "\n ", " ", "\u202e", "\u2066", "\u2066\u202a", "🇦", "a\u0301",
    "\u1100", "\uff9e\u0301", "\u200d", "<", "<p", "<p ", "&", "<!--", "<b>", "🏴", "\ufdfa", "<td>", "[", "https://a.b/.",
]  # fmt: skip


@pytest.mark.parametrize("unit", LONG)
def test_rendering_takes_linear_time(unit: str) -> None:
    text = unit * (60_000 // len(unit)) + "x"
    for work in (
        clean,
        plain_html,
        show_controls,
        same_words,
        count_characters,
        lambda t: excerpt(t, 100),
        html_to_text,
    ):
        with within(1.5), suppress(Refused):
            work(text)
