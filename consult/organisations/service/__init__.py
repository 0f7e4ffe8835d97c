"""The verbs on bodies, roles and site settings."""

from consult.organisations.service.bodies import (
    CLOSING,
    PROFILE_CHECKS,
    PROFILE_NAMES,
    Closing,
    close_organisation,
    create_organisation,
    profile_names,
    rename_organisation,
    reopen_organisation,
)
from consult.organisations.service.chain import BODY_RULES, set_body_rules
from consult.organisations.service.grounds import GROUNDS, add_ground, restore_ground, retire_ground
from consult.organisations.service.inviting import (
    TOO_OLD,
    Invited,
    accept_invitation,
    invite,
    lapse_invitations,
)
from consult.organisations.service.rights import CONSULTATIONS, GIVE, NOT_HELD, TAKE, consultation_of_body
from consult.organisations.service.roles import (
    Scope,
    confirm_grant,
    end_audits,
    give_up_roles,
    grant,
    lapse,
    revoke,
)
from consult.organisations.service.site import (
    set_colour,
    set_mail,
    set_site,
    set_terms,
    set_texts,
)

__all__ = [
    "BODY_RULES",
    "CLOSING",
    "CONSULTATIONS",
    "GIVE",
    "GROUNDS",
    "NOT_HELD",
    "PROFILE_CHECKS",
    "PROFILE_NAMES",
    "TAKE",
    "TOO_OLD",
    "Closing",
    "Invited",
    "Scope",
    "accept_invitation",
    "add_ground",
    "close_organisation",
    "confirm_grant",
    "consultation_of_body",
    "create_organisation",
    "end_audits",
    "give_up_roles",
    "grant",
    "invite",
    "lapse",
    "lapse_invitations",
    "profile_names",
    "rename_organisation",
    "reopen_organisation",
    "restore_ground",
    "retire_ground",
    "revoke",
    "set_body_rules",
    "set_colour",
    "set_mail",
    "set_site",
    "set_terms",
    "set_texts",
]
