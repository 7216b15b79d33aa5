"""
The documentation: every page has its place, the tutorial tells what
happens, the front serves the site, the rules of w3id lead to every term.
"""

from __future__ import annotations

import re
import shlex
from functools import partial
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import reference
from calls import call
from qingdan.law.load import law
from qingdan.rdf.names import OURS
from qingdan.serving.service import Service
from qingdan_server import create_app

DOCS = Path(__file__).parent.parent / "docs"
HTACCESS = DOCS.parent / "w3id" / "qingdan" / ".htaccess"
RULE = re.compile(r"^RewriteRule (\S+) https://[^/]+(\S+) \[R=303", re.M)


def test_every_page_has_one_place() -> None:
    """No page is left out of the contents, and none is named that is not there."""
    index = (DOCS / "index.md").read_text("utf-8")
    named = [
        line
        for block in re.findall(r"```\{toctree\}\n(.*?)```", index, re.S)
        for line in block.splitlines()
        if line and not line.startswith(":")
    ]
    made = {f"reference/{name}" for name in reference.PAGES}
    written = {path.stem for path in DOCS.glob("*.md")} - {"index"}
    assert sorted(named) == sorted(made | written)


def test_the_tutorial_tells_what_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is saved and each command called in turn; each line shown is one that is told."""
    text = (DOCS / "tutorial.md").read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    out = ""
    for name, kind, block in re.findall(
        r"(?:`(\w+\.ttl)`[^`]*)?```(turtle|console|text)\n(.*?)```", text, re.S
    ):
        if kind == "turtle":
            Path(name).write_text(block, "utf-8")
            continue
        for line in block.splitlines():
            if line.startswith("$ qingdan "):
                ended = call(*shlex.split(line)[2:])
                assert ended.status == 0, ended.err
                out = ended.out
            else:
                assert line in out.splitlines(), line
    assert '"outcome": "ExemptOutOfList"' in out


@pytest.fixture(scope="module")
def client(service: Service) -> FlaskClient:
    """The front over the worked inventory."""
    made = create_app(service, token="secret").test_client()
    made.open = partial(made.open, buffered=True)  # type: ignore[method-assign]
    return made


def test_the_front_serves_the_site(
    client: FlaskClient, tmp_path: Path
) -> None:
    """Its files and no others, without a token; where it was not built, how to build it."""
    config = client.application.config
    config["SITE"] = tmp_path / "site"
    told = client.get("/docs/")
    assert told.status_code == 404
    assert "nox -s site" in told.get_json(force=True)["detail"]
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("whole")
    (tmp_path / "other").write_text("secret")
    assert client.get("/docs/").get_data(as_text=True) == "whole"
    assert client.get("/docs").headers["Location"].endswith("/docs/")
    for path in ("no.html", "../other", "%2e%2e/other", "/etc/passwd"):
        assert client.get(f"/docs/{path}").status_code in (404, 308)


def followed(iri: str) -> str:
    """Where the rules of w3id lead for an identifier."""
    path = iri.removeprefix(OURS)
    rules = RULE.findall(HTACCESS.read_text("utf-8"))
    for pattern, to in rules:
        if match := re.search(pattern, path):
            return re.sub(r"\$(\d)", lambda at: match[int(at[1])], to)
    raise AssertionError(iri)


def test_the_rules_of_w3id_lead_to_every_term(client: FlaskClient) -> None:
    """The path names the term to the front, which has something to say of it."""
    terms = {
        *(fact.iri for fact in law().facts.values()),
        *(rule.iri for rule in law().rules),
        *(question.iri for question in law().questions),
        *(outcome.iri for outcome in law().outcomes.values()),
        *(source for rule in law().rules for source in rule.sources),
    }
    ours = sorted(term for term in terms if term.startswith(OURS))
    assert len(ours) > 200
    for term in ours:
        path = followed(term)
        back = path.removeprefix("/id").removeprefix("/")
        assert OURS + back == term
    for term in [*ours[::25], OURS + "context.jsonld"]:
        assert client.get(followed(term)).status_code == 200, term
    assert followed(OURS) == "/"
