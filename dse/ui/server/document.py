"""The HTML document that Streamlit serves for every page, its policy allowing the scripts that stand in it."""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dse.ui.server.guards import POLICY, write_policy

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# Of a request: with them the answer would be packed, or say that the browser has it already.
_LEFT_OUT = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}


def serve_document(app: ASGIApp) -> ASGIApp:
    """Give the document of a page whole, with the policy that is its own; all else as it comes."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if not _opens_a_page(scope):
            await app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def send_document(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_html(message):
                start.update(message)
            elif not start:
                await send(message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    _finish(start, body)
                    await send(start)
                    await send({"type": "http.response.body", "body": bytes(body)})

        headers = [pair for pair in scope["headers"] if pair[0] not in _LEFT_OUT]
        await app({**scope, "headers": headers}, receive, send_document)

    return serve


def hash_inline_scripts(html: str) -> list[str]:
    """SHA-256 of the scripts that stand in the document, as a policy names them."""
    scripts = _INLINE_SCRIPT.findall(html)
    return [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]


def _finish(start: Message, body: bytearray) -> None:
    headers = MutableHeaders(scope=start)
    headers[POLICY] = write_policy(*hash_inline_scripts(body.decode("utf-8")))
    headers["Content-Length"] = str(len(body))
    headers["Cache-Control"] = "no-store"  # policy and document are of one piece
    del headers["ETag"]


def _opens_a_page(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and "text/html" in Headers(scope=scope).get("accept", "")
    )


def _is_html(start: Message) -> bool:
    return start["status"] == 200 and Headers(raw=start["headers"]).get("content-type", "").startswith(
        "text/html"
    )
