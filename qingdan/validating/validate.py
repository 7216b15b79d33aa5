"""
From findings to a report: counted by cause, the first of
each listed; by the engine that the size asks for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import CallError, InputError
from ..inventory.duck import Store
from ..inventory.faults import no_items
from ..inventory.readers.places import first_lines
from ..inventory.table import Register
from ..inventory.titles import titles
from ..law.severities import severities
from ..rdf.names import curie
from .by_neighbourhood import Finding, Validator
from .report import Cause, Report, Result

_REFERENCE = "pySHACL"
_DISTINCT = "each distinct neighbourhood once"
_FEW = 20
_LINED = (".ttl", ".trig", ".nq")
_LARGE = 4 << 20


def validated(
    register: Register, engine: str, most: int, once: bool = True
) -> Report:
    """
    The report on a register; `most` results are listed, all are counted.

    What several shapes find of one subject for one cause is one result, where `once` asks for it.

    The engine `auto` is pySHACL for a few subjects and our
    own above; a test holds the two equal, result for result.
    """
    if not register.store.rows("SELECT 1 FROM items LIMIT 1"):
        raise InputError(no_items(", ".join(register.intake.files)))
    few = (
        int(register.store.rows("SELECT count(*) FROM subjects")[0][0]) <= _FEW
    )
    if engine == "pyshacl" or (engine == "auto" and few):
        from .by_pyshacl import findings

        try:
            findings_of_register = findings(register)
            return report(
                register,
                _REFERENCE,
                each_once(findings_of_register)
                if once
                else findings_of_register,
                most,
            )
        except CallError:
            if engine == "pyshacl":
                raise
    ours = Validator(register).findings()
    return report(
        register=register,
        engine=_DISTINCT,
        findings=each_once(ours) if once else ours,
        most=most,
    )


def each_once(findings: Iterable[Finding]) -> list[Finding]:
    """The findings; what several shapes find for one cause is told once, with all sources."""
    alike: dict[tuple[Any, ...], dict[int, list[Finding]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for finding in findings:
        alike[_signature(finding)][id(finding.cause)].append(finding)
    kept: list[Finding] = []
    cites: dict[int, dict[str, None]] = defaultdict(dict)
    for same in alike.values():
        causes = sorted((group[0].cause for group in same.values()), key=_rank)
        first = causes[0]
        for finding in max(same.values(), key=len):
            kept.append(finding._replace(cause=first))
        if len(causes) > 1:
            for cause in causes:
                cites[id(first)] |= dict.fromkeys(cause.cites)
    whole = {id(finding.cause): finding.cause for finding in kept}
    for number, cited in cites.items():
        whole[number] = whole[number]._replace(cites=tuple(cited))
    return [
        finding._replace(cause=whole[id(finding.cause)]) for finding in kept
    ]


def _signature(finding: Finding) -> tuple[Any, ...]:
    """What is found of whom: the value of a fact, or else the message."""
    cause = finding.cause
    if cause.path and finding.value is not None:
        message = None
    else:
        message = tuple(sorted(cause.message.items()))
    where = (finding.key, finding.sql, finding.values)
    return (
        cause.severity,
        cause.component,
        cause.path,
        finding.value,
        message,
        where,
    )


def _rank(cause: Cause) -> tuple[bool, str]:
    """The shape of a list goes before that of the national rules."""
    return "National" in cause.shape, cause.shape


def report(
    register: Register, engine: str, findings: Iterable[Finding], most: int
) -> Report:
    """
    The report of all findings: every cause counted, the
    first `most` results listed by cause and subject.
    """
    counts: Counter[int] = Counter()
    causes: dict[int, Cause] = {}
    grouped: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        counts[id(finding.cause)] += finding.items
        causes[id(finding.cause)] = finding.cause
        grouped[id(finding.cause)].append(finding)
    ordered = sorted(
        causes, key=lambda number: _order(causes[number], counts[number])
    )
    shares = _shares([counts[number] for number in ordered], most)
    chosen = [
        (list(_enough(grouped[number], share)), share)
        for number, share in zip(ordered, shares, strict=True)
    ]
    listed = list(_listed(register, chosen))
    nodes = int(register.store.rows("SELECT count(*) FROM subjects")[0][0])
    return Report(
        files=tuple(register.intake.files),
        engine=engine,
        nodes=nodes,
        counts=tuple((causes[number], counts[number]) for number in ordered),
        results=tuple(_described(register, listed)),
        ignored=tuple(sorted(register.intake.ignored.items())),
        rules=f"sha256:{register.law.digest}",
    )


def _order(cause: Cause, count: int) -> tuple[int, int, str, str]:
    """The order of causes: by severity, then the most frequent first."""
    severity = severities()[cause.severity].place
    return severity, -count, cause.shape, str(cause.path)


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


def _listed(
    register: Register, chosen: list[tuple[list[Finding], int]]
) -> Iterator[Result]:
    """The first results of each cause, up to its share."""
    most = max((share for _, share in chosen), default=0)
    keys = register.of_keys(
        {
            finding.key
            for findings, _ in chosen
            for finding in findings
            if finding.key is not None
        },
        most,
    )
    for findings, left in chosen:
        for finding in findings:
            if finding.key is not None:
                subjects = keys[finding.key]
            else:
                subjects = _subjects(
                    store=register.store,
                    sql=finding.sql,
                    values=finding.values,
                    most=most,
                )
            for subject, file, line, *value in subjects[:left]:
                yield Result(
                    finding.cause,
                    subject,
                    curie(value[0]) if value else finding.value,
                    register.intake.files[file],
                    line,
                )
            left -= finding.items


def _described(register: Register, results: list[Result]) -> Iterator[Result]:
    """The results with the titles of their subjects, and lines where the parser told none."""
    focuses = sorted({result.focus for result in results})
    sql = "SELECT subject, title FROM subjects WHERE title != '' AND subject IN (SELECT unnest(?))"
    called = {
        name: titles(kept) for name, kept in register.store.rows(sql, focuses)
    }
    lines = {
        file: _lines(
            Path(file),
            {result.focus for result in results if result.file == file},
        )
        for file in {result.file for result in results if result.line is None}
    }
    for result in results:
        line = result.line or lines.get(result.file, {}).get(result.focus)
        yield result._replace(line=line, title=called.get(result.focus, {}))


def _lines(path: Path, subjects: set[str]) -> dict[str, int]:
    if path.suffix.lower() not in _LINED:
        return {}
    try:
        if path.stat().st_size <= _LARGE:
            return first_lines(path.read_text("utf-8"), subjects)
        return {}
    except (OSError, UnicodeDecodeError):
        return {}


@lru_cache(maxsize=1024)
def _subjects(
    store: Store, sql: str, values: tuple[Any, ...], most: int
) -> list[tuple[Any, ...]]:
    return store.rows(f"{sql} ORDER BY 1 LIMIT {most}", *values)
