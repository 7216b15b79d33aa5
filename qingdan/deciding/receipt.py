"""What an answer was made from: digests of the law and of the facts, the version, the readings."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from ..law.model import Law
from ..rdf.graph import Value
from ..rdf.names import curie
from ..version import VERSION
from .case import Case
from .determination import Receipt
from .rulebook import Rulebook

WITHOUT = Receipt("", "", VERSION, ())


def receipt_of(law: Law, case: Case, book: Rulebook) -> Receipt:
    """
    What the answer for a case was made from: the rules, the
    facts stated, the version, the readings chosen.
    """
    chosen = _chosen(law, book.readings)
    return Receipt(
        f"sha256:{law.digest}",
        input_digest(case.item, case.export, facts_digested(case)),
        VERSION,
        chosen,
    )


@lru_cache(maxsize=4096)
def _chosen(law: Law, readings: frozenset[str]) -> tuple[str, ...]:
    """The readings that are not the default, as CURIEs."""
    defaults = {question.readings[0] for question in law.questions}
    return tuple(sorted(map(curie, readings - defaults)))


def facts_digested(case: Case) -> str:
    """
    The part of what is digested that every item of a case
    has in common: the day and the facts stated.
    """
    stated = {
        name: [_plain(value) for value in case.stated[name]]
        for name in sorted(case.sources)
    }
    return json.dumps(
        [case.day.isoformat(), stated], ensure_ascii=False, sort_keys=True
    )[1:]


def input_digest(item: str, export: str | None, facts: str) -> str:
    """SHA-256 over the item, its export, the day and the facts stated, as JSON."""
    content = (
        f"[{json.dumps(item, ensure_ascii=False)}, {json.dumps(export, ensure_ascii=False)},"
        f" {facts}"
    )
    return f"sha256:{hashlib.sha256(content.encode()).hexdigest()}"


def _plain(value: Value) -> str | int | bool:
    if isinstance(value, (bool, int)):
        return value
    return str(value)
