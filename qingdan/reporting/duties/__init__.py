"""Duties with their days: as sentences, as data, as a list for a handler, as a calendar file."""
