"""The demonstration book, made once."""

from __future__ import annotations

import pytest

from db.demo.book import NOW, USER, make_demo
from db.security.keyslots import Cost
from db.security.opening import open_book


@pytest.fixture(scope="session")
def passphrase():
    return "演示2022"


@pytest.fixture(scope="session")
def demo(tmp_path_factory, passphrase):
    path = tmp_path_factory.mktemp("demo") / "演示.ybz"
    return path, make_demo(path, passphrase, Cost(1, 8, 1))


@pytest.fixture(scope="session")
def opened(demo, passphrase):
    book = open_book(demo[0], passphrase, USER, now=lambda: NOW)
    yield book
    book.close()


@pytest.fixture
def connection(opened):
    with opened.read() as connection:
        yield connection
