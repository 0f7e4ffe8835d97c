"""The listed grounds: the site's own list where an administrator set one, else the country profile's."""

from consult.consultations.profiles import Ground, profile
from consult.organisations import queries as organisations

SETTING = "grounds"
"""Site setting ``{"grounds": [{"code": …, "name": {"en": …, "zh-hant": …}}, …]}``, as in a profile's file."""


def grounds(profile_code: str) -> tuple[Ground, ...]:
    """The grounds a ruling may name, in their order."""
    own = _own()
    return own or profile(profile_code).grounds


def ground_codes(profile_code: str) -> list[str]:
    """The codes of the grounds a ruling may name."""
    return [ground.code for ground in grounds(profile_code)]


def ground_names(profile_code: str, language: str) -> dict[str, str]:
    """Names by code, also of grounds that earlier rulings used and the site's list no longer has."""
    known = (*profile(profile_code).grounds, *_own())
    return {ground.code: ground.name_in(language) for ground in known}


def _own() -> tuple[Ground, ...]:
    listed = organisations.setting(SETTING).get("grounds", [])
    if not isinstance(listed, list):
        return ()
    return tuple(Ground(one["code"], {"en": one["code"], **one["name"]}) for one in listed)
