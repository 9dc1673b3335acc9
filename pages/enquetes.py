"""What members say: who answers, and what, wave after wave."""

from dse.ui import shell, surveys

shell.require_frame()

surveys.page()
