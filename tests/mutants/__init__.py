"""Mutants of clean files: what must change nothing, and faults planted at known places.

A base is a clean file with the store that waits for it; an operator makes a mutant of it; `judging` says what an import
makes of the mutant, and what is wrong with that.
"""
