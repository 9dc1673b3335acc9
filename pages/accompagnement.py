"""The sheet of an accompaniment: what somebody should do about it, and everything that is known of it."""

from dse.ui.frame import menu

menu.require_frame()

from dse.ui.following import accompaniment_page
from dse.ui.frame import shell

accompaniment_page.show(shell.get_source())
