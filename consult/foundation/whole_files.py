"""Writing small files so that they are there whole or not at all, whatever happens meanwhile."""

import os
import tempfile
from pathlib import Path


def put_file(path: Path, content: bytes) -> None:
    """Store it there, in place of what stood there before. For the site's user alone. Raises OSError."""
    draft = draft_of(path, content)
    try:
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def draft_of(path: Path, content: bytes) -> Path:
    """A file beside its place, written through to the disk. Raises OSError, and then nothing is left."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # the owner's alone
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        draft.unlink()
        raise
    return draft


def sync_folder(folder: Path) -> None:
    """Make a file's new name survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
