"""Files that hold one secret of the instance: 32 random bytes in hexadecimal, for the site's user alone."""

import os
import secrets
from pathlib import Path

from consult.foundation.whole_files import draft_of, sync_folder

SECRET_BYTES = 32


def make_secret(path: Path) -> bytes:
    """A fresh secret in a file that must not exist yet: whole, or not there. Raises FileExistsError, OSError.

    Written beside its place and linked there: half a key, left by a full disk or a cut in power, is taken for one.
    """
    secret = secrets.token_bytes(SECRET_BYTES)
    draft = draft_of(path, f"{secret.hex()}\n".encode("ascii"))
    try:
        os.link(draft, path)
    finally:
        draft.unlink()
    sync_folder(path.parent)
    return secret
