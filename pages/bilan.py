"""The dossier of a triennial: what it will hold, what was published before, and the file."""

from dse.ui.frame import menu

menu.require_frame()

from dse.ui.frame import shell
from dse.ui.review import review_page

review_page.show(shell.get_source())
