"""Those who must be asked answer by their personal link; a further round shows what was said in the one before."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import FINISHED, Site, Visit
from tests.journeys.looking import Looks
from tests.journeys.made import fresh_slug, open_consultation
from tests.journeys.mailbox import Mailbox
from tests.journeys.people.author import Author
from tests.journeys.people.citizen import Citizen
from tests.journeys.people.staff import Clerk, Moderator
from tests.journeys.people.visitor import Visitor

AUTHOR, MODERATOR = "author.parks@linhe.example", "moderator@linhe.example"
pytestmark = pytest.mark.timeout(300)
LAW = "公園綠地自治條例第七條"
LISTED = "霖河市身心障礙者協會; {body}; 霖河市\n王小明; {person}; 東村; 東村路3號\n李阿嬤; ; 東村; 東村路5號"


@pytest.fixture
def has_scripts() -> bool:
    """Without scripts only: nothing here depends on them."""
    return False


def test_whoever_must_be_asked_answers_in_chinese_without_scripts(
    visit: Visit, site: Site, mailbox: Mailbox, looks: Looks, tmp_path: Path
) -> None:
    slug = open_consultation(site, tmp_path)
    mark = slug.rpartition("-")[2]
    body, person = f"office-{mark}@blind.example", f"ming-{mark}@village.example"
    desk = Author(visit("zh-Hant", 1280)).comes_in(AUTHOR)
    desk.goes_to(f"/zh-hant/desk/consultations/{slug}").follows("應徵詢對象")
    looks(desk)
    lines = LISTED.format(body=body, person=person).splitlines()
    for kind, law, listed in (("body", LAW, lines[:1]), ("person", "住在公園旁的住戶", lines[1:])):
        desk.chooses("kind", kind).writes(law=law, listed="\n".join(listed), language="zh-hant")
        desk.presses("加入名單並寄發徵詢函").is_told("說明為何此時才列入").still_has(listed="\n".join(listed))
        desk.writes(reason="公告後才查明。").presses("加入名單並寄發徵詢函")
    looks(desk.sees("霖河市身心障礙者協會"))

    office = Citizen(visit("zh-Hant")).goes_to(mailbox.wait_for(body, "徵詢函").link("/asked/"))
    looks(office.sees("徵詢您的意見", "霖河市身心障礙者協會", LAW))
    office.opens("我需要更多時間").presses("申請個別展延期限").is_told("日")
    day = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    office.opens("我需要更多時間").writes(until_on=day, reason="理事會下週才開會。").presses(
        "申請個別展延期限"
    )
    office.sees("您已申請展延期限").presses("就全文表示意見").sees("您代表霖河市身心障礙者協會表示意見")
    looks(office)
    office.writes(body="入口請設無障礙坡道。").presses("送出").sees("入口請設無障礙坡道。")
    reference = office.text_of(".contributions-reference__text")

    villager = Visitor(visit("zh-Hant")).goes_to(mailbox.wait_for(person, "徵詢函").link("/asked/"))
    villager.sees("王小明").presses("我沒有意見").sees("無意見")
    looks(villager)
    villager.opens("主辦機關保存了您的哪些資料").presses("刪除我的姓名與地址").sees("您的姓名與地址已刪除")
    villager.goes_to(f"/zh-hant/consultations/{slug}/asked").sees(
        "霖河市身心障礙者協會", "已表示意見", "無意見"
    )
    villager.sees_nothing_of("王小明", "李阿嬤", "東村")
    looks(villager)

    desk.goes_to(f"/zh-hant/desk/consultations/{slug}/asked?kind=person").sees("李阿嬤").follows("李阿嬤")
    looks(desk)
    desk.writes(posted_on=datetime.now(UTC).date().isoformat(), post_number="RR 123").presses("登錄寄出情形")
    looks(desk.sees("RR 123"))
    desk.goes_to(f"/zh-hant/desk/consultations/{slug}/asked/print").sees("均已寄出")
    clerk = Clerk(visit("zh-Hant")).comes_in("clerk@linhe.example")
    clerk.goes_to(f"/zh-hant/desk/consultations/{slug}/asked?kind=person").follows("李阿嬤")
    looks(clerk)
    looks(clerk.presses("登錄「無意見」").sees("李阿嬤"))
    clerk.chooses("channel", "post").writes(received_on=datetime.now(UTC).date().isoformat(), how="掛號信")
    clerk.presses("登錄").sees("無意見", "掛號信")
    clerk.presses("登錄其意見").sees("登錄後計為李阿嬤的意見")
    looks(clerk)
    Moderator(visit(width=1280)).comes_in(MODERATOR).publishes(reference)
    Visitor(visit("zh-Hant")).goes_to(f"/zh-hant/consultations/{slug}/asked").sees(reference)
    looks(Visitor(visit("zh-Hant")).goes_to(f"/zh-hant/comments/{reference}"))


def test_a_further_round_goes_on_from_the_first(visit: Visit, site: Site, looks: Looks) -> None:
    slug = fresh_slug("night-bus-again")
    desk = Author(visit("zh-Hant", 1280)).comes_in("author@linhe.example")
    desk.goes_to(f"/zh-hant/desk/consultations/{FINISHED}").follows("發起再次徵詢")
    looks(desk)
    desk.writes(slug=slug, title="夜間公車與寧靜街道（再次徵詢）").presses("發起再次徵詢").is_on(slug)
    desk.sees("本次意見徵詢是下列意見徵詢的再次徵詢")
    looks(desk)
    Visitor(visit()).goes_to(f"/zh-hant/consultations/{slug}", status=404)
    ends = (datetime.now(UTC) + timedelta(days=45)).date().isoformat()
    desk.goes_to(f"/zh-hant/desk/consultations/{slug}/dates").writes(closes_on=ends).presses("儲存")
    desk.goes_to(f"/zh-hant/desk/consultations/{slug}/publish").presses("立即公布")
    reader = Visitor(visit("zh-Hant")).goes_to(f"/zh-hant/consultations/{FINISHED}").sees("已再次徵詢")
    looks(reader)
    reader.follows("夜間公車與寧靜街道（再次徵詢）").follows("前次徵詢的意見")
    looks(reader.sees("前次的參採情形"))
    reader.goes_to(f"/zh-hant/consultations/{slug}/draft/1/art-3").sees(
        "前次徵詢中針對本條的意見", "不計入本次"
    )
    looks(reader)
    expect(reader.page.locator(".outcomes-earlier").first).to_be_visible()
