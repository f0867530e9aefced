"""Passwords in addresses: what is told of an address never has one."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.errors import HyperlabelError, StoreError, shorten
from hmlc_core.masking import Address, masked
from hmlc_core.runs.store.store import RunStore


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://me:secret@db/runs", "postgresql://me:***@db/runs"),
        ("at https://me:sec@ret/x?y#z@host:5000/a.", "at https://me:***@host:5000/a."),
        ("https://sEcReT@host/", "https://***@host/"),
        ("mysql+pymysql://:secret@db", "mysql+pymysql://:***@db"),
        ("tcp://scheduler:8786", "tcp://scheduler:8786"),
        ("postgresql://me@db/runs", "postgresql://me@db/runs"),
        ("postgresql://db/r?user=me&password=secret&x=1", "postgresql://db/r?user=me&password=***&x=1"),
        ("http://h/?access_token=secret", "http://h/?access_token=***"),
        ("dsn: host=db password='se cret' user=me", "dsn: host=db password=*** user=me"),
        ("sqlite:////home/me/mlflow.db", "sqlite:////home/me/mlflow.db"),
        ("training.rate=0.1, tokens=12", "training.rate=0.1, tokens=12"),
    ],
)  # fmt: skip
def test_what_is_masked_and_what_is_left(text: str, shown: str) -> None:
    assert masked(text) == shown
    assert masked(shown) == shown


@given(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1))
def test_any_password_without_blanks_is_masked(password: str) -> None:
    text = f"cannot reach postgresql://me:{password}@db/runs now"
    assert masked(text) == "cannot reach postgresql://me:***@db/runs now"


@pytest.mark.parametrize("variable", ["HMLC_TRACKING_URI", "HMLC_SCHEDULER"])
def test_a_password_with_blanks_is_masked_where_the_address_is_known(monkeypatch, variable) -> None:
    address = "postgresql://me:two words @ once@db/runs"
    monkeypatch.setenv(variable, address)
    assert masked(f"({address})") == "(postgresql://me:***@db/runs)"


def test_no_part_of_an_error_shows_a_password_though_it_is_shortened() -> None:
    secret = "postgresql://me:" + "hunter2" * 20 + "@db/runs"
    error = HyperlabelError(
        f"what {secret}", where=secret, expected=secret, received=shorten(secret), remedy=secret
    )
    assert "hunter" not in str(error)
    assert str(error).count("me:***@db/runs") == 5


def test_an_address_works_and_travels_as_it_is_and_is_represented_masked() -> None:
    address = RunStore("postgresql://me:secret@db/runs").uri
    assert address == "postgresql://me:secret@db/runs"
    assert repr(("call", address)) == "('call', 'postgresql://me:***@db/runs')"
    assert repr(pickle.loads(pickle.dumps(address))) == repr(address)
    assert isinstance(address, Address)


def test_a_defect_of_the_command_line_is_told_without_passwords(monkeypatch, capsys) -> None:
    from hmlc_core import __main__ as command

    def broken(prog_name: str) -> None:
        raise KeyError("postgresql://me:hunter2@db/runs")

    monkeypatch.setattr(command, "app", broken)
    with pytest.raises(SystemExit) as ended:
        command.main()
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert "Traceback" in said
    assert "postgresql://me:***@db/runs" in said
    assert "hunter" not in said


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("anna:pass word@127.0.0.1", "anna:***@127.0.0.1"),
        ("postgresql://me:/pass word@db/x", "postgresql://me:***@db/x"),
        ("sqlite:////home/a@b/mlflow.db", "sqlite:////home/a@b/mlflow.db"),
        (r"C:\runs\a@b", r"C:\runs\a@b"),
    ],
)
def test_an_address_that_lacks_its_scheme_shows_no_password(monkeypatch, address, told) -> None:
    monkeypatch.setenv("HMLC_TRACKING_URI", address)
    assert masked(f"There is no {address}.") == f"There is no {told}."


def test_a_store_that_does_not_answer_is_told_without_its_password(monkeypatch) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("HMLC_TRACKING_URI", "http://me:hunter2@127.0.0.1:9")
    with pytest.raises(StoreError, match=r"http://me:\*\*\*@127\.0\.0\.1:9") as caught:
        RunStore().runs()
    assert "hunter2" not in str(caught.value)
