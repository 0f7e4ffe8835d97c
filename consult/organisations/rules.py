"""What a body and a role may be: pure."""

import re

from consult.foundation.roles import ROLES
from consult.foundation.errors import N_, Refused

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")


def check_slug(slug: str) -> str:
    """The slug as it is used in addresses. Raises Refused where it can't be one."""
    if not SLUG.fullmatch(slug) or "--" in slug:
        raise Refused(
            N_(
                "“%(slug)s” can't be part of an address: use small letters a–z, digits and single hyphens, up to 80."
            ),
            field="slug",
            slug=slug,
        )
    return slug


def check_role(role: str) -> str:
    """The role. Raises Refused naming the roles there are."""
    if role not in ROLES:
        raise Refused(
            N_("There is no role “%(role)s”. The roles are: %(roles)s."),
            field="role",
            role=role,
            roles=", ".join(ROLES),
        )
    return role


def needs_second_person(administrators: int) -> bool:
    """Whether granting a role waits for a second administrator: as soon as there are two."""
    return administrators >= 2
