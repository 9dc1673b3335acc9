"""All organisations: who is a member, who was, who never was; each name leads to its sheet."""

from dse.ui.frame import menu

menu.require_frame()

from dse.ui.frame import shell
from dse.ui.members import list_page, outdated_contacts

list_page.show(shell.get_source())
outdated_contacts.show(shell.get_source())
