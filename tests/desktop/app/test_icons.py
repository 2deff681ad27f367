"""Every icon draws itself, in its colour, at the pixels of the screen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImageReader

from desktop.app.icons import app_icon, icon, pixmap
from desktop.app.theme import color

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "icons"
NAMES = sorted(file.stem for file in FOLDER.glob("*.svg") if file.stem != "app")

pytestmark = pytest.mark.usefixtures("qapp")


def colours(picture) -> set[str]:
    image = picture.toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


@pytest.mark.parametrize("name", NAMES)
def test_icon_draws_lines_of_one_style_in_its_colour(name):
    drawing = (FOLDER / f"{name}.svg").read_text("utf-8")
    assert 'stroke="currentColor" stroke-width="1.75"' in drawing
    assert not re.search(r"#[0-9a-fA-F]{3}", drawing)
    assert colours(icon(name, "primary").pixmap(48, 48)) == {color("primary").name()}


def test_icon_is_as_sharp_as_the_screen():
    for scale in (1.0, 1.25, 1.5, 2.0):
        picture = pixmap("search", "text", 20, scale)
        assert (picture.width(), picture.devicePixelRatio()) == (round(20 * scale), scale)


def test_disabled_icon_is_pale():
    picture = icon("print").pixmap(QSize(48, 48), QIcon.Mode.Disabled)
    assert colours(picture) == {color("disabled").name()}


def test_unknown_icon_or_colour_is_an_error():
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")
    with pytest.raises(KeyError):
        icon("home", "no-such-colour")


def test_application_icon_exists_for_window_and_exe():
    assert not app_icon().pixmap(32, 32).isNull()
    reader = QImageReader(str(FOLDER / "app.ico"))
    sizes = set()
    for number in range(reader.imageCount()):
        reader.jumpToImage(number)
        sizes.add(reader.read().width())
    assert {16, 32, 48, 256} <= sizes
