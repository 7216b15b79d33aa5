"""The determinations of an inventory as JSON Lines: a case is written once."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ...deciding.batch import Decided, Proof
from ...inventory.titles import titles
from ..style import Style
from .as_json import document

_GROUP = 64
_ITEM = "\ue000"
_EXPORT = "\ue001"
_TITLE = "\ue002"
_INPUT = "\ue003"


def written(decided: Decided, style: Style) -> Iterator[str]:
    """
    A determination on each line: the text of a case is
    written once, and each item's own names are put in.
    """
    templates: dict[int, tuple[Proof, list[str]]] = {}
    for item, kept, names, proof in decided.proofs():
        if id(proof) not in templates:
            if len(templates) > _GROUP * _GROUP:
                templates.clear()
            templates[id(proof)] = proof, _template(decided, proof)
        names_by_mark = {
            _ITEM: json.dumps(item, ensure_ascii=False),
            _TITLE: json.dumps(titles(kept), ensure_ascii=False),
        }
        names_by_mark[_INPUT] = json.dumps(
            decided.input_of(proof, item, names)
        )
        names_by_mark |= {
            f"{_EXPORT}{number}": json.dumps(name, ensure_ascii=False)
            for number, name in enumerate(names)
        }
        yield (
            "".join(
                names_by_mark.get(part, part)
                for part in templates[id(proof)][1]
            )
            + "\n"
        )


def _template(decided: Decided, proof: Proof) -> list[str]:
    marks = tuple(f"{_EXPORT}{number}" for number in range(len(proof.exports)))
    determination = document(decided.told_of(proof, _ITEM, marks, {}))
    determination["receipt"]["input"] = _INPUT
    marked = {**determination, "title": _TITLE}
    text = json.dumps(marked, ensure_ascii=False)
    for mark in (_ITEM, _TITLE, _INPUT, *marks):
        text = text.replace(f'"{mark}"', f"\0{mark}\0")
    return text.split("\0")
