"""What lower rooms ask of this one: whether there is such a country profile."""

from consult.consultations import profiles
from consult.organisations import service as organisations

organisations.PROFILE_CHECKS.append(profiles.check)
