"""Where the offer is far from the needs, who is behind it, what is decided and what becomes of it."""

from dse.ui import offer
from dse.ui.frame import shell

shell.require_frame()

offer.page()
