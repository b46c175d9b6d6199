"""Fetching a named address, and nothing that what it returns may point to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from time import monotonic

import httpx

from detector.readers.bounded import read_bounded
from detector.readers.document import Document
from detector.version import __version__

_SECONDS_TO_ANSWER = 20.0
# A server that sends a byte now and then would never run into the other limit.
_SECONDS_IN_ALL = 120.0
_MOST_REDIRECTS = 5

_HEADERS = {
    "user-agent": f"detector/{__version__}",
    # We uncompress ourselves, within bounds; httpx would unfold a bomb first.
    "accept-encoding": "gzip",
}


class FetchError(Exception):
    """An address could not be read; the message says why."""


def fetch(address: str, limit: int) -> Document:
    """Read what an http(s) address returns.

    Parameters
    ----------
    address : str
    limit : int
        Most bytes, also uncompressed.

    Raises
    ------
    FetchError
        If the server cannot be reached, refuses, or takes too long.
    """
    try:
        with (
            httpx.Client(
                follow_redirects=True,
                max_redirects=_MOST_REDIRECTS,
                timeout=_SECONDS_TO_ANSWER,
                headers=_HEADERS,
            ) as client,
            client.stream("GET", address) as response,
        ):
            _refuse(response)
            content = read_bounded(_in_time(response.iter_raw()), limit)
            return Document(without_password(address), content, response.charset_encoding)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error) or type(error).__name__
        raise FetchError(
            f"it could not be fetched ({reason}); check address and network"
        ) from error


def without_password(address: str) -> str:
    """The address as reports may show it."""
    # Not parsed: the address may be one that no parser accepts.
    return re.sub(r"^(https?://)[^/?#]*@", r"\1", address, flags=re.IGNORECASE)


def _refuse(response: httpx.Response) -> None:
    if response.status_code != httpx.codes.OK:
        raise FetchError(
            f"the server answered {response.status_code} {response.reason_phrase}; "
            "open the address in a browser to see why"
        )
    coding = response.headers.get("content-encoding", "identity").lower()
    if coding not in {"identity", "gzip", "x-gzip"}:
        raise FetchError(f"the server compresses with {coding!r}, which was not asked for")


def _in_time(chunks: Iterator[bytes]) -> Iterator[bytes]:
    end = monotonic() + _SECONDS_IN_ALL
    for chunk in chunks:
        if monotonic() > end:
            raise FetchError(f"the server took more than {_SECONDS_IN_ALL:g} seconds")
        yield chunk
