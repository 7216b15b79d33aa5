"""
Readers, one for each format: bytes of a stranger in, rows
or statements out, or one clear fault.
"""
