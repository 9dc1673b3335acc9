"""What members say: who answers, and what, wave after wave."""

from dse.ui import surveys

surveys.show()
