"""
Reports: exactly as much as was asked for, in the words of
the file, in the form of their schema.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import xmlschema

from calls import call
from test_findings import SCHEMAS, clean, path, told  # noqa: F401


@pytest.mark.parametrize("name", ["path", "clean"])
def test_junit_fits_its_schema(
    name: str, request: pytest.FixtureRequest
) -> None:
    """The report is valid against the schema that build servers read."""
    schema = xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd"))
    text = told(request.getfixturevalue(name), "junit")
    schema.validate(text)
    assert not schema.is_valid(
        text.replace("<testcase ", "<case ").replace("</testcase>", "</case>")
    )


@pytest.mark.parametrize("most", [0, 7, 11])
def test_max_findings_is_the_most_that_is_listed(
    path: Path,  # noqa: F811
    most: int,
) -> None:
    """No more results are listed than asked for."""
    document = json.loads(told(path, "json", "--max-findings", str(most)))
    assert len(document["results"]) == most


def test_the_reference_engine_prints_no_traceback(tmp_path: Path) -> None:
    """
    An ill-formed day is a finding, told in the report alone
    (rdflib logs a traceback of its own).
    """
    bad = tmp_path / "bad.ttl"
    bad.write_text(
        "@prefix qd: <https://w3id.org/qingdan/ns/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <urn:x:> .\n"
        ":h a qd:DataHandler . :i a qd:DataItem ; qd:heldBy :h . :e a qd:Export ; qd:exportOf :i ; qd:exportDate '2026-13-02'^^xsd:date .\n"
    )
    found = subprocess.run(
        [sys.executable, "-m", "qingdan", "validate", str(bad)],
        capture_output=True,
        text=True,
    )
    assert found.returncode == 1
    assert "Traceback" not in found.stderr, found.stderr


def test_an_export_of_nothing_is_told_with_its_target(tmp_path: Path) -> None:
    """The value of a result is what the file states, whichever engine judged."""
    bad = tmp_path / "bad.ttl"
    bad.write_text(
        "@prefix qd: <https://w3id.org/qingdan/ns/> . @prefix : <urn:x:> .\n"
        ":h a qd:DataHandler . :i a qd:DataItem ; qd:heldBy :h . :e a qd:Export ; qd:exportOf :nowhere .\n"
    )
    for engine in ("pyshacl", "distinct"):
        document = json.loads(
            call("validate", bad, "--format", "json", "--engine", engine).out
        )
        values = [
            result["value"]
            for result in document["results"]
            if result["shape"] == "shape:Value-exportOf"
        ]
        assert values == ["urn:x:nowhere"], engine
