"""A file of another form on the front: sent, a mapping proposed, adjusted, downloaded, decided with."""

from __future__ import annotations

import html
import re
import tomllib
from io import BytesIO
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from qingdan.files import folder
from qingdan.serving.service import Service
from qingdan_server.app import create_app

FOREIGN = folder("data") / "inventories" / "foreign"
REGISTER = "编号,数据项名称,是否包含个人信息,IT owner\n1,客户名单,有,Li\n2,电池状态,不清楚,Li\n"


@pytest.fixture(scope="module")
def client(service: Service) -> FlaskClient:
    """The front over the worked inventory."""
    return create_app(service).test_client()


def sent(
    client: FlaskClient, content: bytes, name: str, **fields: str
) -> tuple[int, str]:
    """The page of a file that is sent, as a browser sends it."""
    answer = client.post(
        "/map?lang=en",
        data={
            "file": (BytesIO(content), name),
            "asOf": "2026-03-02",
            **fields,
        },
        headers={"Accept": "text/html"},
    )
    return answer.status_code, answer.text


def mapping_of(page: str) -> str:
    """The mapping in the page."""
    (text,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    return html.unescape(text)


def test_the_whole_way_of_a_register(client: FlaskClient) -> None:
    """Proposed, looked at, adjusted, downloaded, decided with; each page says what is left out."""
    content = REGISTER.encode("gb18030")
    status, page = sent(
        client, content, "register.csv", mapping="", then="look"
    )
    assert status == 200, page
    proposed = mapping_of(page)
    raw = tomllib.loads(proposed)
    assert raw["columns"]["是否包含个人信息"] == "containsPersonalInformation"
    assert "title: 客户名单" in page
    assert "IT owner" in page
    (link,) = re.findall(
        r'download="mapping.toml" href="data:[^,]*,([^"]*)"', page
    )
    assert tomllib.loads(unquote(html.unescape(link))) == raw
    adjusted = proposed.replace('"不清楚" = {}', '"不清楚" = true').replace(
        "\n", "\r\n"
    )
    status, page = sent(
        client, content, "register.csv", mapping=adjusted, then="look"
    )
    assert page.count("containsPersonalInformation: True") == 2
    status, page = sent(
        client, content, "register.csv", mapping=adjusted, then="decide"
    )
    assert status == 200
    assert "Results for the inventory" in page
    assert "电池状态" in page


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("contract.odcs.yaml", "odcs"),
        ("record.schema.json", "json-schema"),
        ("catalogue.dcat.xml", "dcat-ap"),
    ],
)
def test_a_mapping_of_the_package(
    client: FlaskClient, name: str, kept: str
) -> None:
    """Where one fits it is proposed, and its name told; the answer comes at once."""
    content = (FOREIGN / name).read_bytes()
    status, page = sent(client, content, name, mapping="", then="decide")
    assert status == 200, page
    assert f"the mapping {kept} of the package fits" in page
    assert "Results for the inventory" in page


@pytest.mark.parametrize(
    ("content", "name", "fields", "says"),
    [
        (b"", "a.csv", {}, "the file is empty"),
        (b"x", "a.docx", {}, "a mapping is not proposed for .docx"),
        (b"item,heldBy\na,h\n", "a.csv", {}, "needs no mapping"),
        (b"a: &x 1\nb: *x\n", "a.yaml", {}, "an alias is refused"),
    ],
)
def test_what_is_refused(
    client: FlaskClient,
    content: bytes,
    name: str,
    fields: dict[str, str],
    says: str,
) -> None:
    """A problem of one line, without a place of this machine."""
    status, page = sent(
        client, content, name, **{"mapping": "", "then": "look", **fields}
    )
    assert status == 422, page
    assert says in html.unescape(page)
    assert "/tmp" not in page


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ("heading = 'x'", "'heading' is no part of a mapping"),
        ("= =", "the mapping cannot be read"),
    ],
)
def test_a_mapping_that_is_wrong_stays_in_the_page(
    client: FlaskClient, mapping: str, says: str
) -> None:
    """So that it can be mended; to decide with it is refused."""
    content = b"a,b\n1,2\n"
    status, page = sent(client, content, "a.csv", mapping=mapping, then="look")
    assert status == 200
    assert says in html.unescape(page)
    assert mapping_of(page) == mapping
    status, page = sent(
        client, content, "a.csv", mapping=mapping, then="decide"
    )
    assert status == 422
    assert says in html.unescape(page)


@pytest.mark.parametrize("then", ["look", "decide"])
def test_no_file_of_the_server_is_read(client: FlaskClient, then: str) -> None:
    """A mapping that was sent names no local file."""
    content = (FOREIGN / "catalogue.dcat.jsonld").read_bytes()
    mapping = (FOREIGN / "dcat-with-context.toml").read_text("utf-8")
    status, page = sent(
        client, content, "a.jsonld", mapping=mapping, then=then
    )
    assert status == 422
    assert "a context is no file of the server" in html.unescape(page)
