"""A missing, stale or misplaced translation fails here as in ``start.py check``."""

from pathlib import Path

import pytest

from consult.foundation import catalogues


def test_no_message_is_translated_in_two_ways() -> None:
    assert list(catalogues.conflicts()) == []


def test_a_catalogue_that_says_when_it_was_made_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for locale in catalogues.TRANSLATED:
        kept = (catalogues.FOLDER / locale / "custody.po").read_text(encoding="utf-8")
        (tmp_path / locale).mkdir()
        dated = kept.replace(
            '"Last-Translator', '"POT-Creation-Date: 2026-12-01 08:18+0000\\n"\n"Last-Translator', 1
        )
        (tmp_path / locale / "custody.po").write_text(dated, encoding="utf-8")
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    assert [one.partition(";")[0] for one in catalogues.faults("custody")] == [
        f"{locale}/custody: the head says when it was made" for locale in catalogues.TRANSLATED
    ]
    catalogues.update("custody")
    assert list(catalogues.faults("custody")) == []


@pytest.mark.parametrize(("locale", "role"), [("zh_Hans", "答复人"), ("zh_Hant", "回應人員")])
def test_who_gave_an_answer_is_not_called_by_the_name_of_a_role(locale: str, role: str) -> None:
    """Who isn't a responder publishes outcomes, too, and most responders gave no part of a certain answer."""
    told = [
        str(one.string)
        for one in catalogues.read("outcomes", locale)
        if "who answered" in str(one.id).lower()
    ]
    assert len(told) >= 5 and not any(role in one for one in told)


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
