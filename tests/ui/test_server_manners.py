"""What the server refuses and which headers it sends, by real requests to a dashboard that runs."""

from __future__ import annotations

import base64
import hashlib
import http.client
import re
import urllib.request
from collections.abc import Iterator

import pytest
from browser_session import PATIENCE, Server, settle
from playwright.sync_api import Page

from dse.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
pytest_plugins = ("browser_session",)

PAGE = {"Accept": "text/html", "Accept-Encoding": "gzip", "If-None-Match": '"*"'}
SOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
PATHS = ("/", "/recours", "/static/css/", "/_stcore/health", "/_stcore/host-config", "/nulle-part")


def ask(server: Server, path: str, headers: dict[str, str]) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Status, headers and body of a GET; a socket that is opened is not read."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, b"" if answer.status == 101 else answer.read()
    finally:
        connection.close()


def directives(policy: str) -> dict[str, str]:
    return dict(each.strip().partition(" ")[::2] for each in policy.split(";"))


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_bears_the_headers(server: Server, path: str) -> None:
    _, headers, _ = ask(server, path, PAGE)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    rules = directives(headers["Content-Security-Policy"])
    assert (rules["default-src"], rules["frame-ancestors"], rules["base-uri"]) == ("'none'",) * 3
    assert rules["connect-src"] == "'self'"
    assert "unsafe" not in rules["script-src"]
    assert "*" not in headers["Content-Security-Policy"] and "http" not in headers["Content-Security-Policy"]


def test_the_scripts_of_the_document_are_those_that_its_policy_allows(server: Server) -> None:
    status, headers, body = ask(server, "/recours", PAGE)
    assert status == 200
    scripts = re.findall(rb"<script>(.*?)</script>", body, re.DOTALL)
    allowed = re.findall(r"'sha256-([^']+)'", headers["Content-Security-Policy"])
    assert scripts
    assert allowed == [base64.b64encode(hashlib.sha256(each).digest()).decode() for each in scripts]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example", "192.168.0.7"]
)
@pytest.mark.parametrize("path", ["/", "/recours", "/_stcore/health", "/_stcore/stream"])
def test_a_foreign_host_is_refused(server: Server, path: str, host: str) -> None:
    headers = {"Host": host.format(port=server.port)} | (SOCKET if path.endswith("stream") else PAGE)
    assert ask(server, path, headers)[0] == 400


@pytest.mark.parametrize(
    "origin", ["http://localhost:9999", "http://127.0.0.1:9999", "http://evil.example", "null", "http://["]
)
@pytest.mark.parametrize("path", ["/recours", "/_stcore/health", "/_stcore/stream"])
def test_a_page_of_another_port_or_site_is_refused(server: Server, path: str, origin: str) -> None:
    headers = {"Origin": origin} | (SOCKET if path.endswith("stream") else PAGE)
    assert ask(server, path, headers)[0] == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_our_own_page_is_answered_under_both_names(server: Server, host: str) -> None:
    own = {"Host": f"{host}:{server.port}", "Origin": f"http://{host}:{server.port}"}
    assert ask(server, "/recours", own | PAGE)[0] == 200
    assert ask(server, "/_stcore/stream", own | SOCKET)[0] == 101


@pytest.fixture
def own_server(network: str, demo_store: Store) -> Iterator[Server]:
    """A server whose memory nobody else fills."""
    server = Server(demo_store.path)
    yield server
    server.stop()


SEND = """async () => {
    const token = document.cookie.match(/_streamlit_xsrf=([^;]+)/)[1];
    const sent = new FormData();
    sent.append("file", new Blob(["x".repeat(1_000_000)]), "perdu.csv");
    const path = window.uploadPath.replace(/[^/]+$/, "personne");
    return (await fetch(path, { method: "PUT", body: sent, headers: { "X-Xsrftoken": token } })).status;
}"""


def held_bytes(server: Server) -> int:
    """Bytes of uploaded files in the memory of the server, as it counts them."""
    text = urllib.request.urlopen(server.address("_stcore/metrics"), timeout=20).read().decode()
    found = re.findall(r"cache_memory_bytes\{[^}]*UploadedFileManager[^}]*\} (\d+)", text)
    return sum(map(int, found))


def test_a_file_that_no_frame_shows_is_given_back_with_the_others(own_server: Server, page: Page) -> None:
    page.goto(own_server.address("donnees"))
    settle(page)
    dropped = {"name": "offre.csv", "mimeType": "text/csv", "buffer": b"Colonne;Autre\n" * 10}
    with page.expect_response(lambda response: response.request.method == "PUT") as uploaded:
        page.locator('input[type="file"]').first.set_input_files(dropped)
    settle(page)
    page.evaluate("path => { window.uploadPath = path; }", uploaded.value.url)
    assert page.evaluate(SEND) == 204
    assert held_bytes(own_server) > 1_000_000
    page.get_by_role("link", name="Recours").first.click()
    page.wait_for_url("**/recours*")
    settle(page)
    for _ in range(PATIENCE // 500):  # the page that is opened gives them back, once it is loaded
        if not held_bytes(own_server):
            break
        page.wait_for_timeout(500)
    assert held_bytes(own_server) == 0
