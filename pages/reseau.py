"""Who is in the network, who comes, who meets whom, with which partners, in which countries, to try what."""

from dse.ui.frame import menu

menu.require_frame()

from dse.ui import network

network.show()
