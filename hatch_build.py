"""
The build closes the law: a wheel carries the closure of the
sources it is built from, never a kept one.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    """
    Closes the law for a wheel; for an editable one into the
    checkout, so that its first use is quick.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Close the law and add it to what is built."""
        sys.path.insert(0, self.root)
        from qingdan import files
        from qingdan.law import closure

        if version == "editable":
            if not closure.fits(files.KEPT):
                closure.keep(files.KEPT)
            return
        self._folder = tempfile.TemporaryDirectory(prefix="qingdan-")
        for name in closure.keep(Path(self._folder.name)):
            build_data["force_include"][str(Path(self._folder.name) / name)] = (
                f"qingdan/closed/{name}"
            )

    def finalize(
        self, version: str, build_data: dict[str, Any], artifact_path: str
    ) -> None:
        """Remove the folder in which the law was closed."""
        if version != "editable":
            self._folder.cleanup()
