"""Running orders: slides chosen beforehand, in an order of one's own."""

from dse.ui.frame import shell
from dse.ui.projection import order_editor

shell.require_frame()

order_editor.show(shell.get_source())
