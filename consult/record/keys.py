"""The key that signs the record: a file of the instance folder that only the site's user reads.

``record.key`` holds 32 secret bytes in hexadecimal. While keys change, ``record.key.next`` holds the coming one.
"""

from pathlib import Path

from consult.foundation.secret_files import SECRET_BYTES, make_secret
from consult.foundation.whole_files import sync_folder
from consult.record import rules
from consult.record.notes import SigningKey

KEY_FILE = "record.key"
NEXT_FILE = "record.key.next"


def log_name(base: str, log: str) -> str:
    """The origin of a log, which is also the name of its key: the schema-less address it is served at."""
    return f"{base}/record" if log == rules.SITE else f"{base}/record/{log}"


def signing_key(seed: bytes, base: str, log: str) -> SigningKey:
    """The key of one log: the same secret for all, under the log's own name."""
    return SigningKey(log_name(base, log), seed)


def public_of(seed: bytes) -> str:
    """The public half in hexadecimal."""
    return SigningKey("key", seed).public.hex()


def make(folder: Path, name: str = KEY_FILE) -> bytes:
    """A fresh secret in a file that must not exist yet. Raises FileExistsError, SealingRefused."""
    try:
        return make_secret(folder / name)
    except FileExistsError:
        raise
    except OSError as error:
        raise rules.SealingRefused(
            rules.KEY_NOT_MADE, place=str(folder / name), fault=_in_short(error)
        ) from error


def read(folder: Path, name: str = KEY_FILE) -> bytes | None:
    """The secret, or None where there is no such file. Raises SealingRefused where it can't be used."""
    place = folder / name
    try:
        seed = bytes.fromhex(place.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise rules.SealingRefused(rules.KEY_UNREADABLE, place=str(place), fault=_in_short(error)) from error
    if len(seed) != SECRET_BYTES:
        raise rules.SealingRefused(rules.KEY_UNREADABLE, place=str(place), fault="32 bytes were expected")
    return seed


def read_or_make(folder: Path) -> bytes:
    """The secret; made where there is none. Only for a record that never signed anything."""
    seed = read(folder)
    if seed is None:
        try:
            return make(folder)
        except FileExistsError:  # another process was faster
            return read_or_make(folder)
    return seed


def promote(folder: Path) -> None:
    """The coming key takes the place of the old one, which is gone with that."""
    (folder / NEXT_FILE).replace(folder / KEY_FILE)
    sync_folder(folder)


def _in_short(error: Exception) -> str:
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else "not hexadecimal"
