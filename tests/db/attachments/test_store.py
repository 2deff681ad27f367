from __future__ import annotations

import errno
import os
import subprocess
import sys
import textwrap
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.attachments.store import CHUNK, LIMIT, AttachmentStore
from db.core.errors import CancelledError, EnvironmentFault, UserError

KEY = bytes(range(32))
AROUND = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7]


@pytest.fixture
def store(tmp_path):
    return AttachmentStore(tmp_path / "账.ybz.files", KEY)


def everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@settings(max_examples=25, deadline=None)
@given(size=st.sampled_from(AROUND) | st.integers(0, 2 * CHUNK), seed=st.binary(min_size=1, max_size=3))
def test_what_goes_in_comes_out(size, seed):
    content = (seed * (size // len(seed) + 1))[:size]
    with TemporaryDirectory() as folder:
        store = AttachmentStore(Path(folder), KEY)
        stored = store.add(BytesIO(content), name="表.bin")
        assert stored.size == size
        assert b"".join(store.read(stored.digest)) == content
        assert store.check(stored.digest) is None
        target = Path(folder, "out.bin")
        store.extract(stored.digest, target)
        assert target.read_bytes() == content


def test_neither_name_nor_file_tells_the_content(store):
    content = "关于同志的情况说明".encode() * 40
    stored = store.add(BytesIO(content), name="说明.txt")
    [file] = everything(store.folder)
    assert content[:20] not in file.read_bytes()
    other = AttachmentStore(store.folder.with_name("别的.files"), bytes(32)).add(BytesIO(content), name="说明.txt")
    assert other.digest != stored.digest


def test_a_content_is_kept_once_and_mended_when_its_file_was_cut(store):
    first = store.add(BytesIO(b"x" * 5000), name="a")
    [file] = everything(store.folder)
    before = file.read_bytes()
    assert store.add(BytesIO(b"x" * 5000), name="b") == first
    assert [path.read_bytes() for path in everything(store.folder)] == [before], "not sealed anew"
    file.write_bytes(file.read_bytes()[:100])
    assert store.check(first.digest) == "附件的文件已损坏，无法解密。"
    store.add(BytesIO(b"x" * 5000), name="b")
    assert store.check(first.digest) is None


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_changed_byte_and_any_cut_is_noticed(data):
    with TemporaryDirectory() as folder:
        store = AttachmentStore(Path(folder), KEY)
        stored = store.add(BytesIO(b"abc" * 50), name="a")
        place = store.place(stored.digest)
        whole = bytearray(place.read_bytes())
        at = data.draw(st.integers(0, len(whole) - 1))
        if data.draw(st.booleans()):
            whole[at] ^= data.draw(st.integers(1, 255))
        else:
            del whole[at:]
        place.write_bytes(whole)
        assert store.check(stored.digest)
        with pytest.raises(EnvironmentFault):
            store.extract(stored.digest, Path(folder, "out"))
        assert not Path(folder, "out").exists()


@pytest.mark.parametrize("damage", ["swapped", "last left out", "more behind", "shorter by a chunk in the header"])
def test_chunks_stay_where_they_are(store, damage):
    stored = store.add(BytesIO(b"a" * CHUNK + b"b" * CHUNK + b"c" * CHUNK), name="a")
    place = store.place(stored.digest)
    whole, sealed = place.read_bytes(), CHUNK + 16
    head = len(whole) - 3 * sealed
    chunks = [whole[head + at * sealed : head + (at + 1) * sealed] for at in range(3)]
    header = whole[:head]
    if damage == "swapped":
        chunks[0], chunks[1] = chunks[1], chunks[0]
    elif damage == "more behind":
        chunks.append(chunks[2])
    else:
        chunks.pop()
        if damage.startswith("shorter"):
            header = header.replace((3 * CHUNK).to_bytes(8, "big"), (2 * CHUNK).to_bytes(8, "big"))
    place.write_bytes(header + b"".join(chunks))
    assert store.check(stored.digest) == "附件的文件已损坏，无法解密。"


def test_a_file_under_another_name_is_not_taken_for_it(store):
    one, two = store.add(BytesIO(b"one"), name="a"), store.add(BytesIO(b"two"), name="b")
    store.place(one.digest).replace(store.place(two.digest))
    assert store.check(two.digest) == "附件的文件已损坏，无法解密。"
    assert "不见了" in store.check(one.digest)


def test_a_book_of_another_key_reads_nothing(store):
    stored = store.add(BytesIO(b"one"), name="a")
    assert AttachmentStore(store.folder, bytes(32)).check(stored.digest)


def test_a_file_beyond_the_limit_is_refused_by_name(store, tmp_path):
    large = tmp_path / "会议录像.mp4"
    with large.open("wb") as file:
        file.truncate(LIMIT + 1)
    with pytest.raises(UserError, match=r"“会议录像.mp4”有 200 MB，超过了一个附件 200 MB 的上限"):
        store.add(large)
    assert everything(tmp_path) == [large]


def test_a_large_file_goes_through_in_little_memory(tmp_path):
    """64 MB in, checked and out again; the peak of memory grows by far less."""
    script = textwrap.dedent(f"""
        import resource
        from pathlib import Path
        from db.attachments.store import AttachmentStore
        folder = Path({str(tmp_path)!r})
        store = AttachmentStore(folder / "files", bytes(32))
        store.add(folder / "small.bin")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        stored = store.add(folder / "large.bin")
        store.extract(stored.digest, folder / "out.bin")
        print(stored.size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """)
    (tmp_path / "small.bin").write_bytes(b"x")
    with (tmp_path / "large.bin").open("wb") as file:
        file.truncate(64 * 1024**2)
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    size, kib = map(int, ran.stdout.split())
    assert size == 64 * 1024**2 == (tmp_path / "out.bin").stat().st_size
    assert kib < 60 * 1024


def test_a_full_disk_leaves_nothing(tmp_path):
    """The child may write files of one megabyte at most: the second chunk does not fit."""
    script = textwrap.dedent(f"""
        import resource
        from io import BytesIO
        from pathlib import Path
        from db.attachments.store import AttachmentStore
        from db.core.errors import EnvironmentFault
        resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))
        try:
            AttachmentStore(Path({str(tmp_path)!r}), bytes(32)).add(BytesIO(bytes(3 * 2**20)), name="照片.jpg")
        except EnvironmentFault:
            print("fault")
    """)
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "fault\n"
    assert everything(tmp_path) == []


def test_a_full_disk_is_told_as_one(store, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EnvironmentFault, match="磁盘已满"):
        store.add(BytesIO(b"x"), name="a")
    assert everything(store.folder) == []


class Changing(BytesIO):
    """Another program writes while it is read the second time."""

    rounds = 0

    def seek(self, *place):
        self.rounds += place == (0,)
        if self.rounds == 2:
            self.getbuffer()[0] ^= 1
        return super().seek(*place)


def test_a_source_that_changes_while_it_is_read_is_not_stored(store):
    with pytest.raises(EnvironmentFault, match=r"“名单.xlsx”在读取过程中被改动了"):
        store.add(Changing(b"abc"), name="名单.xlsx")
    assert everything(store.folder) == []


class Unplugged(BytesIO):
    def read(self, _size=-1):
        raise OSError(errno.EIO, "Input/output error")


def test_a_source_that_goes_away_is_told(store, tmp_path):
    with pytest.raises(EnvironmentFault, match=r"“照片.jpg”"):
        store.add(Unplugged(b"abc"), name="照片.jpg")
    with pytest.raises(EnvironmentFault, match="找不到"):
        store.add(tmp_path / "没有.pdf")
    assert everything(tmp_path) == []


def test_what_is_no_file_is_refused_without_waiting(store, tmp_path):
    (tmp_path / "夹").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UserError, match="“夹”是文件夹"):
        store.add(tmp_path / "夹")
    with pytest.raises(UserError, match="不是普通文件"):
        store.add(tmp_path / "pipe")


def test_cancelled_in_the_middle_it_leaves_nothing(store):
    told = []

    def progress(done, total, _text):
        told.append((done, total))

    with pytest.raises(CancelledError):
        store.add(BytesIO(bytes(4 * CHUNK)), name="a", progress=progress, cancelled=lambda: len(told) == 6)
    assert told[-1] == (6 * CHUNK, 8 * CHUNK)
    assert everything(store.folder) == []


def test_only_old_files_nothing_refers_to_are_moved_aside(store):
    kept, unused, young = (store.add(BytesIO(name), name="a").digest for name in (b"kept", b"unused", b"young"))
    long_ago = 1_000_000_000
    half = store.place(unused).parent / ".ybz-half.tmp"
    half.write_bytes(b"...")
    for path in (store.place(kept), store.place(unused), half):
        os.utime(path, (long_ago, long_ago))
    assert store.sweep(lambda: {kept}) == [unused]
    assert sorted(store.digests()) == sorted([kept, young])
    assert not half.exists()
    assert (store.folder / "移出" / unused).exists()
    assert store.sweep(lambda: {kept}, older_than=timedelta(0)) == [young]


def test_what_is_given_again_while_others_sweep_stays(store):
    """Another window adds a content whose old file nothing refers to any more, now or just before it is moved."""
    first, second, third = (store.add(BytesIO(name), name="a").digest for name in (b"1", b"2", b"3"))
    for digest in (first, second, third):
        os.utime(store.place(digest), (1_000_000_000, 1_000_000_000))
    assert store.add(BytesIO(b"1"), name="a").digest == first

    def referenced():
        store.add(BytesIO(b"2"), name="a")
        return set()

    assert store.sweep(referenced) == [third]
    assert store.add(BytesIO(b"3"), name="a").digest == third
    assert sorted(store.digests()) == sorted([first, second, third])


@pytest.mark.parametrize("name", ["和平街道.ybz", "和平街道.YBZ-wal", "和平街道.ybz-shm"])
def test_a_book_is_refused_without_being_opened(store, tmp_path, name):
    """Opening and closing the file of the open book would cost it its locks."""
    with pytest.raises(UserError, match="是账本文件"):
        store.add(tmp_path / name)  # there is none: it is refused by its name
