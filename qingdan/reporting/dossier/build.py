"""Filings in, the files of a dossier out, with the manifest that tells each of them by digest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from ...law.model import Law
from ...version import VERSION
from . import words
from .as_docx import document
from .as_html import page
from .folder import KIND, digest, entries, write
from .papers import Paper, papers
from .reported import OF_ITEMS, Filing
from .template import filled, known_fields

TEMPLATES = ("power-of-attorney", "usage-report", "commitment")


class Filed(NamedTuple):
    """What was written: the filings, what is still to be filled in for each handler, where."""

    filings: list[Filing]
    still: dict[str, list[str]]
    out: Path
    as_of: date
    manifest: dict[str, Any]


def filed(
    law: Law,
    filings: list[Filing],
    inputs: Mapping[str, bytes],
    as_of: date,
    templates: Mapping[str, Path],
    out: Path,
) -> Filed:
    """Write the papers of filings into a folder, the manifest last."""
    files: dict[str, bytes] = {}
    still: dict[str, list[str]] = {}
    for filing in filings:
        of_filing, still[filing.handler] = built(law, filing, as_of, templates)
        files |= of_filing
    kept = manifest(law, filings, files, inputs, as_of)
    write(out, files, kept)
    return Filed(filings, still, out, as_of, kept)


def built(
    law: Law, filing: Filing, as_of: date, templates: Mapping[str, Path]
) -> tuple[dict[str, bytes], list[str]]:
    """The files of one filing by name, and what is still to be filled in."""
    files: dict[str, bytes] = {}
    made = papers(law, filing, as_of)
    for paper in made:
        template = templates.get(_name(paper))
        at = f"{filing.folder}/{paper.name}"
        if template:
            files[f"{at}.docx"] = filled(
                template, known_fields(filing.fields, frozenset(OF_ITEMS))
            )
        else:
            files[f"{at}.docx"] = document(paper, as_of)
            files[f"{at}.html"] = page(paper).encode()
    drafts = [
        paper
        for paper in made
        if paper.name[0].isdigit() and paper.name[0] != "0"
    ]
    return files, words.blanks(
        text for paper in drafts for text in paper.texts()
    )


def _name(paper: Paper) -> str:
    if paper.name[0].isdigit():
        return paper.name.split("-", 1)[1]
    return paper.name


def manifest(
    law: Law,
    filings: list[Filing],
    files: Mapping[str, bytes],
    inputs: Mapping[str, bytes],
    as_of: date,
) -> dict[str, Any]:
    """What was made, from what, for whom, with the digest of each file."""
    return {
        "kind": KIND,
        "version": VERSION,
        "rules": law.digest,
        "asOf": as_of.isoformat(),
        "inputs": {name: digest(inputs[name]) for name in sorted(inputs)},
        "filings": [filing.document() for filing in filings],
        "files": entries(files),
    }
