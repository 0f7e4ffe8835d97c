"""The verifier that every package carries: the project's own files joined into one that reads from top to bottom."""

import ast
from functools import cache

from consult.foundation.settings import PROJECT

PARTS = (
    "record/verify/ed25519.py", "record/verify/tree.py", "record/verify/signed.py", "record/verify/log.py",
    "record/verify/receipts.py", "record/verify/held.py", "contributions/verify_imported.py",
    "audits/verify_samples.py", "opendata/verify_signatures.py", "opendata/verify_quiet.py",
    "opendata/verify_refused.py", "opendata/verify_told.py", "opendata/verify_schema.py",
    "opendata/verify_state.py", "opendata/verify_taken_out.py", "opendata/verify_roles.py",
    "opendata/verify_senders.py",
    "opendata/verify_trace.py", "opendata/verify_reading.py", "opendata/verify_publications.py",
    "opendata/verify_rated.py", "opendata/verify_dues.py", "opendata/verify_asked.py", "opendata/verify_rounds.py",
    "opendata/verify_times.py", "opendata/verify_received.py", "opendata/verify_reports.py",
    "opendata/verify_process.py", "opendata/verify_opened.py",
    "opendata/verify_comments.py", "opendata/verify_imports.py", "opendata/verify_tables.py",
    "opendata/verify_answers.py", "opendata/verify_beside.py", "opendata/verify_drafts.py",
    "opendata/verify_results.py", "opendata/verify_supervision.py", "opendata/verify_themes.py",
    "opendata/verify_every_table.py", "opendata/verify_bag.py", "opendata/verify_lines.py",
    "opendata/verify_csv.py", "opendata/verify_forms.py", "opendata/verify_contents.py",
    "opendata/verify_premis.py", "opendata/verify_polis.py", "opendata/verify_pages.py",
    "opendata/verify_words.py", "opendata/verify_labels.py", "opendata/verify_room.py",
    "opendata/verify_entries.py", "opendata/verify_files.py", "opendata/verify_heads.py",
    "opendata/verify_kept.py", "opendata/verify_taken_in.py", "opendata/verify_package.py",
)  # fmt: skip
"""Each needs only what stands before it."""
HEAD = '''#!/usr/bin/env python3
"""Checks a package of a public consultation: nothing was dropped, nothing was altered.

    python3 -I -S verify.py PACKAGE.zip [RECEIPT.tlog-proof …] [CHECKPOINT …] [--all] [--vkey KEY] [--witness KEY]
        [--one-core]

It needs Python 3.11 or later and nothing else: no network, no installation. It prints what it checked and ends
with 0, or names the first fault and ends with 1. This copy came with the package; take one from somewhere else
too if you don't trust whoever gave you the package. It reads from top to bottom: signatures, the tree, notes and
checkpoints, the log, the process, the tables, the files of the package, the command.
"""
'''


@cache
def verifier() -> str:
    """The whole text of ``verify.py``."""
    imports: dict[str, set[str]] = {}
    bodies = []
    for part in PARTS:
        source = (PROJECT / "consult" / part).read_text(encoding="utf-8")
        body = _split(source, imports)
        bodies.append(f"# {'=' * 98}\n# consult/{part}\n# {'=' * 98}\n\n{body}")
    plain = [f"import {module}" for module in sorted(imports) if not imports[module]]
    named = [
        f"from {module} import {', '.join(sorted(imports[module]))}"
        for module in sorted(imports)
        if imports[module]
    ]
    return "\n".join([HEAD, *plain, *named, "", "", "\n\n".join(bodies)])


def _split(source: str, imports: dict[str, set[str]]) -> str:
    """The source without imports, its docstring as a comment. Notes in ``imports`` what it takes from Python."""
    tree, lines = ast.parse(source), source.splitlines()
    gone: set[int] = set()
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom) or node is tree.body[0]:
            gone |= set(range(node.lineno - 1, node.end_lineno or node.lineno))
        if isinstance(node, ast.Import):
            imports.update({alias.name: set() for alias in node.names})
        if isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("consult."):
            imports.setdefault(node.module or "", set()).update(alias.name for alias in node.names)
    doc = ast.get_docstring(tree) or ""
    said = "\n".join(f"# {line}".rstrip() for line in doc.splitlines())
    return (
        f"{said}\n\n" + "\n".join(line for at, line in enumerate(lines) if at not in gone).strip("\n") + "\n"
    )
