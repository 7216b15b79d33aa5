"""
The build closes the law and compiles the catalogue of phrases: a wheel carries
what was made of the sources it is built from, never what was kept; and the site
of the documentation, where it was built before.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    """
    Closes the law and compiles the phrases for a wheel; for an
    editable one into the checkout, so that its first use is quick.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Close the law, compile the phrases, and add both to what is built."""
        sys.path.insert(0, self.root)
        from qingdan import files, language
        from qingdan.law import closure

        if version == "editable":
            for source, compiled in language.sources():
                language.compile_catalogue(source, compiled)
            if not closure.fits(files.KEPT):
                closure.keep(files.KEPT)
            return
        self._folder = tempfile.TemporaryDirectory(prefix="qingdan-")
        folder, included = Path(self._folder.name), build_data["force_include"]
        for name in closure.keep(folder):
            included[str(folder / name)] = f"qingdan/closed/{name}"
        if files.SITE.is_dir():
            included[str(files.SITE)] = "qingdan/site"
        for source, compiled in language.sources():
            made = folder / f"{source.parents[1].name}.mo"
            language.compile_catalogue(source, made)
            included[str(made)] = str(compiled.relative_to(self.root))

    def finalize(
        self, version: str, build_data: dict[str, Any], artifact_path: str
    ) -> None:
        """Remove the folder in which these were made."""
        if version != "editable":
            self._folder.cleanup()
