"""`qingdan serve`: the SPARQL endpoint, the pages and the API over one inventory."""

from __future__ import annotations

import logging
import signal
import sys
from datetime import date
from pathlib import Path

import click

from ..errors import CallError
from .options import AS_OF

_THREADS = 24


@click.command()
@click.argument("inventory", nargs=-1, type=click.Path(path_type=Path))
@AS_OF
@click.option("--port", type=click.IntRange(0, 65_535), default=8_080, show_default=True, help="Port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; loopback unless you name another.")
@click.option(
    "--token-file", type=click.Path(path_type=Path), help="File with a token that calls of the API must bring (Authorization: Bearer)."
)
def serve(inventory: tuple[Path, ...], as_of: date | None, port: int, host: str, token_file: Path | None) -> None:
    """
    Serve the law, INVENTORY and its determinations: SPARQL at /sparql, an API at /api/, a page for every term.

    \b
    qingdan serve data/inventories/icv-maker.ttl --as-of 2026-03-02 --port 8080
    """
    try:
        import waitress

        import qingdan_server
    except ImportError as error:
        raise CallError(f"the front is not installed ({error.name} is missing); install qingdan[server]") from None
    from ..serving.service import Service

    token = _token(token_file)
    service = Service(inventory, as_of)
    app = qingdan_server.create_app(service, token)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    try:
        server = waitress.create_server(app, host=host, port=port, ident="qingdan", threads=_THREADS)
    except OSError as error:
        raise CallError(f"{host}:{port} cannot be listened on ({error.strerror}); name another with --host and --port") from None
    click.echo(f"serving on http://{host}:{server.effective_port}/", err=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        server.run()
    finally:
        service.close()


def _token(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        token = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CallError(f"the token file {path} cannot be read ({error}); name a file that may be read") from None
    if not token:
        raise CallError(f"the token file {path} is empty; write a token into it, for example from `openssl rand -hex 32`")
    return token
