"""
Natural persons, each once: from transfer logs to tallies,
the day of each crossing, and what may still be sent.
"""
