"""
IRIs and prefixes, declared once; every file of the project is compared with this table by a test.

The prefix of a list is the one that its file in `data/lists/` declares.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from ..files import list_files

OURS = "https://w3id.org/qingdan/"
NEAR = r"^https?://(www\.)?w3id\.org/[Qq]ingdan[/#]"  # ours, and what is written for it by mistake
QD = OURS + "ns/"
CQ25 = OURS + "cq-2025/"
CN = OURS + "cn/"
SHAPE = OURS + "shape/"
GRAPH = OURS + "graph/"
CONTEXT = OURS + "context.jsonld"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
DCTERMS = "http://purl.org/dc/terms/"
OA = "http://www.w3.org/ns/oa#"

_HEAD = 4096
_PREFIX = re.compile(rf"^@prefix (\w+): <{OURS}([^/>]+)/> \.", re.M)
_FIXED = {
    "dcterms": DCTERMS,
    "earl": "http://www.w3.org/ns/earl#",
    "oa": OA,
    "owl": OWL,
    "prov": "http://www.w3.org/ns/prov#",
    "qd": QD,
    "rdf": RDF,
    "rdfs": RDFS,
    "sh": SH,
    "shape": SHAPE,
    "skos": SKOS,
    "xsd": XSD,
}


def list_prefix(text: str, name: str) -> str | None:
    """
    The prefix that a file of a list declares for the names
    of the list, None where it declares none.
    """
    return next(
        (prefix for prefix, base in _PREFIX.findall(text) if base == name),
        None,
    )


def _of_lists() -> dict[str, str]:
    """
    The prefixes of the lists, from the heads of their
    files; of two lists with one prefix the first keeps it.
    """
    prefixes: dict[str, str] = {}
    for path in list_files():
        head = path.read_bytes()[:_HEAD].decode("utf-8", "replace")
        prefix = list_prefix(head, path.stem)
        if prefix:
            prefixes.setdefault(prefix, f"{OURS}{path.stem}/")
    return prefixes


PREFIXES = _FIXED | {
    prefix: base
    for prefix, base in _of_lists().items()
    if prefix not in _FIXED
}


class Iri(str):
    """An IRI as a value, told apart from a plain string."""

    __slots__ = ()


class Tagged(str):
    """A text with the language in which it is written, English where none is named."""

    lang: str

    def __new__(cls, text: str, lang: str) -> Tagged:
        """A text in a language."""
        made = super().__new__(cls, text)
        made.lang = lang.split("-")[0]
        return made


HAN = "\u3400-\u9fff"
ENGLISH_FIRST = (
    f"([^;；{HAN}]*[^;；{HAN}\\s])\\s*[;；]\\s*([^;；]*[{HAN}][^;；]*)"
)
CHINESE_FIRST = f"([^;；]*[{HAN}][^;；]*?)\\s*[;；]\\s*([^;；{HAN}]+)"


def by_language(text: dict[str, str]) -> dict[str, str]:
    """
    A text by language where one that stands as English, as
    in a table, is Chinese, or both parted by a semicolon.

    `{"en": "clips; 片段"}` becomes `{"en": "clips", "zh": "片段"}`;
    what is given in Chinese too stays as it is.
    """
    whole = text.get("en", "")
    if "zh" in text or not re.search(f"[{HAN}]", whole):
        return text
    if match := re.fullmatch(ENGLISH_FIRST, whole):
        return {**text, "en": match[1], "zh": match[2]}
    if match := re.fullmatch(CHINESE_FIRST, whole):
        return {**text, "en": match[2], "zh": match[1]}
    return {
        **{lang: words for lang, words in text.items() if lang != "en"},
        "zh": whole,
    }


def curie(iri: str) -> str:
    """Shorten an IRI with the longest prefix that fits; leave it whole where none does."""
    for prefix, base in PREFIXES.items():
        if iri.startswith(base) and len(iri) > len(base):
            return f"{prefix}:{iri[len(base) :]}"
    return iri


def expand(name: str) -> str:
    """Turn a CURIE with a known prefix into an IRI; return anything else unchanged."""
    prefix, colon, local = name.partition(":")
    if colon and prefix in PREFIXES:
        return PREFIXES[prefix] + local
    return name


def local(iri: str) -> str:
    """
    The part of an IRI after its last slash or hash, the
    name by which JSON and messages call it.
    """
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def part_of(iri: str, name: str) -> str:
    """
    The IRI of a part of what has an IRI: `urn:x:a#export`. A second `#` would
    be no IRI, so that where there is a fragment the name is joined to it.
    """
    return f"{iri}{'-' if '#' in iri else '#'}{name}"


def readable(name: str) -> str:
    """
    The name of a term or thing as people read it: `%E5%8D%8E` is a letter. Where
    what was coded is no text that shows, it stays as it is.
    """
    if "%" not in name:
        return name
    try:
        decoded = unquote(name, errors="strict")
    except UnicodeDecodeError:
        return name
    return decoded if decoded.isprintable() else name


def tail(iri: str) -> str:
    """
    The end of an IRI, by which a person may name it: what
    stands after its last slash, colon or hash.
    """
    return iri.rsplit("/", 1)[-1].rsplit(":", 1)[-1].rsplit("#", 1)[-1]
