"""Files that hold one secret of the instance: 32 random bytes in hexadecimal, for the site's user alone."""

import os
import secrets
import tempfile
from pathlib import Path

SECRET_BYTES = 32


def make_secret(path: Path) -> bytes:
    """A fresh secret in a file that must not exist yet: whole, or not there. Raises FileExistsError, OSError.

    Written beside its place and linked there: half a key, left by a full disk or a cut in power, is taken for one.
    """
    secret = secrets.token_bytes(SECRET_BYTES)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # the owner's alone
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secret.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    finally:
        Path(name).unlink()
    sync_folder(path.parent)
    return secret


def sync_folder(folder: Path) -> None:
    """Make a file's new name survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
