"""The demonstration book, made once as the user makes it, and the pictures of it."""

from __future__ import annotations

import json

import pytest

from desktop.commands.passphrase import VARIABLE

PNG = b"\x89PNG\r\n"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    from desktop.__main__ import main

    path = tmp_path_factory.mktemp("demo") / "演示.ybz"
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(VARIABLE, raising=False)
        assert main(["demo", str(path)]) == 0
    return path


def test_demo_opens_with_its_passphrase_and_is_not_overwritten(run, demo, monkeypatch):
    monkeypatch.setenv(VARIABLE, "demo")
    code, out, _ = run("organizations", "list", "--book", demo, "--json")
    assert code == 0
    assert json.loads(out)["count"] > 20
    before = demo.read_bytes()
    code, _, err = run("demo", demo)
    assert code == 1
    assert "已经存在" in err
    assert demo.read_bytes() == before


def test_showcase_shows_every_page(qapp, run, demo, monkeypatch, tmp_path):
    from PySide6.QtGui import QImage

    from desktop.pages import PAGES

    monkeypatch.setenv(VARIABLE, "demo")
    out = tmp_path / "图片"
    code, stdout, err = run("showcase", "--book", demo, "--out", out, "--json")
    assert (code, err) == (0, "")
    files = json.loads(stdout)["files"]
    assert sorted(files) == sorted(str(path) for path in out.iterdir()), "nothing else is left there"
    assert {f"{page.key}.png" for page in PAGES} <= {path.name for path in out.iterdir()}
    assert (out / "会议记录.pdf").read_bytes().startswith(b"%PDF")
    assert (out / "会议记录-01.png").exists()
    for path in out.glob("*.png"):
        picture = QImage(str(path)).scaled(80, 60)
        colours = {picture.pixel(x, y) for x in range(80) for y in range(60)}
        assert len(colours) > 20, f"{path.name} is blank"
