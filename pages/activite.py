"""The sheet of an activity: what somebody should do about it, and everything that is known of it."""

from dse.ui.frame import menu

menu.require_frame()

from dse.ui.following import activity_page
from dse.ui.frame import shell

activity_page.show(shell.get_source())
