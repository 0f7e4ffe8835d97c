"""What an address, a name and a password may be: pure."""

import re
import unicodedata

from consult.foundation.errors import N_, Refused

ADDRESS = re.compile(r"[^\s@,;<>\"()\[\]\\\x00-\x20]{1,64}@[^\s@,;<>\"()\[\]\\_\x00-\x20]{1,250}\.[^\s@.,;<>\d]{2,63}")
ADDRESS_LIMIT = 254
NAME_LIMIT = 100
PASSWORD_LEAST = 12
PASSWORD_MOST = 128


def fold_address(address: str) -> str:
    """The address as it is compared: NFC and lower case by ASCII only, so that no two mailboxes become one."""
    address = unicodedata.normalize("NFC", address.strip())
    return "".join(c.lower() if c.isascii() else c for c in address)


def check_address(address: str) -> str:
    """The address, trimmed. Raises Refused where mail can't go there."""
    address = unicodedata.normalize("NFC", address.strip())
    if len(address) > ADDRESS_LIMIT or not ADDRESS.fullmatch(address):
        raise Refused(N_("This doesn't look like an e-mail address. It should look like name@example.org."), field="email")
    return address


def check_name(name: str) -> str:
    """A person's name on one line. Raises Refused over the limit or with controls in it."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if len(name) > NAME_LIMIT:
        raise Refused(N_("The name may have %(limit)s characters."), field="name", limit=NAME_LIMIT)
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in name):
        raise Refused(N_("Please remove the invisible control characters from the name."), field="name")
    return name


def check_password(password: str) -> str:
    """The password. Raises Refused under or over the limits; there are no rules on which characters."""
    if len(password) < PASSWORD_LEAST:
        raise Refused(N_("A password needs at least %(least)s characters."), field="password", least=PASSWORD_LEAST)
    if len(password) > PASSWORD_MOST:
        raise Refused(N_("A password may have %(most)s characters."), field="password", most=PASSWORD_MOST)
    return password
