"""Packages of more than 4 GB: whether they are read, or refused in a sentence, within bounded memory.

    .venv/bin/python -m benchmarks.large_packages [--gigabytes 5]

A right package with a file of so many gigabytes that doesn't pack, and packages made to fill a reader's memory: a
table that is one line, a CSV that is one field, a manifest without end. Each goes through ``python3 -I -S verify.py``
and ``opendata import``. Exit 1 where an answer isn't the one expected, or takes over 512 MiB.
"""

import argparse
import hashlib
import os
import secrets
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

MOST_MEMORY = 512
BLOCK = 1 << 20
WAITED = """
import resource, subprocess, sys
ran = subprocess.run(sys.argv[1:], capture_output=True, text=True)
print(ran.stdout + ran.stderr)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A small program that waits for a command and tells how much memory it took."""
Files = dict[str, bytes]
Large = Callable[[], Iterator[bytes]]


def main() -> int:
    """Make them one by one, give each to both readers, and take it away again."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gigabytes", type=float, default=5.0)
    parser.add_argument("--first", type=int, default=5, help="only so many of the packages")
    given = parser.parse_args()
    blocks = int(given.gigabytes * 1_000_000_000 / BLOCK)
    with tempfile.TemporaryDirectory(prefix="consult-large-") as folder:
        os.environ["CONSULT_INSTANCE"] = str(Path(folder) / "instance")
        Path(os.environ["CONSULT_INSTANCE"]).mkdir()
        files = _small()
        (Path(folder) / "verify.py").write_bytes(files["data/verify.py"])
        noise = secrets.token_bytes(BLOCK)
        cases: list[tuple[str, str, Large, str, str]] = [
            ("a file that doesn't pack", "data/attachments/film.bin", lambda: _times(noise, blocks),
             "Everything is right.", "kept as it came"),
            ("a file of zeros", "data/attachments/zeros.bin", lambda: _times(bytes(BLOCK), blocks),
             "Everything is right.", "larger than this site takes"),
            ("a table of one line", "data/comments.jsonl", lambda: _times(b"[" * BLOCK, blocks),
             "data/comments.jsonl has a line of more than", "larger than this site takes"),
            ("a CSV of one field", "data/rulings.csv", lambda: _times(b'"' + b"a" * (BLOCK - 1), blocks),
             "data/rulings.csv", "larger than this site takes"),
            ("a manifest without end", "manifest-sha512.txt", lambda: _times(b"0" * BLOCK, blocks),
             "manifest-sha512.txt", "larger than this site takes"),
        ]  # fmt: skip
        answers = [_try(Path(folder), files, *case) for case in cases[: given.first]]
        return int(not all(answers))


def _small() -> Files:
    """A right package of a site of its own."""
    from flask_migrate import upgrade

    from consult.app import create_app
    from tests.factories.packages import export, make_process, read_files

    app = create_app()
    with app.app_context():
        upgrade()
        with tempfile.TemporaryDirectory() as folder:
            return read_files(export(make_process(), Path(folder), "public"))


def _times(block: bytes, times: int) -> Iterator[bytes]:
    for _ in range(times):
        yield block


def _try(
    folder: Path, files: Files, what: str, name: str, large: Large, verified: str, imported: str
) -> bool:
    package = folder / "package.zip"
    size = _write(package, files, name, large)
    print(f"{what}: {package.stat().st_size:,} bytes, {size:,} unpacked in {name}", flush=True)
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), str(package)]
    is_right = _run("verify.py", command, verified)
    other = {
        **os.environ,
        "CONSULT_INSTANCE": str(folder / "other"),
        "CONSULT_PACKAGE_BYTES": str(12_000_000_000),
    }
    (folder / "other").mkdir(exist_ok=True)
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    subprocess.run([*flask, "db", "upgrade"], check=True, env=other, capture_output=True)
    is_right &= _run("import", [*flask, "opendata", "import", str(package)], imported, other)
    package.unlink()
    return is_right


def _run(name: str, command: list[str], expected: str, env: dict[str, str] | None = None) -> bool:
    began = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-c", WAITED, *command], check=True, capture_output=True, text=True, env=env
    )
    *said, memory = ran.stdout.strip().splitlines()
    mebibytes = int(memory) / 1024
    answer = next((one for one in said if expected in one), said[-1] if said else "")
    is_right = expected in answer and mebibytes <= MOST_MEMORY
    print(
        f"  {name:<10} {'' if is_right else 'WRONG: '}{answer[:150]}"
        f" ({time.perf_counter() - began:.0f} s, {mebibytes:,.0f} MiB)",
        flush=True,
    )
    return is_right


def _write(path: Path, files: Files, name: str, large: Large) -> int:
    """The package with this file as large as given, and manifests that are right. Returns the file's bytes."""
    sums = {kind: hashlib.new(kind) for kind in ("sha256", "sha512")}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        stored = zipfile.ZIP_STORED if "film" in name else zipfile.ZIP_DEFLATED
        info = zipfile.ZipInfo(name)
        info.compress_type = stored
        size = 0
        with archive.open(info, "w", force_zip64=True) as stream:
            for block in large():
                size += len(block)
                stream.write(block)
                for one in sums.values():
                    one.update(block)
        whole = {**files, name: b""}
        for own, content in _manifests(
            whole, name, size, {kind: one.hexdigest() for kind, one in sums.items()}
        ).items():
            if own != name:
                archive.writestr(own, content)
    return size


def _manifests(files: Files, name: str, size: int, own: dict[str, str]) -> Files:
    """The files with manifests that count the large one as it is."""

    def sums(kind: str, of: Files) -> bytes:
        lines = [
            f"{own[kind] if one == name else hashlib.new(kind, content).hexdigest()}  {one}\n"
            for one, content in sorted(of.items())
        ]
        return "".join(lines).encode()

    payload = {one: content for one, content in files.items() if one.startswith("data/")}
    whole = sum(map(len, payload.values())) + (size if name in payload else 0)
    kept = [line for line in files["bag-info.txt"].splitlines() if not line.startswith(b"Payload")]
    info = b"\n".join([*kept, f"Payload-Oxum: {whole}.{len(payload)}".encode(), b""])
    tags = {"bagit.txt": files["bagit.txt"], "bag-info.txt": info}
    tags |= {f"manifest-{kind}.txt": sums(kind, payload) for kind in ("sha256", "sha512")}
    return {
        **payload,
        **tags,
        **{f"tagmanifest-{kind}.txt": sums(kind, tags) for kind in ("sha256", "sha512")},
    }


if __name__ == "__main__":
    sys.exit(main())
