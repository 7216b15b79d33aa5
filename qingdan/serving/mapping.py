"""
The job on a file of another form: a mapping is proposed, or one that was adjusted is looked at
or decided with. Nothing of it is kept.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from ..door import calls
from ..door.inventory import opened
from ..errors import CallError
from ..inventory.preview import preview
from ..inventory.proposal import propose
from ..inventory.proposal_table import Proposal
from ..law.load import law
from ..reporting.determination.as_html import (
    fragment,
    overview_of,
)
from .answer import Answer, as_object
from .jobs import REPORTED, day_of, filed, refusing
from .requests import Mapped


@refusing("the file cannot be mapped")
def mapping(options: Mapped, content: bytes) -> Answer:
    """
    A mapping as TOML, the first items as they would be read and what is left out; where it is
    asked for, the outcomes under it as the content of a page.
    """
    with filed(content, options["suffix"]) as path:
        text = options["mapping"].replace("\r\n", "\n")
        _refuse_contexts(text)
        proposal = Proposal(text) if text.strip() else propose(path, law())
        document: dict[str, Any] = {
            "toml": proposal.toml,
            "kept": proposal.kept,
            "first": preview(path, proposal, law()),
            "leftOut": proposal.left_out,
            "html": "",
            "notes": [],
        }
        folder = f"{path.parent}/"
        document["first"] = [
            line.replace(folder, "") for line in document["first"]
        ]
        if options["decides"]:
            document |= _decided(path, proposal, options)
        return as_object(document)


def _refuse_contexts(text: str) -> None:
    """Raise CallError where a mapping names a local file, which would be one of the server."""
    try:
        named = tomllib.loads(text).get("contexts")
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    if named:
        raise CallError(
            "[contexts]: a context is no file of the server; write it into the document"
        )


def _decided(
    path: Path, proposal: Proposal, options: Mapped
) -> dict[str, Any]:
    """The outcomes of every item with their proofs, and what is told of the reading."""
    written = path.with_name("mapping.toml")
    written.write_text(proposal.toml, "utf-8")
    with opened(path, mapping=written) as loaded:
        decided = calls.decide(loaded, day_of(options), in_bulk=True).subject
        html = fragment(
            law(),
            list(decided.determinations(REPORTED)),
            (options["lang"],),
            "legal",
            overview_of(decided),
            annexed=False,
        )
        notes = [line.replace(f"{path.parent}/", "") for line in loaded.notes]
    return {"html": html, "notes": notes}
