"""Stored questions and queries of one's own, in SPARQL."""
