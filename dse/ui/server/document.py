"""The HTML document that Streamlit serves for every page: in French, its policy allowing the scripts that stand in it.

Streamlit's own words cannot be set: `french.js` replaces those of `data/streamlit_words.csv` in the page, in the frame that Streamlit draws and
nowhere in the team's data. Where Streamlit changes, its English returns and nothing else. `one_entry.js` has each page once in the
history of the browser, `unsent.js` has the browser ask who leaves a page while typing.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import re
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dse import paths
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
                    document = _finish(start, bytes(body))
                    await send(start)
                    await send({"type": "http.response.body", "body": document})

        headers = [pair for pair in scope["headers"] if pair[0] not in _LEFT_OUT]
        await app({**scope, "headers": headers}, receive, send_document)

    return serve


def translate_document(html: str) -> str:
    """The document of Streamlit, declared in French and with our script before any of its own."""
    return html.replace('<html lang="en">', '<html lang="fr">', 1).replace(
        "<head>", f"<head><script>{_read_script()}</script>", 1
    )


@cache
def _read_script() -> str:
    with (paths.DATA / "streamlit_words.csv").open(encoding="utf-8", newline="") as file:
        words = [[row["english"], row["french"], row["where"]] for row in csv.DictReader(file)]
    folder = Path(__file__).parent
    scripts = [
        (folder / name).read_text(encoding="utf-8") for name in ("french.js", "one_entry.js", "unsent.js")
    ]
    return "\n".join([f"const WORDS = {json.dumps(words, ensure_ascii=False)};", *scripts])


def hash_inline_scripts(html: str) -> list[str]:
    """SHA-256 of the scripts that stand in the document, as a policy names them."""
    scripts = _INLINE_SCRIPT.findall(html)
    return [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]


def _finish(start: Message, body: bytes) -> bytes:
    html = translate_document(body.decode("utf-8"))
    translated = html.encode()
    headers = MutableHeaders(scope=start)
    headers[POLICY] = write_policy(*hash_inline_scripts(html))
    headers["Content-Length"] = str(len(translated))
    headers["Cache-Control"] = "no-store"  # policy and document are of one piece
    del headers["ETag"]
    return translated


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
