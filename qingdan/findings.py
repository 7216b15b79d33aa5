"""From findings to a report: counted by cause, the first of each listed; by the engine that the size asks for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from .bulk import no_items
from .errors import InputError
from .register import Register
from .results import Cause, Report, Result
from .store import Store
from .validation import Finding, Validator

SEVERITIES = ("Violation", "Warning", "Undetermined", "OtherRegime", "Tier1", "Tier2", "Info")
_REFERENCE, _DISTINCT = "pySHACL", "each distinct neighbourhood once"
_FEW = 20
_SAMPLES = 5


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

        return report(register, _REFERENCE, findings(register), most)
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
    fair = most if counts.total() <= most else max(_SAMPLES, most // max(len(ordered), 1))
    chosen = {one: list(_enough(grouped[one], fair)) for one in ordered}
    listed = list(_listed(register, chosen, fair))
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


def _enough(findings: Iterable[Finding], most: int) -> Iterator[Finding]:
    """Findings until their results are as many as shall be listed."""
    for finding in findings:
        if most <= 0:
            return
        yield finding
        most -= finding.items


def _listed(register: Register, chosen: dict[int, list[Finding]], most: int) -> Iterator[Result]:
    """The first results of each cause."""
    keys = register.of_keys({finding.key for findings in chosen.values() for finding in findings if finding.key is not None}, most)
    for findings in chosen.values():
        left = most
        for finding in findings:
            first = keys[finding.key] if finding.key is not None else _subjects(register.store, finding.sql, finding.values, most)
            for subject, file, line in first[:left]:
                yield Result(finding.cause, subject, finding.value, register.intake.files[file], line)
            left -= finding.items


@lru_cache(maxsize=1024)
def _subjects(store: Store, sql: str, values: tuple[Any, ...], most: int) -> list[tuple[str, int, int | None]]:
    return store.rows(f"{sql} ORDER BY 1 LIMIT {most}", *values)
