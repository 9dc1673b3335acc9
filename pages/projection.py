"""One question a slide, large enough for a room."""

from dse.ui.frame import shell
from dse.ui.projection import projector

shell.require_frame()

projector.show()
