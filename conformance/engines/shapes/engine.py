"""
Tell tiers by the SHACL shapes of the law, run by an engine of SHACL: cases as JSON lines on
standard input, answers on standard output.

`python engine.py pyshacl` or `python engine.py shacl` (written in Rust). Shapes say which
conditions are reached; they do not weigh grounds and overrides, so that a tier is told and no
outcome. Where a fact that conditions read is not stated, or another law takes the item, no
tier is told.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from qingdan import api
from qingdan.conforming.suite import inventory
from qingdan.errors import InputError
from qingdan.law.load import law
from qingdan.law.release import shapes
from qingdan.reporting.materialised import lines

SH = "http://www.w3.org/ns/shacl#"
OURS = "https://w3id.org/qingdan/ns/"
OTHER_LISTS = "the shapes are those of Chongqing's list"
OTHER_READINGS = "the shapes have the default readings"
OPEN = "a fact that conditions read is not stated"
OTHER_LAW = "another law takes the item"

Found = Iterator[tuple[str, str]]
Asked = dict[str, Any]


def by_pyshacl(data: str) -> Found:
    """What pySHACL finds: item and severity."""
    from pyshacl import validate
    from rdflib import Graph, URIRef

    _, report, _ = validate(
        Graph().parse(data=data, format="nt"),
        shacl_graph=Graph().parse(data=shapes("conditions"), format="turtle"),
        inference="none",
    )
    for result in report.subjects(URIRef(f"{SH}resultSeverity")):
        focus = report.value(result, URIRef(f"{SH}focusNode"))
        yield (
            str(focus),
            str(report.value(result, URIRef(f"{SH}resultSeverity"))),
        )


def by_shacl(data: str) -> Found:
    """What the engine in Rust finds: item and severity."""
    import shacl
    from rdflib import Graph

    conditions = Graph().parse(data=shapes("conditions"), format="turtle")
    made = shacl.Shapes.from_text(
        conditions.serialize(format="nt"), "ntriples"
    )
    for result in made.validate_text(data, "ntriples").results:
        yield result.focus_node.strip("<>"), str(result.severity).strip("<>")


ENGINES: dict[str, Callable[[str], Found]] = {
    "pyshacl": by_pyshacl,
    "shacl": by_shacl,
}


def materialised(number: int, case: Asked) -> str:
    """What holds for the item of a case, under names of its own. Raises InputError."""
    content = json.dumps(inventory(case["facts"])).encode()
    read = api.loads(content, ".jsonld")
    day = date.fromisoformat(case["asOf"])
    next(api.decide(read, day))
    text = "".join(lines(law(), read, day))
    return text.replace("<urn:x:", f"<urn:x{number}:")


def main() -> None:
    """Read all cases, run the engine once, and answer each."""
    find = ENGINES[sys.argv[1]]
    asked = [json.loads(line) for line in sys.stdin]
    answers: list[dict[str, Any]] = []
    data: list[str] = []
    for number, case in enumerate(asked):
        if case["list"] != "cq-2025":
            answers.append({"unsupported": OTHER_LISTS})
        elif case["readings"]:
            answers.append({"unsupported": OTHER_READINGS})
        else:
            try:
                data.append(materialised(number, case))
                answers.append({})
            except InputError:
                answers.append({"refused": True})
    severities: dict[int, set[str]] = defaultdict(set)
    for focus, severity in find("".join(data)):
        number = int(focus.removeprefix("urn:x").partition(":")[0])
        severities[number].add(severity.removeprefix(OURS))
    for number, (case, answer) in enumerate(zip(asked, answers, strict=True)):
        told = answer or tier(severities[number])
        print(json.dumps({"case": case["case"]} | told))


def tier(severities: set[str]) -> dict[str, Any]:
    """The tier that results come to, or why there is none."""
    if "OtherRegime" in severities:
        return {"unsupported": OTHER_LAW}
    if "Tier1" in severities:
        return {"outcome": None, "tier": 1}
    if "Undetermined" in severities:
        return {"unsupported": OPEN}
    return {"outcome": None, "tier": 2 if "Tier2" in severities else None}


if __name__ == "__main__":
    main()
