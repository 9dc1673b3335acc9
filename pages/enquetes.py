"""What members say: who answers, and what, wave after wave."""

from dse.ui import surveys
from dse.ui.frame import shell

shell.require_frame()

surveys.show()
