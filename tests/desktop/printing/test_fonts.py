"""Every character finds a font, or is named."""

from __future__ import annotations

import subprocess
import sys

import pytest

from desktop.printing.fonts import REPLACEMENT, Face, Role, face, runs

RARE_NAMES = "张喆李㛃王𬭎𠮷田古丽·买买提䶮翀"


def test_rare_names_have_a_glyph_in_every_role():
    for role in Role:
        assert "".join(text for _, text in runs(RARE_NAMES, role)) == RARE_NAMES


@pytest.mark.skipif(sys.platform == "win32", reason="the system's own fonts go first there")
def test_the_chain_of_the_body():
    pieces = runs("会议2025年“一户”——张喆，𠮷", Role.FANG)
    assert pieces == [
        ("ShequFangSong-Regular", "会议"),
        ("NotoSerifSC-Regular", "2025"),
        ("ShequFangSong-Regular", "年“一户”——张"),
        ("ShequFangFallback-Light", "喆"),
        ("ShequFangSong-Regular", "，"),
        ("ShequRare-Regular", "𠮷"),
    ]


def test_headings_and_titles_keep_their_own_digits():
    assert len(runs("关于2025年", Role.TITLE)) == 1
    assert len(runs("第3季度", Role.HEI)) == 1


def test_kai_borrows_the_wide_quotation_marks():
    assert face(Role.KAI)["“"].width == 1.0


def test_what_no_font_has_is_collected_and_boxed():
    fresh = Face(Role.FANG)
    assert fresh["👍"].shown == REPLACEMENT
    assert fresh["𰻞"].shown == REPLACEMENT
    assert fresh["会"].shown == "会"
    assert fresh.missing == {"👍", "𰻞"}


def test_a_font_is_started_once_and_not_before_it_is_needed():
    script = (
        "import sys\n"
        "import desktop.meetings.printouts.minutes, desktop.shell.printouts\n"
        "assert not any(name.startswith('reportlab') for name in sys.modules)\n"
        "from desktop.printing import fonts, pdf\n"
        "started = []\n"
        "real = pdf.load_font\n"
        "pdf.load_font = lambda path: started.append(path.name) or real(path)\n"
        "for role in (fonts.Role.FANG, fonts.Role.KAI):\n"
        "    fonts.runs('会议1', role), fonts.runs('记录2', role)\n"
        "assert len(started) == len(set(started)), started\n"
        "assert 'ShequRare-Regular.ttf' not in started\n"
        "assert 'NotoSansSC-Regular.ttf' not in started\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
