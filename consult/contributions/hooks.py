"""What lower rooms ask of this one, in the same transaction: an account closes. And which HTML it stores."""

from consult.accounts import service as accounts
from consult.contributions import service
from consult.foundation import rerendering

if service.take_back_all not in accounts.TAKING_BACK:
    accounts.TAKING_BACK.append(service.take_back_all)
if service.forget_sender not in accounts.CLOSING:
    accounts.CLOSING.append(service.forget_sender)

rerendering.keep(
    rerendering.Stored(
        "comments",
        service.count_stale,
        service.render_again,
        lambda rows, now: service.store_again(rows, now=now),
    )
)
