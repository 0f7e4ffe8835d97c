"""What lower rooms ask of this one, in the same transaction: an account closes."""

from consult.accounts import service as accounts
from consult.contributions import service

if service.take_back_all not in accounts.TAKING_BACK:
    accounts.TAKING_BACK.append(service.take_back_all)
if service.forget_sender not in accounts.CLOSING:
    accounts.CLOSING.append(service.forget_sender)
