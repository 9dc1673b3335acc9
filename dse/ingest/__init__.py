"""Outside files to typed rows of tables, or everything that is wrong with them, in French.

decoding -> cells -> recognise -> values -> rows -> gather -> checks, merge, references, doubts -> proposal
"""

from __future__ import annotations

from dse.ingest.cells import Upload
from dse.ingest.merge import Detail, TableDiff
from dse.ingest.problems import Problem
from dse.ingest.proposal import Proposal, confirm, propose

__all__ = ["Detail", "Problem", "Proposal", "TableDiff", "Upload", "confirm", "propose"]
