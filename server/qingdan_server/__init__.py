"""The front: HTTP in, answers of the engine out; it translates and decides nothing."""

from .app import create_app as create_app
from .listening import listen as listen
