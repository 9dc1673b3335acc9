"""Which members make use of the offer, and what becomes of their requests."""

from dse.ui import card, shell

shell.require_frame()

card.page("recours")
