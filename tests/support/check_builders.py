"""Files and situations of the examples that a line of cells does not hold, by the name that a check gives (`built`).

Each is a function of the store that holds the clean files (not to be written) and of an empty folder. It gives an Upload
to be imported there, the Proposal of an import of its own, or the issues themselves.
"""

from __future__ import annotations
