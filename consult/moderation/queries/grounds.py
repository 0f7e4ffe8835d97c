"""The listed grounds: those of the country profile, then those the site added."""

from consult.consultations.profiles import Ground, profile
from consult.organisations import look
from consult.organisations import queries as organisations


def grounds(profile_code: str) -> tuple[Ground, ...]:
    """The grounds a ruling may name, in their order."""
    own = organisations.site_grounds()
    return (*profile(profile_code).grounds, *(Ground(one.code, one.names) for one in own))


def ground_codes(profile_code: str) -> list[str]:
    """The codes of the grounds a ruling may name."""
    return [ground.code for ground in grounds(profile_code)]


def ground_names(profile_code: str, language: str) -> dict[str, str]:
    """Names by code, also of grounds that earlier rulings used and the site no longer offers. No statement."""
    names = {ground.code: ground.name_in(language) for ground in profile(profile_code).grounds}
    return {**names, **look.ground_names(language)}
