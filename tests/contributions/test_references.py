import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.contributions.references import (
    ALPHABET,
    KEY_BYTES,
    REFERENCE_BYTES,
    key_hash,
    key_text,
    key_words,
    new_reference,
    parse_key,
    parse_reference,
    private_key,
)

RANDOM = st.binary(min_size=REFERENCE_BYTES, max_size=16)
KEYS = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)


def wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def test_a_reference_has_forty_random_bits_and_no_vowel() -> None:
    assert 9 * math.log2(len(ALPHABET)) >= 40
    assert not set(ALPHABET) & set("AEIOUL01")
    with pytest.raises(ValueError, match="random bytes"):
        new_reference(b"short")


@given(RANDOM)
def test_a_reference_is_read_however_it_is_typed(random_bytes: bytes) -> None:
    reference = new_reference(random_bytes)
    assert [len(group) for group in reference.split("-")] == [3, 3, 3, 2]
    bare = reference.replace("-", "")
    typed = [
        reference,
        bare,
        bare.lower(),
        wide(reference),
        f" {' '.join(bare)} ",
        reference.replace("-", "–"),
    ]
    typed.append(reference.translate(str.maketrans("852MW", "BSZNV")))
    assert {parse_reference(text) for text in typed} == {reference}


@given(RANDOM, st.data())
def test_wrong_and_swapped_characters_are_noticed(random_bytes: bytes, data: st.DataObject) -> None:
    bare = list(new_reference(random_bytes).replace("-", ""))
    for place, char in enumerate(bare):
        for other in set(ALPHABET) - {char}:
            assert parse_reference("".join([*bare[:place], other, *bare[place + 1 :]])) is None
    for place in range(len(bare) - 1):
        swapped = [*bare[:place], bare[place + 1], bare[place], *bare[place + 2 :]]
        assert swapped == bare or parse_reference("".join(swapped)) is None
    one, two = data.draw(st.lists(st.integers(0, len(bare) - 1), min_size=2, max_size=2, unique=True))
    twice = bare.copy()
    twice[one], twice[two] = data.draw(st.sampled_from(ALPHABET)), data.draw(st.sampled_from(ALPHABET))
    assert twice == bare or parse_reference("".join(twice)) is None


@pytest.mark.parametrize("text", ["", "HSG-7K4M-92", "x" * 10_000, "２" * 10, "\x00", "AAA-AAA-AAA-AA"])
def test_what_is_no_reference(text: str) -> None:
    assert parse_reference(text) is None


def test_keys_follow_from_secret_and_token() -> None:
    key = private_key(b"s" * 32, "token")
    assert len(key) == KEY_BYTES
    assert key == private_key(b"s" * 32, "token")
    assert key != private_key(b"s" * 32, "other")
    assert key != private_key(b"t" * 32, "token")
    assert len(key_hash(key)) == 64


@given(KEYS)
def test_a_key_is_read_from_link_words_and_digits(key: bytes) -> None:
    text, words, digits = key_text(key), key_words(key, "en"), key_words(key, "zh-hant")
    assert len(words) == 8
    assert len(digits) == 10
    typed = [
        text,
        text.upper(),
        wide(text),
        f" {text[:9]} {text[9:]} ",
        f"https://example.org/en/receipt/{text}?x=1",
        " ".join(words),
        ", ".join(words).upper(),
        wide(" ".join(words)),
        "-".join(word[:4] for word in words),
        " ".join(digits),
        "".join(digits),
        wide("　".join(digits)),
    ]
    assert {parse_key(one) for one in typed} == {key}


@given(KEYS, st.data())
def test_a_wrong_digit_is_noticed(key: bytes, data: st.DataObject) -> None:
    digits = "".join(key_words(key, "zh-hans"))
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[place]]))
    assert parse_key(digits[:place] + other + digits[place + 1 :]) is None


@given(st.text(max_size=60))
def test_anything_else_is_no_key(text: str) -> None:
    found = parse_key(text)
    assert found is None or parse_key(key_text(found)) == found


@pytest.mark.parametrize("text", ["", "zzzzzzzzzzzzzzzzzz", "9" * 30, "wrodd " * 8, "/" * 500, "²" * 30])
def test_what_is_no_key(text: str) -> None:
    assert parse_key(text) is None
