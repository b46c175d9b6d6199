"""The HTML report, served on this machine a page at a time over a result that grows."""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from threading import Lock
from urllib.parse import parse_qsl, urlsplit

from pydantic import ValidationError

from detector.detection import Detection
from detector.reporting import check_references
from detector.reporting.html import render_selection
from detector.reporting.overview import Overview
from detector.reporting.selection import Selection
from detector.reporting.templating import content_security_policy

logger = logging.getLogger(__name__)

_MOST_PARAMETERS = 20


class ReportServer(ThreadingHTTPServer):
    """Serves the report of a result file; the file is read anew whenever it changes.

    Parameters
    ----------
    path : Path
        What ``detector score -o`` wrote.
    host : str
        Name or address to listen on.
    port : int
        0 for any that is free; `address` tells which.

    Raises
    ------
    ValueError
        If the file is not a result.
    OSError
        If the file cannot be read, or the port is taken.
    """

    daemon_threads = True

    def __init__(self, path: Path, host: str = "127.0.0.1", port: int = 8765) -> None:
        self.host = host
        self.result = ResultFile(path)
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Handler)

    def server_bind(self) -> None:
        """Bind without the look-up of a full name, which may ask the network."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.host, self.server_address[1]

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{name}:{self.server_port}/"


class ResultFile:
    """A result file and what it held when it was last readable.

    Raises
    ------
    ValueError
        If it is not a result.
    OSError
        If it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._seen = self.state()
        self._overview = Overview(_read(path))
        self._notice = ""

    def page(self, query: dict[str, str]) -> bytes:
        """The page that an address asks for, from the file as it is now.

        Raises
        ------
        ValueError
            If a parameter is not allowed.
        """
        selection = Selection.of_query(query)
        with self._lock:
            self._refresh()
            if "finding" in query:
                selection = selection.showing(query["finding"], self._overview.detection)
            return render_selection(self._overview, selection, self._notice, self._seen)

    def state(self) -> str:
        """What changes when the file is written to or replaced; empty while it is gone."""
        try:
            status = os.stat(self.path)
        except OSError:
            return ""
        return f"{status.st_mtime_ns:x}-{status.st_size:x}-{status.st_ino:x}"

    def _refresh(self) -> None:
        state = self.state()
        # What could not be read is tried again: it may be readable by now.
        if state == self._seen and not self._notice:
            return
        self._seen = state
        try:
            self._overview, self._notice = Overview(_read(self.path)), ""
        except (OSError, ValueError) as error:
            logger.warning("%s", error)
            self._notice = (
                f"The result has changed and cannot be read; this is the last one: {error}"
            )


def _read(path: Path) -> Detection:
    try:
        detection = Detection.from_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(
            f"{path} is no result of this version: {where or 'file'}: {first['msg']}; "
            "make it with `detector score -o`"
        ) from error
    check_references(detection)
    return detection


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a host of that name."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Handler(BaseHTTPRequestHandler):
    server: ReportServer
    #: Seconds that a browser may take to say what it wants.
    timeout = 30
    server_version = "detector"
    sys_version = ""

    def do_GET(self) -> None:
        if not self._is_for_us():
            self._say(HTTPStatus.MISDIRECTED_REQUEST, "No such host here.")
            return
        address = urlsplit(self.path)
        if address.path == "/state":
            self._send(HTTPStatus.OK, "text/plain", self.server.result.state().encode())
            return
        if address.path != "/":
            self._say(HTTPStatus.NOT_FOUND, "There is one page only: /")
            return
        try:
            query = dict(parse_qsl(address.query, max_num_fields=_MOST_PARAMETERS))
            page = self.server.result.page(query)
        except ValueError as error:
            self._say(HTTPStatus.BAD_REQUEST, str(error))
            return
        self._send(HTTPStatus.OK, "text/html", page)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _is_for_us(self) -> bool:
        """Whether the Host header is an address, or a name that is ours.

        A page of a stranger whose name has been made to lead here sends its own name
        (DNS rebinding).
        """
        try:
            name = urlsplit(f"//{self.headers.get('Host', '')}").hostname or ""
            if name in ("localhost", self.server.host.lower()):
                return True
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def _say(self, status: HTTPStatus, message: str) -> None:
        self._send(status, "text/plain", f"{message}\n".encode("utf-8", "replace"))

    def _send(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self.send_response(status)
        policy = content_security_policy(served=True) + "; frame-ancestors 'none'"
        for name, value in {
            "Content-Type": f"{kind}; charset=utf-8",
            "Content-Length": str(len(content)),
            "Content-Security-Policy": policy,
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-cache",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        logger.info(format, *arguments)
