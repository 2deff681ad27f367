"""A small district, made once: 7 organizations, 144 people, 400 meetings."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from db.security.opening import open_with_key


@pytest.fixture(scope="session")
def make_district():
    """``make_district(path, scale)`` of the benches."""
    path = Path(__file__).resolve().parents[2] / "bench" / "district.py"
    spec = importlib.util.spec_from_file_location("district", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module.make_district


@pytest.fixture(scope="session")
def district(make_district, tmp_path_factory):
    """The small district's book, open; tests only read it."""
    made = make_district(tmp_path_factory.mktemp("district") / "云溪区.ybz", 0.002)
    book = open_with_key(made.path, made.key, made.actor)
    yield book
    book.close()
