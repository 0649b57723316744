import httpx
import pytest

from park.errors import InputError, ParkError, Stopped
from park.export.hub import explain
from park.export.parcel import Upload

TOKEN = "hf_secret"


def caused(error, cause):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error, kind",
    [
        (httpx.ConnectError("no route"), Stopped),
        (httpx.ReadTimeout(""), Stopped),
        (ConnectionResetError(104, "Connection reset by peer"), Stopped),
        (TimeoutError(), Stopped),
        (RuntimeError("CAS service error: Reqwest error"), Stopped),
        (caused(RuntimeError("Error while uploading"), httpx.ReadError("cut")), Stopped),
        (httpx.UnsupportedProtocol("Request URL is missing a protocol"), InputError),
        (httpx.InvalidURL("Invalid port"), InputError),
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
    found = str(explain(httpx.ConnectError(f"{TOKEN}\n\x1b[2J{'x' * 999}"), "me/data", TOKEN))
    assert len(found) < 400
    assert TOKEN not in found
    assert found.isprintable()


def test_the_size_of_an_upload_is_its_bytes(tmp_path):
    path = tmp_path / "a"
    path.write_text("çay")
    assert Upload("a", path).size == Upload("a", "çay".encode()).size == 4
