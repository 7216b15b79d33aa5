"""
One word for each thing that is done in this project:
`nox -l` lists them, `nox -s test` runs one.
"""

from __future__ import annotations

from pathlib import Path

import nox

nox.options.sessions = ["lint", "test"]
nox.options.reuse_existing_virtualenvs = True


@nox.session
def lint(session: nox.Session) -> None:
    """Lint, format, types, and the catalogue of phrases."""
    session.install("-e", ".[test,dev]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("python", "tests/support/phrases.py", "--check")


@nox.session
def test(session: nox.Session) -> None:
    """The tests; what follows `--` goes to pytest."""
    session.install("-e", ".[test]")
    session.run("pytest", *session.posargs)


@nox.session
def facts(session: nox.Session) -> None:
    """Write what is made from ontology/facts.ttl: shapes, JSON-LD context, tables in docs."""
    session.install("-e", ".")
    session.run("python", "tools/facts.py")


@nox.session
def conformance(session: nox.Session) -> None:
    """Write the cases of conformance/ from those of the tests; every proof is checked."""
    session.install("-e", ".[test]")
    session.run("python", "tools/conformance.py")


@nox.session
def docs(session: nox.Session) -> None:
    """Write the tables in README and docs that are made from the law."""
    session.install("-e", ".[test]")
    session.run("python", "tests/support/coverage_table.py")


@nox.session
def pages(session: nox.Session) -> None:
    """Pages of the vocabulary by pyLODE, in the folder `pages/` or that named after `--`."""
    session.install("-e", ".[pages]")
    folder = session.posargs[0] if session.posargs else "pages"
    session.run("python", "tools/vocabulary.py", folder)


@nox.session
def site(session: nox.Session) -> None:
    """The documentation as a site, which the front serves at /docs; no network is needed."""
    session.install("-e", ".[site]")
    kept = str(Path("build") / "site")
    session.run("sphinx-build", "-q", "-W", "-d", kept, "docs", "qingdan/site")


@nox.session
def screenshots(session: nox.Session) -> None:
    """Every page as pictures and on paper, in `screenshots/` or the folder named after `--`."""
    session.install("-e", ".[test]")
    session.run("python", "tools/screenshots.py", *session.posargs)


@nox.session
def phrases(session: nox.Session) -> None:
    """Take up new phrases in the catalogue; their Chinese is then written by hand."""
    session.install("-e", ".[test]")
    session.run("python", "tests/support/phrases.py")


@nox.session
def changelog(session: nox.Session) -> None:
    """The section of the changelog that the fragments in changelog.d/ make."""
    session.install("towncrier>=24")
    session.run("towncrier", "build", "--draft", "--version", "next")


@nox.session
def prove(session: nox.Session) -> None:
    """
    Every theorem about every list, or about those named after `--`: several minutes.

    docs/assurance.md has the result.
    """
    session.install("-e", ".[proofs]")
    session.run("qingdan", "lists", "prove", *session.posargs)


@nox.session
def mutate(session: nox.Session) -> None:
    """
    Mutants of the code that decides and counts, each on the tests that reach it: hours, or minutes
    for one module, `nox -s mutate -- "qingdan.deciding.volumes*"`.
    """
    session.install("-e", ".[test]", "mutmut>=3.8,<4")
    session.run("mutmut", "run", *session.posargs)
    session.run("mutmut", "results")


@nox.session
def slow(session: nox.Session) -> None:
    """
    The guard at 5,000 examples, what the suite tries in part, and damaged files for an hour.

    CONTRIBUTING.md names each command; docs/guard.md and docs/benchmarks.md have the results.
    """
    session.install("-e", ".[test]")
    guard = (
        "order",
        "announced",
        "standing_rules",
        "decision_table",
        "properties",
        "differences",
        "proofs",
    )
    tests = [f"tests/test_{name}.py" for name in guard]
    session.run("pytest", *tests, env={"QINGDAN_EXAMPLES": "5000"})
    session.run(
        "pytest", "tests/test_lists.py", env={"QINGDAN_EXAMPLES": "1500"}
    )
    session.run(
        "pytest", "tests/test_engines.py", env={"QINGDAN_EXAMPLES": "1000"}
    )
    session.run(
        "pytest", "tests/test_ntriples.py", env={"QINGDAN_EXAMPLES": "500"}
    )
    readers = ("bulk", "foreign", "kept", "mappings", "matrix", "packs")
    tests = [f"tests/test_{name}.py" for name in readers]
    session.run("pytest", *tests, env={"QINGDAN_EXAMPLES": "150"})
    for name in ("browser", "mutation", "proofs", "validation_differential"):
        path = f"tests/test_{name}.py"
        session.run("pytest", path, env={"QINGDAN_SLOW": "1"})
    session.run("python", "tests/mutation/run.py", success_codes=[0, 1])
    session.run("python", "tests/mutation/end_to_end.py", success_codes=[0, 1])
    session.run(".ci/spark", external=True, env={"QINGDAN_SLOW": "1"})
    session.run("python", "tests/support/fuzz_readers.py", "--minutes", "60")


@nox.session
def benchmark(session: nox.Session) -> None:
    """
    One benchmark, named after `--`: `nox -s benchmark -- why`; with its
    peers in one run: `nox -s benchmark -- beside 2000 10000 100000`.
    """
    session.install("-e", ".[bench]")
    session.run(
        "python", f"benchmarks/{session.posargs[0]}.py", *session.posargs[1:]
    )
