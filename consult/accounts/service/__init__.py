"""The verbs on accounts, their sessions, and what a person signs in with."""

from consult.accounts.service.closing import CLOSING, TAKING_BACK, Closing, close_account
from consult.accounts.service.factors import (
    add_passkey,
    make_recovery_codes,
    note_passkey_use,
    remove_passkey,
    remove_second_factor,
    set_second_factor,
    use_app_code,
    use_recovery_code,
)
from consult.accounts.service.identities import TAKEN as TAKEN_IDENTITY
from consult.accounts.service.identities import link_identity, remove_identities, sign_up_identified
from consult.accounts.service.keys import OLD_LINK, ask_for_key, forget_old, redeem_code, redeem_link
from consult.accounts.service.people import (
    ACTING,
    CONFIRMING,
    acting,
    change_address,
    confirm_account,
    create_account,
    set_details,
    set_password,
    sign_up,
)
from consult.accounts.service.sessions import (
    end_session,
    end_sessions,
    note_seen,
    note_verified,
    start_session,
)

__all__ = [
    "ACTING",
    "CLOSING",
    "CONFIRMING",
    "OLD_LINK",
    "TAKEN_IDENTITY",
    "TAKING_BACK",
    "Closing",
    "acting",
    "add_passkey",
    "ask_for_key",
    "change_address",
    "close_account",
    "confirm_account",
    "create_account",
    "end_session",
    "end_sessions",
    "forget_old",
    "link_identity",
    "make_recovery_codes",
    "note_passkey_use",
    "note_seen",
    "note_verified",
    "redeem_code",
    "redeem_link",
    "remove_identities",
    "remove_passkey",
    "remove_second_factor",
    "set_details",
    "set_password",
    "set_second_factor",
    "sign_up",
    "sign_up_identified",
    "start_session",
    "use_app_code",
    "use_recovery_code",
]
