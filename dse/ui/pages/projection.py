"""One question a slide, large enough for a room."""

from dse.ui.projection import projector

projector.show()
