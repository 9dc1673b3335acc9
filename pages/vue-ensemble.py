"""Where to begin: where the network stands, what each page has to say, what the last import changed."""

from dse.ui import overview, shell

shell.require_frame()

overview.show(shell.current())
