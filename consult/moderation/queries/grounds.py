"""The listed grounds: those of the country profile, then those every site needs and those the site added."""

from consult.consultations.grounds import REFERRALS, common_names, with_common
from consult.consultations.profiles import Ground, profile
from consult.organisations import look
from consult.organisations import queries as organisations


def grounds(profile_code: str) -> tuple[Ground, ...]:
    """The grounds on which a ruling may hide or redact, in their order."""
    own = organisations.site_grounds()
    return (*with_common(profile(profile_code).grounds), *(Ground(one.code, one.names) for one in own))


def ground_codes(profile_code: str, act: str = "hide") -> list[str]:
    """The codes a ruling with this act may name."""
    listed = REFERRALS if act == "refer" else grounds(profile_code)
    return [ground.code for ground in listed]


def ground_names(profile_code: str, language: str) -> dict[str, str]:
    """Names by code, also of grounds that earlier rulings used and the site no longer offers. No statement."""
    names = {ground.code: ground.name_in(language) for ground in profile(profile_code).grounds}
    return {**common_names(language), **names, **look.ground_names(language)}
