"""The demonstration: fictional data, read from the raw files in data/demo by the ordinary import.

refresh → draft, freshness, user_edits; all → signature. The raw files are written by `tests/demo/generator`.
"""
