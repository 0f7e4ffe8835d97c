"""What accounts ask of this room: who needs a second step to work, and roles given back when an account closes."""

from consult.accounts import service as accounts
from consult.accounts import sign_in
from consult.accounts.models import Account
from consult.organisations import queries, service


def is_staff(account: Account) -> bool:
    """Whether the account holds any role."""
    return queries.actor_for(account).is_staff


accounts.ACTING.append(queries.actor_for)
sign_in.SECOND_FACTOR_NEEDED.append(is_staff)
accounts.CLOSING.append(service.give_up_roles)
