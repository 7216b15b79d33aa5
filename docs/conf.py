"""
How the documentation becomes a site: `nox -s site` builds it, without a network.

What is made from the program (commands, calls, schemas, vocabulary, readings) is written to
`docs/reference/` first, by `tools/reference.py`; it is not kept in the repository.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "tools"), str(HERE.parent / "server")]

import reference  # noqa: E402
from qingdan.version import VERSION  # noqa: E402

project = "Qingdan 清单"
version = release = VERSION
language = "en"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_click"]
exclude_patterns = ["_theme"]
myst_heading_anchors = 4
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
html_theme = "qingdan"
html_theme_path = ["_theme"]
html_static_path = ["../qingdan/reporting/page.css"]
html_css_files = ["page.css", "site.css"]
html_title = "Qingdan 清单"
html_copy_source = False
html_domain_indices = False
html_use_index = False
html_show_search_summary = False  # its requests are not allowed at /docs/
html_show_sourcelink = False
pygments_style = "bw"
smartquotes = False


def _written(_: Any) -> None:
    reference.main(HERE / "reference")


def _plain(_: Any, __: Any, lines: list[str]) -> None:
    """A help text as it stands: `*.csv` is a pattern and no emphasis."""
    lines[:] = [line.replace("*", r"\*") for line in lines]


def setup(app: Any) -> None:
    """Have the reference written before its pages are read, and help texts left as they are."""
    app.connect("builder-inited", _written)
    app.connect("sphinx-click-process-description", _plain)
