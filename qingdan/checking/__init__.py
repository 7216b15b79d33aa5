"""
A checker of proofs that trusts nobody: it reads the law's Turtle and the inventory itself.

It is written from `docs/proof-format.md` and imports the standard library and the
parser of RDF alone, so that a fault of the engine is not its own.
"""

from .proofs import Checker as Checker
from .proofs import Refused as Refused
