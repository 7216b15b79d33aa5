"""From findings to a report: counted by cause, the first of each listed; by the engine that the size asks for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from .bulk import no_items
from .errors import CallError, InputError
from .names import curie
from .register import Register
from .results import Cause, Report, Result
from .store import Store
from .validation import Finding, Validator

SEVERITIES = ("Violation", "Warning", "Undetermined", "OtherRegime", "Tier1", "Tier2", "Info")
_REFERENCE, _DISTINCT = "pySHACL", "each distinct neighbourhood once"
_FEW = 20


def validated(register: Register, engine: str, most: int) -> Report:
    """
    The report on a register; `most` results are listed, all are counted.

    The engine `auto` is pySHACL for a few subjects and our own above; a test holds the two equal, result for result.
    """
    if not register.store.rows("SELECT 1 FROM items LIMIT 1"):
        raise InputError(no_items(register))
    few = int(register.store.rows("SELECT count(*) FROM subjects")[0][0]) <= _FEW
    if engine == "pyshacl" or (engine == "auto" and few):
        from .reference import findings

        try:
            return report(register, _REFERENCE, findings(register), most)
        except CallError:
            if engine == "pyshacl":
                raise
    return report(register, _DISTINCT, Validator(register).findings(), most)


def report(register: Register, engine: str, findings: Iterable[Finding], most: int) -> Report:
    """The report of all findings: every cause counted, the first `most` results listed by cause and subject."""
    counts: Counter[int] = Counter()
    causes: dict[int, Cause] = {}
    grouped: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        counts[id(finding.cause)] += finding.items
        causes[id(finding.cause)] = finding.cause
        grouped[id(finding.cause)].append(finding)
    ordered = sorted(
        causes, key=lambda one: (SEVERITIES.index(causes[one].severity), -counts[one], causes[one].shape, str(causes[one].path))
    )
    shares = dict(zip(ordered, _shares([counts[one] for one in ordered], most), strict=True))
    listed = list(_listed(register, [(list(_enough(grouped[one], shares[one])), shares[one]) for one in ordered]))
    nodes = int(register.store.rows("SELECT count(*) FROM subjects")[0][0])
    return Report(
        files=tuple(register.intake.files),
        engine=engine,
        nodes=nodes,
        counts=tuple((causes[one], counts[one]) for one in ordered),
        results=tuple(listed),
        ignored=tuple(sorted(register.intake.ignored.items())),
        rules=f"sha256:{register.law.digest}",
    )


def _shares(counts: list[int], most: int) -> list[int]:
    """How many results of each cause are listed: as many of each, then what is left by cause."""
    fair = most // max(len(counts), 1)
    shares = [min(count, fair) for count in counts]
    left = most - sum(shares)
    for index, count in enumerate(counts):
        more = min(count - shares[index], left)
        shares[index] += more
        left -= more
    return shares


def _enough(findings: Iterable[Finding], most: int) -> Iterator[Finding]:
    """Findings until their results are as many as shall be listed."""
    for finding in findings:
        if most <= 0:
            return
        yield finding
        most -= finding.items


def _listed(register: Register, chosen: list[tuple[list[Finding], int]]) -> Iterator[Result]:
    """The first results of each cause, up to its share."""
    most = max((share for _, share in chosen), default=0)
    keys = register.of_keys({finding.key for findings, _ in chosen for finding in findings if finding.key is not None}, most)
    for findings, left in chosen:
        for finding in findings:
            found = keys[finding.key] if finding.key is not None else _subjects(register.store, finding.sql, finding.values, most)
            for subject, file, line, *value in found[:left]:
                yield Result(finding.cause, subject, curie(value[0]) if value else finding.value, register.intake.files[file], line)
            left -= finding.items


@lru_cache(maxsize=1024)
def _subjects(store: Store, sql: str, values: tuple[Any, ...], most: int) -> list[tuple[Any, ...]]:
    return store.rows(f"{sql} ORDER BY 1 LIMIT {most}", *values)
