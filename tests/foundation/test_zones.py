"""Instants carry the name of their clock as people say it, in the reader's language."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from consult.foundation import i18n
from consult.foundation.errors import Refused

SUMMER = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "lang", "shown"),
    [
        ("Asia/Taipei", "en", "1 July 2026, 16:00 (Taipei time, UTC+8)"),
        ("Asia/Taipei", "zh-hant", "2026年7月1日 16:00（臺北時間，UTC+8）"),
        ("Asia/Shanghai", "zh-hans", "2026年7月1日 16:00（北京时间，UTC+8）"),
        ("Europe/London", "zh-hans", "2026年7月1日 09:00（伦敦时间，UTC+1）"),
        ("America/St_Johns", "en", "1 July 2026, 05:30 (St John’s time, UTC−2:30)"),
        ("America/Argentina/Buenos_Aires", "en", "1 July 2026, 05:00 (Buenos Aires time, UTC−3)"),
        ("UTC", "zh-hant", "2026年7月1日 08:00（UTC）"),
    ],
)
def test_an_instant_names_its_clock(zone: str, lang: str, shown: str) -> None:
    assert i18n.instant_text(SUMMER, zone, lang) == shown


def test_a_zone_alone_has_its_offset_where_an_instant_says_which(app: Flask) -> None:
    with app.test_request_context("/zh-hant/"), i18n.speaking("zh-hant"):
        assert i18n.zone_text("Asia/Hong_Kong") == "香港時間"
        assert i18n.zone_text("Asia/Taipei", SUMMER) == "臺北時間（UTC+8）"
        named = Refused("The clock is %(zone)s.", zone=ZoneInfo("Asia/Macau"))
        assert "澳門時間" in i18n.refusal_text(named)
