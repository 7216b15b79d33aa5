"""A comparison of data items with the slots of a pack as facts in Turtle, for an inventory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import date

from ..errors import CallError
from ..law.slots import Pack
from ..rdf.names import QD, XSD, expand

_AHEAD = f"@prefix qd: <{QD}> .\n@prefix xsd: <{XSD}> .\n"


def turtle(
    pack: Pack,
    items: Collection[str],
    slots: Collection[int],
    matched: Collection[int],
    by: str,
    on: date,
) -> str:
    """
    An inventory that lists the items and states with which slots they were compared, which they
    are, who says so and when.
    """
    iris = [_iri(name) for name in items]
    digest = hashlib.sha256(
        json.dumps([pack.digest, sorted(iris), sorted(slots)]).encode()
    ).hexdigest()
    lines = [
        f"<urn:x-qingdan:comparison:{digest[:16]}>",
        "    a qd:Inventory ;",
        f"    qd:lists {' , '.join(f'<{iri}>' for iri in iris)} ;",
        f"    qd:assertedBy {json.dumps(by, ensure_ascii=False)} ;",
        f'    qd:assertedOn "{on}"^^xsd:date ;',
        f"    qd:comparedWith <{pack.iri}> ;",
        f"    qd:comparedSlot {' , '.join(map(str, sorted({*slots, *matched})))} ;",
    ]
    if matched:
        lines.append(
            f"    qd:matchesSlot {' , '.join(map(str, sorted(matched)))} ;"
        )
    return _AHEAD + "\n" + "\n".join([*lines, "    .", ""])


def _iri(name: str) -> str:
    iri = expand(name)
    if ":" not in iri or any(sign in iri for sign in '<>"{}|\\^` \n'):
        raise CallError(
            f"{name!r} is no IRI of a data item; write it as the inventory has it"
        )
    return iri
