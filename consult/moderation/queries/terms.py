"""The times a place gives itself for reports, reviews and referrals."""

from consult.consultations.profiles import profile
from consult.moderation.deadlines import Terms


def terms(profile_code: str) -> Terms:
    """What the country profile says, on its own calendar."""
    place = profile(profile_code)
    return Terms(
        report_hours=place.clocks.report_hours, referral_days=place.clocks.refer_days,
        review_decision_days=place.clocks.review_decision_days, calendar=place.calendar,
    )  # fmt: skip
