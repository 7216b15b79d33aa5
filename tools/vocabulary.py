"""
Pages of the vocabulary by pyLODE (BSD-3-Clause): `python tools/vocabulary.py FOLDER`.

One page for each ontology document, beside those of each term that the front shows under `/ns/`.
pyLODE is in the extra `pages`; its release 3.4.1 cannot be imported as it is packaged, so 3.3.4
is asked for.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pylode.profiles.ontpub import OntPub  # type: ignore[import-not-found]
from rdflib import Graph
from rdflib.namespace import OWL, RDF

from qingdan import files


def main(folder: Path) -> None:
    """Write a page for each document, named after it."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in files.ontology_files():
        graph = Graph().parse(path)
        if (None, RDF.type, OWL.Ontology) in graph:
            page = OntPub(ontology=str(path)).make_html()
            (folder / f"{path.stem}.html").write_text(str(page), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
