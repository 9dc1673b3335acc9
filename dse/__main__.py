"""`python -m dse`. Read by any Python 3: a version that is too old must be able to say so."""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036
    VERSION = ".".join(str(part) for part in sys.version_info[:3])
    sys.stderr.write(
        "Python " + VERSION + " ne suffit pas : il faut Python 3.11 au minimum. "
        "Installez une version actuelle (https://www.python.org/downloads/), "
        "puis relancez la commande avec elle.\n"
    )
    sys.exit(4)

from dse import cli

code = cli.main()
sys.stdout.flush()
sys.stderr.flush()
# Without the interpreter's farewell: Arrow's threads, which outlive a read, may abort it (apache/arrow#34314), and
# the exit code would no longer be ours.
os._exit(code)
