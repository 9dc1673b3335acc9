"""What another site, or another program's page on this machine, may not do with the dashboard."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "Content-Security-Policy"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def write_policy(*script_hashes: str) -> str:
    """The content security policy of a response whose own scripts have these hashes.

    Streamlit writes its stylesheets from the page and loads the scripts of components from blobs; charts are drawn without `eval`.
    """
    scripts = "".join(f" 'sha256-{digest}'" for digest in script_hashes)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' blob:{scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def add_security_headers(app: ASGIApp) -> ASGIApp:
    """Every response bears the headers; one that states a policy of its own keeps it."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"].endswith("response.start"):
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault(POLICY, write_policy())
            await send(message)

        await app(scope, receive, send_with_headers)

    return serve


def refuse_foreign_origins(app: ASGIApp) -> ASGIApp:
    """Refuse what a page of another host or port asks for. A browser names the page's origin; other programs need not."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or _is_own(Headers(scope=scope)):
            await app(scope, receive, send)
        else:
            await PlainTextResponse("Foreign origin", status_code=403)(scope, receive, send)

    return serve


def _is_own(headers: Headers) -> bool:
    origin = headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == headers.get("host")
    except ValueError:  # no address at all
        return False
