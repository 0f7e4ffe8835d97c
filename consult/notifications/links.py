"""Whole addresses for mails, in the language that is being spoken. Never a private key."""

from consult.contributions import references
from consult.foundation import i18n, web
from consult.notifications import rules
from consult.notifications.letters.letter import Foot
from consult.notifications.queries import Addressee


def page(path: str) -> str:
    """A page of the site: ``page("comments/HFG-7K4-MRT-92")``."""
    return f"{web.settings().base_url}/{i18n.language()}/{path}"


def own_page(one: Addressee, act: str = "") -> str:
    """Their page of their comment, or of one act on it: by account, else by the link of the confirmed address."""
    further = f"/{act}" if act else ""
    if one.account_id is not None:
        return page(f"me/comments/{one.reference}{further}")
    token = references.confirm_token(web.settings().secret, one.key_hash)
    if rules.token_hash(token) != one.confirm_token_hash:
        return page(f"comments/{one.reference}")
    return page(f"receipt/{token}{further}?comment={one.reference}")


def has_own_page(one: Addressee) -> bool:
    """Whether any link opens it as its sender's."""
    return "/comments/" not in own_page(one) or one.account_id is not None


def stop_sender(one: Addressee) -> str:
    """Where somebody who took part ends the mail about a consultation."""
    return page(f"unsubscribe/{rules.stop_token(web.settings().secret, one.submission)}")


def stop_address(consultation: str, email_fold: str) -> str:
    """The same for a subscriber. ``consultation`` is its public id."""
    return page(f"unsubscribe/{rules.subscription_token(web.settings().secret, consultation, email_fold)}")


def foot(stop: str) -> Foot:
    """The end of a mail."""
    return Foot(stop, web.site_name())
