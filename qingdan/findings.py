"""From findings to a report: counted by cause, the first of each listed; by the engine that the size asks for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
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
    listed = [result for one in ordered for result in islice(_listed(register, grouped[one], fair), fair)]
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


def _listed(register: Register, findings: list[Finding], most: int) -> Iterator[Result]:
    """The results of one cause, up to some number for each finding."""
    for finding in findings:
        for subject, file, line in _subjects(register.store, finding.sql, finding.values, most):
            yield Result(finding.cause, subject, finding.value, register.intake.files[file], line)


@lru_cache(maxsize=1024)
def _subjects(store: Store, sql: str, values: tuple[Any, ...], most: int) -> list[tuple[str, int, int | None]]:
    return store.rows(f"{sql} ORDER BY 1 LIMIT {most}", *values)
