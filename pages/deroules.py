"""Running orders: slides chosen beforehand, in an order of one's own."""

from dse.ui import orders, shell

shell.require_frame()

orders.show(shell.current())
