"""The sheet of one organisation: what to have in mind before calling, and everything that is known of it."""

from dse.ui.frame import menu

menu.require_frame()

from dse.ui.frame import shell
from dse.ui.members import sheet_page

sheet_page.show(shell.get_source())
