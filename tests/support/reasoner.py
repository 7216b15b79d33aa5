"""
A DL reasoner in a process of its own: HermiT and the OWL API of
owlready2, over an ontology and many inventories in one run.

In: a folder with `ontology.rdf` (everything), `closed.rdf` (what is closed under OWL 2 RL), `case-*.rdf`
(inventories) and `asked.json` (which classes to ask for). Out: JSON, what the reasoner finds.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any


def installed(command: str | Path, package: str) -> None:
    """A package of Debian, installed where its command or file is missing, by one of the workers while others wait."""
    with (Path(tempfile.gettempdir()) / "qingdan-apt.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if shutil.which(command) or Path(command).is_file():
            return
        assert os.geteuid() == 0, (
            f"install Debian's package {package}, or run this as root"
        )
        for words in (["update"], ["install", "-y", package]):
            subprocess.run(
                ["apt-get", words[0], "-qq", *words[1:]],
                check=True,
                capture_output=True,
            )


# A Java machine that lives for seconds compiles little and needs one collector.
SHORT_LIVED = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def asked(folder: Path) -> dict[str, Any]:
    """What the reasoner finds of the files in a folder."""
    installed("java", "default-jre-headless")
    done = subprocess.run(
        [sys.executable, __file__, str(folder)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def _found(folder: Path) -> dict[str, Any]:
    from org.semanticweb.HermiT import (
        Configuration,
        Reasoner,
    )
    from org.semanticweb.owlapi.profiles import (
        OWL2DLProfile,
        OWL2RLProfile,
    )

    options = Configuration()
    options.ignoreUnsupportedDatatypes = True  # OWL 2 has no type for a day
    asked = json.loads((folder / "asked.json").read_text("utf-8"))
    whole = _read(folder / "ontology.rdf")
    vocabulary = _vocabulary(whole)
    alone = whole.getOWLOntologyManager().createOntology(vocabulary)
    meaning = Reasoner(options, alone)
    found: dict[str, Any] = {
        "DL": _told(OWL2DLProfile(), whole),
        "RL": _told(OWL2RLProfile(), _read(folder / "closed.rdf")),
        "consistent": bool(Reasoner(options, whole).isConsistent()),
        "empty": _empty(meaning, alone),
        "above": [
            pair for pair in asked["above"] if _is_below(meaning, *pair)
        ],
        "cases": {},
        "types": {},
    }
    for name, subjects in asked["cases"].items():
        case = _read(folder / f"case-{name}.rdf")
        case.getOWLOntologyManager().addAxioms(case, vocabulary)
        judged = Reasoner(options, case)
        found["cases"][name] = bool(judged.isConsistent())
        found["types"][name] = {
            subject: [
                kind
                for kind in kinds
                if found["cases"][name] and _is_of(judged, subject, kind)
            ]
            for subject, kinds in subjects.items()
        }
    return found


def _read(path: Path) -> Any:
    from java.io import File
    from org.semanticweb.owlapi.apibinding import (
        OWLManager,
    )

    manager = OWLManager.createOWLOntologyManager()
    return manager.loadOntologyFromOntologyDocument(File(str(path)))


def _told(profile: Any, ontology: Any) -> list[str]:
    violations = profile.checkOntology(ontology).getViolations()
    return sorted(str(violation) for violation in violations)


def _vocabulary(ontology: Any) -> Any:
    """The axioms of classes, properties and values; not what the law says of its provisions."""
    from java.util import HashSet

    kept = HashSet()
    for axiom in ontology.getAxioms():
        kind = str(axiom.getAxiomType())
        if kind.endswith("PropertyAssertion"):
            continue
        if kind == "Declaration" or axiom.isLogicalAxiom():
            kept.add(axiom)
    return kept


def _empty(reasoner: Any, ontology: Any) -> list[str]:
    return sorted(
        str(one.getIRI())
        for one in ontology.getClassesInSignature()
        if not one.isOWLNothing() and not reasoner.isSatisfiable(one)
    )


def _is_below(reasoner: Any, below: str, above: str) -> bool:
    factory = _factory()
    axiom = factory.getOWLSubClassOfAxiom(_class(below), _class(above))
    return bool(reasoner.isEntailed(axiom))


def _is_of(reasoner: Any, subject: str, kind: str) -> bool:
    from org.semanticweb.owlapi.model import IRI

    factory = _factory()
    one = factory.getOWLNamedIndividual(IRI.create(subject))
    axiom = factory.getOWLClassAssertionAxiom(_class(kind), one)
    return bool(reasoner.isEntailed(axiom))


def _class(iri: str) -> Any:
    from org.semanticweb.owlapi.model import IRI

    return _factory().getOWLClass(IRI.create(iri))


def _factory() -> Any:
    from org.semanticweb.owlapi.apibinding import (
        OWLManager,
    )

    return OWLManager.getOWLDataFactory()


if __name__ == "__main__":
    import jpype
    import jpype.imports
    import owlready2

    home = Path(owlready2.__file__).parent / "hermit" / "HermiT.jar"
    jpype.startJVM(*SHORT_LIVED, classpath=[str(home)])
    print(json.dumps(_found(Path(sys.argv[1]))))
