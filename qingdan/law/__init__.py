"""The law as data: closed, read and compiled once; conditions and their logic."""
