"""Sending the code that confirms a telephone number: used by the listener and by “send another”."""

from datetime import datetime

from consult.contributions import letters, queries, service
from consult.contributions.models import Submission
from consult.foundation import i18n, limits, mail, refusals, web
from consult.foundation.limits import TooMany


def send(submission: Submission, *, now: datetime) -> bool:
    """Make a code and queue its text message, in the language of the submission.

    False where this number got as many within the hour as one may: somebody may be filling a stranger’s telephone.
    """
    settings = web.settings()
    sender = queries.sender_of(submission.id)
    number = limits.address_hash(f"code|{sender.phone}", now)
    try:
        limits.check(f"code|{number}", per_hour=settings.codes_per_number_per_hour, now=now)
    except TooMany as refused:
        refusals.mark_silently(refused.cause)
        return False
    reference = queries.comments_of(submission.id)[0].reference
    code, number_of_codes = service.make_code(submission, secret=settings.secret, now=now)
    with i18n.speaking(submission.language):
        link = f"{settings.base_url}/{i18n.language()}/confirm-phone/{reference}"
        letter = letters.phone_code(code=code, reference=reference, link=link, site=web.site_name())
    mail.queue(
        key=f"contributions.code|{submission.public_id}|{number_of_codes}", address=sender.phone,
        subject=letter.subject, body=letter.body, short=letter.body, now=now,
    )  # fmt: skip
    return True
