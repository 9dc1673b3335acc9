"""Running orders: slides chosen beforehand, in an order of one's own."""

from dse.ui.frame import menu

menu.require_frame()

from dse.ui.frame import shell
from dse.ui.projection import order_editor

order_editor.show(shell.get_source())
