"""The web server around the pages: what it refuses, the headers it sends, the document it gives, how it starts and ends.

`app.py` hands `MIDDLEWARE` and `lifespan` to Streamlit. Nothing of a page depends on them.
"""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from streamlit import config

from dse.ui.server import document, guards
from dse.ui.server.lifecycle import lifespan

__all__ = ["MIDDLEWARE", "lifespan"]

# From the outside in: a refusal bears the headers too.
MIDDLEWARE = (
    Middleware(guards.add_security_headers),
    Middleware(
        TrustedHostMiddleware, allowed_hosts=config.get_option("server.allowedHosts"), www_redirect=False
    ),
    Middleware(guards.refuse_foreign_origins),
    Middleware(document.serve_document),
)
