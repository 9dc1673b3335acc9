"""One question a slide, large enough for a room."""

from dse.ui.frame import menu

menu.require_frame()

from dse.ui.projection import projector

projector.show()
