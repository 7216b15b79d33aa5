"""`python -m qingdan`."""

from .cli import run

run()
