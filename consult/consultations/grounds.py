"""Grounds that no country profile has to list: pure.

For what a comment is passed on, why a text is hidden while a report is looked at, and two that every site needs.
"""

from collections.abc import Iterable

from consult.consultations.profiles import Ground

REFERRALS = (
    Ground(
        "complaint",
        {
            "en": "A complaint about an office or its staff",
            "zh-hans": "对机关或工作人员的投诉",
            "zh-hant": "對機關或其人員的陳情",
        },
    ),
    Ground("petition", {"en": "A petition", "zh-hans": "信访事项", "zh-hant": "請願"}),
    Ground("own-case", {"en": "The sender’s own case", "zh-hans": "个人个案", "zh-hant": "個人個案"}),
    Ground("crime", {"en": "Report of a crime", "zh-hans": "违法犯罪线索", "zh-hant": "犯罪告發"}),
    Ground("danger", {"en": "Danger to somebody", "zh-hans": "有人身危险", "zh-hant": "有人身安全之虞"}),
)  # fmt: skip
"""What isn’t for this consultation and is passed on to the office that can deal with it."""
INTERIM = Ground(
    "under-report",
    {
        "en": "Reported; hidden until a moderator has decided",
        "zh-hans": "被举报，审核决定前暂不公开",
        "zh-hant": "遭檢舉，於審核決定前暫時隱藏",
    },
)
"""Not a finding: the text may come back."""
CHILD = Ground(
    "identifies-child",
    {"en": "Identifies a child", "zh-hans": "可识别未成年人身份", "zh-hant": "足以辨識兒少身分"},
)
DEFAMES = Ground(
    "defames",
    {
        "en": "Defames or harms a person",
        "zh-hans": "诽谤或损害他人",
        "zh-hant": "誹謗或損害他人",
    },
)
EVERYWHERE = (CHILD, DEFAMES)
"""Listed with every profile, so that nobody has to live with what was said about them."""
APART = frozenset({INTERIM.code, *(ground.code for ground in REFERRALS)})
"""Codes that say nothing about the rules of the place: never offered for hiding or redacting."""


def with_common(listed: Iterable[Ground]) -> tuple[Ground, ...]:
    """A profile's grounds, and those every site needs that it doesn't list itself."""
    listed = tuple(listed)
    known = {ground.code for ground in listed}
    return (*listed, *(ground for ground in EVERYWHERE if ground.code not in known))


def common_names(language: str) -> dict[str, str]:
    """Names by code of everything in this file."""
    return {ground.code: ground.name_in(language) for ground in (*REFERRALS, INTERIM, *EVERYWHERE)}
