"""What members say: who answers, and what, wave after wave."""

from dse.ui.frame import menu

menu.require_frame()

from dse.ui import surveys

surveys.show()
