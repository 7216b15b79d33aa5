"""IRIs and prefixes, declared once; every file of the project is compared with this table by a test."""

from __future__ import annotations

QD = "https://w3id.org/qingdan/ns/"
CQ25 = "https://w3id.org/qingdan/cq-2025/"
CN = "https://w3id.org/qingdan/cn/"
SHAPE = "https://w3id.org/qingdan/shape/"
GRAPH = "https://w3id.org/qingdan/graph/"
CONTEXT = "https://w3id.org/qingdan/context.jsonld"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
DCTERMS = "http://purl.org/dc/terms/"

_EDITIONS = {
    "bj24": "bj-2024",
    "bj25": "bj-2025",
    "fj25": "fj-2025",
    "fjp24": "fj-pingtan-general",
    "gd25": "gd-2025",
    "gx25": "gx-2025",
    "hi24": "hi-2024",
    "js25": "js-2025",
    "sh24": "sh-2024",
    "sh25": "sh-2025",
    "shl24": "sh-lingang-general-2024",
    "tj24": "tj-2024",
    "zj24": "zj-2024",
}
PREFIXES = {
    "cn": CN,
    "cq25": CQ25,
    "dcterms": DCTERMS,
    "earl": "http://www.w3.org/ns/earl#",
    "owl": OWL,
    "prov": "http://www.w3.org/ns/prov#",
    "qd": QD,
    "rdf": RDF,
    "rdfs": RDFS,
    "sh": SH,
    "shape": SHAPE,
    "skos": SKOS,
    "xsd": XSD,
} | {prefix: f"https://w3id.org/qingdan/{edition}/" for prefix, edition in _EDITIONS.items()}


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


def curie(iri: str) -> str:
    """Shorten an IRI with the longest prefix that fits; leave it whole where none does."""
    for prefix, base in PREFIXES.items():
        if iri.startswith(base) and len(iri) > len(base):
            return f"{prefix}:{iri[len(base) :]}"
    return iri


def expand(name: str) -> str:
    """Turn a CURIE with a known prefix into an IRI; return anything else unchanged."""
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else name


def local(iri: str) -> str:
    """The part of an IRI after its last slash or hash, the name by which JSON and messages call it."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
