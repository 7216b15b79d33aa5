"""Where a dossier stands: a folder with a manifest, of which only what is ours is written over."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from ...errors import CallError, Fault, InputError
from ...output import whole

MANIFEST = "manifest.json"
KIND = "qingdan-dossier"
_LARGEST = 64 << 20
_ELSEWHERE = "name another folder with --out"


def digest(content: bytes) -> str:
    """The digest of a file as the manifest keeps it."""
    return f"sha256:{sha256(content).hexdigest()}"


def entries(files: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """What the manifest says of each file."""
    return {
        name: {"digest": digest(files[name]), "bytes": len(files[name])}
        for name in sorted(files)
    }


def read(folder: Path) -> dict[str, Any]:
    """
    The manifest of a dossier that was written before.

    Raises InputError where the folder has none, or one that is not ours.
    """
    path = folder / MANIFEST
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("too large")
        manifest = json.loads(path.read_text("utf-8"))
        if manifest["kind"] != KIND or not _is_whole(manifest):
            raise ValueError("another kind")
    except FileNotFoundError:
        raise InputError(
            Fault(
                str(folder),
                "there is no dossier",
                "make one first, without --check",
            )
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise InputError(
            Fault(str(path), "this is no manifest of a dossier", _ELSEWHERE)
        ) from None
    return dict(manifest)


def _is_whole(manifest: dict[str, Any]) -> bool:
    """Whether a manifest has what is read of it, and names files within its folder alone."""
    files = manifest["files"]
    filings = manifest["filings"]
    within = all(
        not PurePosixPath(name).is_absolute()
        and ".." not in PurePosixPath(name).parts
        for name in files
    )
    whole_filings = all(
        isinstance(entry[key], kind)
        for entry in filings
        for key, kind in (("handler", str), ("fields", dict), ("items", list))
    )
    if not within:
        return False
    if not whole_filings:
        return False
    return all(isinstance(entry["digest"], str) for entry in files.values())


def write(
    folder: Path, files: Mapping[str, bytes], manifest: dict[str, Any]
) -> None:
    """
    Write the files of a dossier, the manifest last.

    Nothing that is not ours is written over or removed: raises CallError where the folder holds
    something else, or where a file was changed since it was made.
    """
    old = _ours(folder, files)
    for parent in sorted({(folder / name).parent for name in files}):
        _make(parent)
    for name, content in files.items():
        path = folder / name
        with whole(path) as part:
            part.write_bytes(content)
    for name in set(old) - set(files):
        (folder / name).unlink(missing_ok=True)
    with whole(folder / MANIFEST) as part:
        part.write_text(
            json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8"
        )


def _make(parent: Path) -> None:
    """Make the folder of one handler, within that of the dossier and nowhere else."""
    try:
        if parent.is_symlink():
            raise FileExistsError(errno.EEXIST, "it is a link")
        parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CallError(
            f"{parent} cannot be made a folder ({error.strerror}); {_ELSEWHERE}"
        ) from None


def _ours(folder: Path, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The files of the dossier that stands there, once it is sure that they are as we left them."""
    if os.path.lexists(folder) and not folder.is_dir():
        raise CallError(f"{folder} is no folder; {_ELSEWHERE}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        inside = list(folder.iterdir())
    except OSError as error:
        raise CallError(
            f"{folder} cannot be written ({error.strerror}); {_ELSEWHERE}"
        ) from None
    if not inside:
        return {}
    if not (folder / MANIFEST).is_file():
        raise CallError(
            f"{folder} holds files that are not of a dossier; {_ELSEWHERE}"
        )
    old: dict[str, Any] = read(folder)["files"]
    for name in sorted({*old, *files}):
        path = folder / name
        if not os.path.lexists(path):
            continue
        known = {old[name]["digest"]} if name in old else set()
        known |= {digest(files[name])} if name in files else set()
        if (
            path.is_symlink()
            or not path.is_file()
            or digest(path.read_bytes()) not in known
        ):
            raise CallError(
                f"{path} was changed since it was made, and is not written over;"
                f" move it away, or {_ELSEWHERE}"
            )
    return old


def changed(folder: Path, manifest: dict[str, Any]) -> dict[str, str]:
    """The files of a dossier that are no longer as they were made, each with what became of it."""
    moved = {}
    for name, entry in sorted(manifest["files"].items()):
        path = folder / name
        if not path.is_file():
            moved[name] = "missing"
        elif digest(path.read_bytes()) != entry["digest"]:
            moved[name] = "changed"
    return moved
