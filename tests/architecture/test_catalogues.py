"""A missing, stale or misplaced translation fails here as in ``start.py check``."""

import pytest

from consult.foundation import catalogues


def test_no_message_is_translated_in_two_ways() -> None:
    assert list(catalogues.conflicts()) == []


@pytest.mark.parametrize("room", catalogues.rooms())
def test_catalogues_of_a_room_are_complete(room: str) -> None:
    assert list(catalogues.faults(room)) == []


@pytest.mark.parametrize(
    ("locale", "right", "wrong"),
    [
        ("zh_Hans", "您的意见已提交", "您的意見已提交"),
        ("zh_Hans", "此后可以登录", "此後可以登录"),
        ("zh_Hans", "查看信息", "查看资讯"),
        ("zh_Hant", "您的意見已送出", "您的意见已送出"),
        ("zh_Hant", "機關與人員", "机關与人員"),
        ("zh_Hant", "查看資訊", "查看信息"),
    ],
)
def test_a_character_or_word_of_the_other_script_is_a_fault(locale: str, right: str, wrong: str) -> None:
    assert list(catalogues.text_faults(locale, "site", "text", right)) == []
    assert list(catalogues.text_faults(locale, "site", "text", wrong)) != []


@pytest.mark.parametrize("wrong", ["%(num)s 則意見", "另有 %(num)s", "24 小時內", "前 3 項"])
def test_a_number_stands_close_to_its_chinese_text(wrong: str) -> None:
    assert list(catalogues.text_faults("zh_Hant", "site", "%(num)s comments", wrong)) != []
    for right in (wrong.replace(" ", ""), "UTF-8 編碼", "UTC+8 時區"):
        assert list(catalogues.text_faults("zh_Hant", "site", "%(num)s comments", right)) == []
