"""One question a slide, large enough for a room."""

from dse.ui import projection, shell

shell.require_frame()

projection.show()
