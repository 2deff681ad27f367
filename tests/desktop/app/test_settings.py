from __future__ import annotations

from desktop.app.settings import Settings


def test_what_was_set_is_there_at_the_next_start(tmp_path):
    file = tmp_path / "new" / "settings.json"
    Settings(file).set("recent", ["/账本/一社区.ybz"])
    assert Settings(file).get("recent", [""]) == ["/账本/一社区.ybz"]
    assert [left.name for left in file.parent.iterdir()] == ["settings.json"]


def test_damaged_file_or_value_means_the_default(tmp_path):
    file = tmp_path / "settings.json"
    file.write_text("{“坏", encoding="utf-8")
    settings = Settings(file)
    assert settings.get("zoom", 100) == 100
    settings.set("zoom", 125)
    assert Settings(file).get("zoom", "100") == "100", "a value of another type is not trusted"
    assert Settings(file).get("zoom", 100) == 125


def test_desk_that_cannot_be_written_to_does_not_matter(tmp_path):
    (tmp_path / "file").touch()
    settings = Settings(tmp_path / "file" / "settings.json")
    settings.set("zoom", 125)
    assert settings.get("zoom", 100) == 125
