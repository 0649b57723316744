"""The Hub's errors in words, whichever library of HTTP its client has."""

import importlib
import importlib.util

import pytest

from park.errors import InputError, ParkError, Stopped
from park.hub.api import explain
from park.hub.upload import Upload

TOKEN = "hf_secret"
LIBRARIES = [name for name in ("httpx", "httpx2") if importlib.util.find_spec(name)]


def caused(error, cause):
    error.__cause__ = cause
    return error


def test_a_library_of_http_is_installed():
    assert LIBRARIES


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize(
    "name, kind",
    [
        ("ConnectError", Stopped),
        ("ReadTimeout", Stopped),
        ("RemoteProtocolError", Stopped),
        ("TooManyRedirects", Stopped),
        ("UnsupportedProtocol", InputError),
        ("InvalidURL", InputError),
    ],
)
def test_an_error_of_http_is_told_alike_by_either_library(library, name, kind):
    error = getattr(importlib.import_module(library), name)("no route")
    for each in (error, caused(RuntimeError("Error while uploading"), error)):
        assert type(explain(each, "me/data", TOKEN)) is kind


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_an_error_of_a_library_that_is_not_installed_here_is_told_too(library):
    base = type("HTTPError", (Exception,), {"__module__": library})
    error = type("ConnectError", (base,), {"__module__": f"{library}._exceptions"})("no route")
    assert type(explain(error, "me/data", TOKEN)) is Stopped


@pytest.mark.parametrize(
    "error, kind",
    [
        (ConnectionResetError(104, "Connection reset by peer"), Stopped),
        (TimeoutError(), Stopped),
        (RuntimeError("CAS service error: Reqwest error"), Stopped),
        (caused(RuntimeError("Error while uploading"), Stopped("later")), Stopped),
        (ValueError("Invalid metadata in README.md"), ParkError),
        (KeyError("url"), ParkError),
        (FileNotFoundError(2, "No such file or directory", "a.parquet"), ParkError),
    ],
)
def test_an_error_of_the_client_is_told_by_what_can_be_done_about_it(error, kind):
    found = explain(error, "me/data", TOKEN)
    assert type(found) is kind
    assert "\n" not in str(found)


def test_an_error_that_is_none_of_the_hub_s_is_not_explained():
    assert explain(AssertionError("a mistake of ours"), "me/data", TOKEN) is None


def test_a_long_message_is_cut_and_holds_no_token():
    found = str(explain(ConnectionError(f"{TOKEN}\n\x1b[2J{'x' * 999}"), "me/data", TOKEN))
    assert len(found) < 400
    assert TOKEN not in found
    assert found.isprintable()


def test_the_size_of_an_upload_is_its_bytes(tmp_path):
    path = tmp_path / "a"
    path.write_text("çay")
    assert Upload("a", path).size == Upload("a", "çay".encode()).size == 4
