"""Country profiles: what each demands and prints, how it counts days, and what a mistake in a file says."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from consult.consultations import calendars, profiles, queries, rules, service
from consult.consultations.notices import day_text
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import writing
from tests.consultations.pages import signed_in, submit, words_of
from tests.factories.consultations import make_draft, make_organisation, make_staff

TEXTS = {
    "tw": {
        "summary": "為兼顧攤商生計與周邊居民安寧，訂定夜市營業時間、噪音及清潔管理規範。",
        "legal_basis": "零售市場管理條例第二十三條", "contact": "市場處 王股長", "other_ways": "紙本意見請寄市場處。",
    },
    "cn": {
        "summary": "为规范夜间集市经营活动，改善周边环境，我局起草了本办法。",
        "legal_basis": "《城市市容和环境卫生管理条例》", "contact": "市场监督管理局法规科",
    },
    "uk": {
        "summary": "We want to license night markets.", "contact": "Markets team", "affected": "Traders, residents",
        "open_questions": "Which hours, and which streets.", "what_next": "We publish a response within 12 weeks.",
    },
    "eu": {"summary": "Rules for night markets.", "contact": "Unit B2", "affected": "Traders"},
}  # fmt: skip
NOTICES = {
    "tw": {
        "subject": "預告訂定「夜市營業時間管理辦法」草案。", "all-bodies": "河岸市政府",
        "document-number": "河市商字第1150012345號",
        "gazette-issue": "河岸市政府公報115年冬字第12期", "gazette-number": "115-1234",
        "head": "市長　陳○○",
        "unit": "承辦單位：市場處管理科\n"
        "地址：河岸市中山路1號\n電話：(02)1234-5678\n電子郵件：market@example.org",
    },
    "cn": {
        "document-number": "河市监公告〔2026〕12号",
        "explanation": "一、起草的必要性：投诉增多。\n二、主要内容：营业时间。",
        "post": "河岸市人民路1号，邮政编码100000", "phone": "010-12345678", "email": "market@example.org",
    },
    "uk": {
        "scope": "Opening hours of night markets.", "extent": "England",
        "impact-assessment": "Published with the draft.",
        "enquiries": "Markets team, markets@example.org",
    },
    "eu": {"initiative": "Night markets – Ares(2026)7654321", "stage": "Draft act", "department": "Directorate B"},
}  # fmt: skip
ORDER = {
    "tw": (
        "zh-hant", "河岸市政府 公告", "發文日期：中華民國115年11月22日", "發文字號：河市商字第1150012345號",
        "附件：「夜市營業時間管理辦法」草案總說明及逐條說明",
        "主旨：", "預告訂定「夜市營業時間管理辦法」草案。", "依據：", "第154條第1項",
        "公告事項：", "一、", "訂定機關：河岸市政府。", "二、", "訂定依據：零售市場管理條例第二十三條。",
        "三、", "「夜市營業時間管理辦法」草案總說明及逐條說明如附件", "四、", "訂定要點",
        "五、", "60日內", "中華民國116年1月21日23:59止", "（一）", "線上陳述意見", "（二）", "承辦單位：市場處管理科",
        "（三）", "地址：", "（四）", "電話：", "（五）", "電子郵件：market@example.org", "六、",
        "刊登公報：河岸市政府公報115年冬字第12期（編號115-1234）。", "市長 陳○○",
    ),
    "cn": (
        "zh-hans", "关于《夜间集市管理办法（征求意见稿）》公开征求意见的公告", "河市监公告〔2026〕12号",
        "为规范夜间集市",
        "根据《城市市容和环境卫生管理条例》，我单位起草了《夜间集市管理办法（征求意见稿）》，现向社会公开征求意见。",
        "一、", "网上提交", "二、",
        "电子邮件：market@example.org", "三、", "信函：河岸市人民路1号", "四、", "联系电话：010-12345678",
        "意见反馈截止时间为", "附件：", "1.《夜间集市管理办法（征求意见稿）》：", "2. 起草说明",
        "河岸市政府", "2026年11月22日",
        "附件2", "关于《夜间集市管理办法（征求意见稿）》的起草说明", "一、起草的必要性", "二、主要内容",
    ),
    "uk": (
        "en", "Scope of this consultation:", "Geographical extent:", "Impact assessment:", "To:", "Body responsible:",
        "Duration:", "84 days, from 22 November 2026 to 14 February 2027, 23:59",
        "Enquiries:", "How to respond:", "What happens next:",
    ),
    "eu": ("en", "Initiative:", "Ares(2026)7654321", "Stage:", "Draft act", "Consultation period:", "Summary:"),
}  # fmt: skip
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("code", ["tw", "cn", "uk", "eu"])
def test_notice_names_what_is_missing_and_prints_in_the_order_of_the_place(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    above = make_organisation()
    body = make_organisation("market-office", "河岸市政府", parent=above, profile=code)
    language = ORDER[code][0]
    title = {"tw": "夜市營業時間管理辦法草案", "cn": "夜间集市管理办法"}.get(code, "Night markets")
    with writing():
        made = service.create(
            CONSOLE, organisation=body, slug="night-market", title=title, language=language,
            timezone="Asia/Taipei", now=NOW,
        )  # fmt: skip
        service.add_version(CONSOLE, made, make_draft(), language=language, now=NOW)
        missing = {one.field for one in service.missing_to_publish(made, now=NOW)}
    wanted = {f"notice-{one.code}" for one in profiles.profile(code).data.notice if one.is_required}
    assert "review_organisation_id" in missing  # nobody above could decide a review yet
    make_staff("administrator", organisation=above)
    assert wanted <= missing and {one.text for one in profiles.profile(code).data.demands} <= missing
    desk = signed_in(client, make_staff("author", organisation=body))
    address = f"/{language}/desk/consultations/night-market"
    label = profiles.profile(code).data.notice[0].label[language]
    assert label in desk.get(f"{address}/publish").text
    assert submit(desk, f"{address}/notice/{language}", **NOTICES[code]).status_code == 303
    with writing():
        made = queries.get("night-market")
        service.set_texts(CONSOLE, made, language=language, texts=TEXTS[code], now=NOW)
        service.publish(CONSOLE, made, now=NOW)
    printed = words_of(client.get(f"/{language}/consultations/night-market/notice"))
    place = 0
    for words in ORDER[code][1:]:
        assert words in printed[place:], words
        place = printed.index(words, place)
    assert ORDER[code][3] in client.get(f"/{language}/consultations/night-market").text


def test_default_closing_is_the_last_day_of_the_minimum(app: Flask) -> None:
    body = make_organisation(profile="tw")
    with writing():
        made = service.create(
            CONSOLE, organisation=body, slug="sixty", title="六十日", language="zh-hant",
            timezone="Asia/Taipei", now=NOW,
        )  # fmt: skip
        service.default_dates(made, NOW)
        # 22 November is not counted; the 60th day, 21 January 2027, is a Thursday
        assert made.closes_at == datetime(2027, 1, 21, 15, 59, tzinfo=UTC)
        assert not queries.period_of(made).is_short(NOW, made.closes_at, "Asia/Taipei")
        assert queries.period_of(made).is_short(NOW, datetime(2027, 1, 20, 15, 59, tzinfo=UTC), "Asia/Taipei")


def count(*, working: bool = False, excluded: bool = True, moves: bool = False) -> calendars.Count:
    return calendars.Count(working, excluded, moves)


WEEKEND = calendars.Calendar(
    frozenset({5, 6}), frozenset({date(2026, 10, 9)}), frozenset({date(2026, 10, 10)})
)


@pytest.mark.parametrize(
    ("how", "days", "last"),
    [
        (count(), 3, date(2026, 10, 8)),
        (count(excluded=False), 3, date(2026, 10, 7)),
        (count(moves=True), 4, date(2026, 10, 10)),  # Friday is a holiday, Saturday is worked
        (count(working=True), 4, date(2026, 10, 10)),
        (count(working=True), 5, date(2026, 10, 12)),
    ],
)
def test_days_are_counted_as_the_place_counts_them(how: calendars.Count, days: int, last: date) -> None:
    begins = date(2026, 10, 5)
    assert calendars.last_day(begins, days, how, WEEKEND) == last
    assert calendars.counted_days(begins, last, how, WEEKEND) >= days


def test_the_answer_is_due_on_a_working_day_where_the_place_says_so() -> None:
    taiwan, uk = profiles.profile("tw"), profiles.profile("uk")
    closes_at = datetime(2026, 7, 30, 9, tzinfo=UTC)
    assert rules.outcome_due(closes_at, "Asia/Taipei", 60, taiwan.count, taiwan.calendar) == date(2026, 9, 29)
    assert rules.outcome_due(closes_at, "Asia/Taipei", 60, uk.count, uk.calendar) == date(2026, 9, 28)
    working = calendars.Count(is_working=True, excludes_first=False, last_day_moves=False)
    assert rules.outcome_due(closes_at, "UTC", 3, working, taiwan.calendar) == date(2026, 8, 4)
    assert rules.outcome_due(closes_at, "UTC", 0, working, taiwan.calendar) == date(2026, 7, 30)


@given(st.sampled_from(["cn", "eu", "plain", "tw", "uk"]), st.dates(date(2026, 1, 1), date(2027, 9, 30)))
def test_no_place_that_lets_last_days_move_has_an_answer_due_on_a_day_of_rest(
    code: str, closing: date
) -> None:
    place, closes_at = profiles.profile(code), datetime.combine(closing, datetime.min.time(), UTC)
    due = rules.outcome_due(closes_at, "UTC", place.outcome_due_days, place.count, place.calendar)
    counted = closing + place.outcome_due_days * (date(2026, 1, 2) - date(2026, 1, 1))
    between = list(calendars.days_between(counted, due))
    assert due >= counted and all(place.calendar.is_rest(day) for day in between[:-1])
    assert not place.calendar.is_rest(due) if place.count.last_day_moves else due == counted


def test_hours_stand_still_on_days_of_rest() -> None:
    friday_noon = datetime(2026, 10, 16, 12, tzinfo=UTC)
    assert calendars.after_working_hours(friday_noon, 48, WEEKEND) == datetime(2026, 10, 20, 12, tzinfo=UTC)


def test_year_is_written_as_the_place_writes_it() -> None:
    day = date(2026, 11, 22)
    assert day_text(day, "roc", "zh-hant") == "中華民國115年11月22日"
    assert day_text(day, "chinese", "zh-hans") == "2026年11月22日"
    assert day_text(day, "roc", "en") == "22 November 2026"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("minor_age = 16", 'minor_age = "old"'), "“minor_age”: input should be a valid integer"),
        (("minor_age = 16", ""), "“minor_age”: this field is missing"),
        (("minor_age = 16", "minor_age = 16\nmotto = 1"), "“motto”: there is no such field"),
        (("{legal_basis}", "{legal_bases}"), "“{legal_bases}” is neither a field of the notice"),
        (('code = "spam"', 'code = "abuse"'), "the code “abuse” is given twice"),
        (("[counting]", "[counting"), "can’t be read"),
    ],
)
def test_mistake_in_a_file_is_told_with_file_field_and_what_is_expected(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    good = (profiles.FOLDER / "plain.toml").read_text(encoding="utf-8")
    (tmp_path / "hk.toml").write_text(good.replace(*change), encoding="utf-8")
    with pytest.raises(profiles.WrongProfile) as wrong:
        profiles.read(tmp_path / "hk.toml")
    assert said in str(wrong.value) and "hk.toml" in str(wrong.value)


def test_own_profile_with_a_mistake_never_breaks_a_running_site(tmp_path: Path) -> None:
    good = (profiles.FOLDER / "plain.toml").read_text(encoding="utf-8")
    path = tmp_path / "profiles" / "hk.toml"
    path.parent.mkdir()
    path.write_text(good, encoding="utf-8")
    try:
        profiles.load(tmp_path)
        assert "hk" in profiles.codes() and not list(profiles.faults())
        path.write_text(good.replace("minor_age = 16", "minor_age = 99"), encoding="utf-8")
        profiles.load(tmp_path)
        assert profiles.profile("hk").data.minor_age == 16
        assert "hk.toml" in str(next(profiles.faults()))
        with pytest.raises(profiles.WrongProfile, match="minor_age"):
            profiles.check("hk")
    finally:
        profiles.load(tmp_path / "none")


def test_unknown_profile_is_refused_by_commands(app: Flask) -> None:
    runner = app.test_cli_runner()
    made = runner.invoke(args=["organisations", "create", "b", "--name", "B", "--profile", "nowhere"])
    assert (
        made.exit_code and "There is no profile “nowhere”. There are: cn, eu, plain, tw, uk." in made.output
    )
