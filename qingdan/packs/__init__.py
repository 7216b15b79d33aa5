"""The user's own copy of a list: read from a table, held against what is announced, confirmed."""
