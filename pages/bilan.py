"""The dossier of a triennial: what it will hold, what was published before, and the file."""

from dse.ui import review, shell

shell.require_frame()

review.show(shell.current())
