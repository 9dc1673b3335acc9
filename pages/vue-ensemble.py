"""Where to begin: where the network stands, what each page has to say, what the last import changed."""

from dse.ui.frame import menu

menu.require_frame()

from dse.ui.frame import shell
from dse.ui.overview import overview_page

overview_page.show(shell.get_source())
