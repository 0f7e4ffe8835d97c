"""What letters tell about a language, and what they don't."""

import pytest

from consult.foundation.scripts import language_of


@pytest.mark.parametrize(
    ("text", "said", "found"),
    [
        ("这条规定太严了，请再考虑。", "en", "zh-hans"),
        ("這條規定太嚴了，請再考慮。", "en", "zh-hant"),
        ("這條規定太嚴了，請再考慮。", "zh-hans", "zh-hant"),
        ("不同意", "en", "zh"),
        ("不同意", "zh-hant", "zh-hant"),
        ("喆", "zh-hans", "zh-hans"),
        ("I think that the fee should be lower.", "zh-hant", "en"),
        ("No lo apoyo", "zh-hant", "und"),
        ("No lo apoyo", "en", "en"),
        ("Bonjour à tous", "fr", "fr"),
        ("支持 iPhone 和 Google Maps 接入", "zh-hans", "zh-hans"),
        ("The word 你好 is in the text", "en", "en"),
        ("この規則は厳しい", "zh-hant", "ja"),
        ("동의합니다", "en", "ko"),
        ("Привет", "en", "und"),
        ("Привет", "ru", "ru"),
        ("👍 +1", "zh-hant", "zh-hant"),
        ("", "", "und"),
    ],
)  # fmt: skip
def test_letters_contradict_but_never_guess(text: str, said: str, found: str) -> None:
    assert language_of(text, said) == found
