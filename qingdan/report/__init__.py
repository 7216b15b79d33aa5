"""Renderings of one determination: text, JSON, Turtle, HTML, tables. Each reads the same object."""
