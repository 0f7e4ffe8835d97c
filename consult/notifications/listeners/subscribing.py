"""An address is asked once whether it is theirs."""

from consult.consultations import queries as consultations
from consult.foundation import clock, events, i18n, mail, web
from consult.foundation.errors import NotFound
from consult.notifications import links, queries, rules
from consult.notifications.events import SubscriptionAsked
from consult.notifications.letters import subscribing


@events.on(SubscriptionAsked)
def ask_to_confirm(event: SubscriptionAsked) -> None:
    """The question, or that they get the news already: the page says the same to both."""
    try:
        one = queries.get_subscription(event.subscription_id)
    except NotFound:
        return
    consultation = consultations.get_by_id(one.consultation_id)
    with i18n.speaking(one.language):
        title, _language = consultations.titles_in([consultation.id], i18n.language())[consultation.id]
        token = rules.subscription_token(web.settings().secret, consultation.public_id, one.email_fold)
        stop = links.stop_address(consultation.public_id, one.email_fold)
        if one.confirmed_at is not None and one.ended_at is None:
            link = links.page(f"consultations/{consultation.slug}")
            written = subscribing.already(title=title, link=link, foot=links.foot(stop))
        else:
            link = links.page(f"subscription/{token}")
            written = subscribing.confirm(title=title, link=link, foot=links.foot(stop))
    mail.queue(
        key=f"notifications.asked|{one.token_hash[:24]}|{one.asked_at:%Y%m%d%H%M%S%f}", address=one.email,
        subject=written.subject, body=written.body, now=clock.now(), unsubscribe=stop,
    )  # fmt: skip
