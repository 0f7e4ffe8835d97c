import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.search.segmenting import MAX_TERMS, search_query, split_for_search

TEXTS = [
    "关于公共住房政策的意见",
    "公屋輪候時間太長",
    "對住房政策的意見，policy 2026",
    "The policing of housing policy in 2026",
]


@pytest.fixture
def index() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE found USING fts5(words, tokenize='unicode61')")
    connection.executemany("INSERT INTO found VALUES (?)", [(split_for_search(text),) for text in TEXTS])
    return connection


def find(index: sqlite3.Connection, question: str) -> list[int]:
    rows = index.execute("SELECT rowid FROM found WHERE found MATCH ?", (search_query(question).fts5(),))
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("住", [1, 3]),
        ("住房", [1, 3]),
        ("房住", []),
        ("意见", [1, 3]),
        ("意見", [1, 3]),
        ("轮候", [2]),
        ("polic*", [3, 4]),
        ("policy 2026", [3, 4]),
        ('"policy 2026"', [3]),
        ("ＰＯＬＩＣＹ", [3, 4]),
        ("政策 住房", [1, 3]),
    ],
)
def test_either_script_and_words_of_any_length_are_found(
    index: sqlite3.Connection, question: str, ids: list[int]
) -> None:
    assert find(index, question) == ids


def test_split_keeps_words_of_alphabets_and_parts_chinese() -> None:
    assert split_for_search("公共住房 ABC政策") == "公 共 住 房 abc 政 策"
    assert split_for_search("諮詢") == split_for_search("咨询") == "咨 询"
    assert split_for_search("Políticas") == "politicas"


def test_query_for_postgresql() -> None:
    assert search_query("住房 polic*").tsquery() == "('住' <-> '房') & ('polic':*)"


@pytest.mark.parametrize("question", ["", "  ", '"', "*", "。，", "\x00", '""""'])
def test_nothing_to_search_for_is_false(question: str) -> None:
    assert not search_query(question)


def test_terms_are_limited() -> None:
    assert len(search_query(" ".join(f"a{n}" for n in range(60))).phrases) == MAX_TERMS


@given(st.text(max_size=80))
def test_no_question_is_syntax(text: str) -> None:
    query = search_query(text)
    if query:
        connection = sqlite3.connect(":memory:")
        connection.execute("CREATE VIRTUAL TABLE found USING fts5(words)")
        connection.execute("SELECT * FROM found WHERE found MATCH ?", (query.fts5(),)).fetchall()
        assert all(word.replace("'", "") == word for phrase in query.phrases for word in phrase.words)


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=40))
def test_a_text_is_found_by_itself(text: str) -> None:
    query = search_query(f'"{text}"' if '"' not in text else text)
    words = split_for_search(text).split(" ")
    assert all(word in words for phrase in query.phrases for word in phrase.words) or "“" in text
