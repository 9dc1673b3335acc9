"""What is done with members: what needs somebody, then accompaniments, activities, experiments and partnerships in one list."""

from dse.ui.frame import menu

menu.require_frame()

from dse.ui.following import list_page
from dse.ui.frame import shell

list_page.show(shell.get_source())
