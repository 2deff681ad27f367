"""Contents of attachments in the folder beside a book: named by a keyed digest, encrypted, each stored once.

A file is ``<folder>/<digest[:2]>/<digest>``: a header (magic, version, chunk size, plain size, file nonce), then chunks
sealed by AES-256-GCM. A chunk's nonce is the file's and the chunk's number; header, digest, number and a mark of the
last one are sealed with it, so a chunk cut off, moved or taken from another file does not open. The digest is an HMAC:
without the book's key a name does not even tell whether a known document is among the attachments.
"""

from __future__ import annotations

import hmac
import os
import re
import stat
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from db.core.book import Book
from db.core.book_copy import Cancelled, Progress, never, untold
from db.core.companions import files_folder, refuse_book
from db.core.errors import CancelledError, EnvironmentFault, UserError
from db.core.files import disk_explained, replacing, sync_folder

LIMIT = 200 * 1024 * 1024  # bytes of one file
CHUNK = 1024 * 1024
_MAGIC = b"YBZF"
_VERSION = 1
_HEADER = struct.Struct(">4sHxxIQ8s")  # magic, version, chunk size, plain size, file nonce
_TAG = 16
_DIGEST = re.compile("[0-9a-f]{64}")
REMOVED = "移出"  # where ``sweep`` puts what nothing refers to

Source = Path | BinaryIO


class Stored(NamedTuple):
    digest: str
    size: int  # bytes, decrypted


def store_of(book: Book) -> AttachmentStore:
    """The attachments of *book*."""
    return AttachmentStore(files_folder(book.path), book.key)


def file_check(key: bytes) -> Callable[[Path, str], str | None]:
    """``check`` for any folder of a book's attachments, also that of its backups."""
    return lambda folder, digest: AttachmentStore(folder, key).check(digest)


class AttachmentStore:
    """The files of one book. Safe to use from several threads and programs: a file never changes once it is there."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self.folder = folder
        self._naming = _sub_key(key, b"yibenzhang attachment names")
        self._cipher = AESGCM(_sub_key(key, b"yibenzhang attachment contents"))

    # -- in ----------------------------------------------------------------------------------------

    def add(
        self, source: Source, *, name: str = "", progress: Progress = untold, cancelled: Cancelled = never
    ) -> Stored:  # fmt: skip
        """Store the content of *source*, a file or a seekable stream; *name* is what messages call it.

        It is read twice, for its digest and for the copy: the digest is sealed into every chunk. A content already
        here whole is not written again. ``UserError``: too large or no file; ``EnvironmentFault``: it cannot be read
        or stored; ``CancelledError``. None of them leaves anything behind.
        """
        with _opened(source, name) as plain:
            tell = _Steps(plain.length() * 2, name, progress, cancelled)
            stored = self._named(plain, tell)
            if not self._is_reused(stored):
                self._write(plain, stored, tell)
            tell.finish()
        return stored

    def _named(self, plain: _Plain, tell: _Steps) -> Stored:
        digest, size = hmac.new(self._naming, digestmod="sha256"), 0
        for chunk in plain.chunks():
            digest.update(chunk)
            size += len(chunk)
            tell.step(len(chunk))
        return Stored(digest.hexdigest(), size)

    def _write(self, plain: _Plain, stored: Stored, tell: _Steps) -> None:
        place = self.place(stored.digest)
        with disk_explained(place):
            if not place.parent.is_dir():
                place.parent.mkdir(parents=True, exist_ok=True)
                sync_folder(self.folder)
        again = hmac.new(self._naming, digestmod="sha256")
        header = _Header(stored.size, os.urandom(8))
        with replacing(place) as file:
            file.write(header.packed)
            for number, chunk in enumerate(plain.chunks() if stored.size else [b""]):
                again.update(chunk)
                file.write(self._seal(header, stored.digest, number, chunk))
                tell.step(len(chunk))
            if again.hexdigest() != stored.digest:
                raise EnvironmentFault(
                    f"“{plain.name}”在读取过程中被改动了，没有添加。", "请先保存并关闭正在编辑它的程序，再添加一次。"
                )

    def _seal(self, header: _Header, digest: str, number: int, chunk: bytes) -> bytes:
        return self._cipher.encrypt(header.nonce(number), chunk, header.bound(digest, number))

    def _is_whole(self, stored: Stored) -> bool:
        """Whether the content is here with the length it must have."""
        place = self.place(stored.digest)
        with disk_explained(place):
            return place.is_file() and place.stat().st_size == _Header(stored.size).length

    def _is_reused(self, stored: Stored) -> bool:
        """Whether the content is here; if so it is young again, so that no sweep takes it before it is referred to."""
        if not self._is_whole(stored):
            return False
        place = self.place(stored.digest)
        with disk_explained(place):
            try:
                os.utime(place)
            except FileNotFoundError:  # swept this moment
                return False
        return True

    # -- out ---------------------------------------------------------------------------------------

    def read(self, digest: str) -> Iterator[bytes]:
        """The content in chunks, each proved genuine. ``EnvironmentFault`` when it is missing or damaged."""
        place = self.place(digest)
        with disk_explained(place):
            there = place.exists()
        if not there:
            raise EnvironmentFault(
                f"附件的文件不见了：账本旁的“{self.folder.name}”文件夹中没有它。",
                "请检查 U 盘是否插好；若这个文件夹没有随账本一起复制过来，请从原处或备份中把它复制到账本旁边。",
            )
        with disk_explained(place), place.open("rb") as file:
            header = self._header(file)
            for number in range(header.chunks):
                sealed = file.read(CHUNK + _TAG)
                try:
                    yield self._cipher.decrypt(header.nonce(number), sealed, header.bound(digest, number))
                except InvalidTag as error:
                    raise self._damaged() from error
            if file.read(1):
                raise self._damaged()

    def _header(self, file: BinaryIO) -> _Header:
        start = file.read(_HEADER.size)
        if len(start) < _HEADER.size:
            raise self._damaged()
        magic, version, chunk, size, nonce = _HEADER.unpack(start)
        if magic == _MAGIC and version > _VERSION:
            raise EnvironmentFault("这个附件由更新版本的程序写成。", "请使用新版程序打开。")
        header = _Header(size, nonce)
        if start != header.packed or size > LIMIT or chunk != CHUNK:
            raise self._damaged()
        return header

    def _damaged(self) -> EnvironmentFault:
        return EnvironmentFault(
            "附件的文件已损坏，无法解密。", f"请从备份中恢复账本旁的“{self.folder.name}”文件夹，再打开一次。"
        )

    def extract(
        self, digest: str, target: Path, *, progress: Progress = untold, cancelled: Cancelled = never
    ) -> None:  # fmt: skip
        """Write the content to *target*, whole or not at all."""
        chunks = self.read(digest)
        first = next(chunks)  # a missing attachment is told before the target is touched
        with disk_explained(self.place(digest)):
            tell = _Steps(self.place(digest).stat().st_size, target.name, progress, cancelled)
        with replacing(target) as file:
            file.write(first)
            tell.step(len(first))
            for chunk in chunks:
                file.write(chunk)
                tell.step(len(chunk))
        tell.finish()

    def check(self, digest: str) -> str | None:
        """What is wrong with the file of *digest*, as a Chinese sentence; None when it is whole and genuine."""
        try:
            for _chunk in self.read(digest):
                pass
        except EnvironmentFault as fault:
            return fault.text
        return None

    # -- the folder --------------------------------------------------------------------------------

    def place(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ValueError("not a digest")
        return self.folder / digest[:2] / digest

    def digests(self) -> Iterator[str]:
        """What is in the folder."""
        with disk_explained(self.folder):
            for shelf in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
                yield from sorted(file.name for file in shelf.iterdir() if _DIGEST.fullmatch(file.name))

    def sweep(self, referenced: Callable[[], set[str]], *, older_than: timedelta = timedelta(days=1)) -> list[str]:
        """Move files not *referenced* aside and delete halves of files a crash has left; returns what was moved.

        Young files stay: another window may be about to refer to them. Hence the references are read, and the age is
        looked at, when all else is done.
        """
        latest = (datetime.now() - older_than).timestamp()
        with disk_explained(self.folder):
            for half in self.folder.glob("[0-9a-f][0-9a-f]/.ybz-*.tmp"):
                if half.stat().st_mtime <= latest:
                    half.unlink()
            old = [digest for digest in self.digests() if self._older(digest, latest)]
            if not old:
                return []
            aside, known, moved = self.folder / REMOVED, referenced(), []
            for digest in old:
                if digest not in known and self._older(digest, latest):
                    aside.mkdir(exist_ok=True)
                    self.place(digest).replace(aside / digest)
                    moved.append(digest)
        return moved

    def _older(self, digest: str, latest: float) -> bool:
        return self.place(digest).stat().st_mtime <= latest


class _Header(NamedTuple):
    size: int
    file_nonce: bytes = bytes(8)

    @property
    def packed(self) -> bytes:
        return _HEADER.pack(_MAGIC, _VERSION, CHUNK, self.size, self.file_nonce)

    @property
    def chunks(self) -> int:
        """Chunks; an empty file has one of nothing."""
        return max(1, -(-self.size // CHUNK))

    @property
    def length(self) -> int:
        """Bytes of the whole encrypted file."""
        return _HEADER.size + self.size + self.chunks * _TAG

    def nonce(self, number: int) -> bytes:
        return self.file_nonce + number.to_bytes(4, "big")

    def bound(self, digest: str, number: int) -> bytes:
        """What is sealed with chunk *number* beside its content."""
        return self.packed + bytes.fromhex(digest) + struct.pack(">I?", number, number == self.chunks - 1)


class _Steps:
    """Tells how far it is, in bytes, and stops when asked to."""

    def __init__(self, total: int, text: str, progress: Progress, cancelled: Cancelled) -> None:
        self._done, self._total, self._text = 0, total, text
        self._progress, self._cancelled = progress, cancelled

    def step(self, size: int) -> None:
        if self._cancelled():
            raise CancelledError
        self._done += size
        self._progress(min(self._done, self._total), self._total, self._text)

    def finish(self) -> None:
        self._progress(self._total, self._total, self._text)


@dataclass(frozen=True, slots=True)
class _Plain:
    """What is being added."""

    file: BinaryIO
    name: str  # as messages call it
    path: Path

    def length(self) -> int:
        """Bytes now. ``UserError`` when there are too many."""
        with disk_explained(self.path):
            size = self.file.seek(0, os.SEEK_END)
        self._check(size)
        return size

    def chunks(self) -> Iterator[bytes]:
        """From its beginning, no further than the limit, however it grows meanwhile."""
        size = 0
        with disk_explained(self.path):
            self.file.seek(0)
            while chunk := self.file.read(CHUNK):
                size += len(chunk)
                self._check(size)
                yield chunk

    def _check(self, size: int) -> None:
        if size > LIMIT:
            raise UserError(
                f"“{self.name}”有 {size / 1024**2:.0f} MB，超过了一个附件 {LIMIT // 1024**2} MB 的上限。"
                "请压缩或分成几个文件后再添加。"
            )


@contextmanager
def _opened(source: Source, name: str) -> Iterator[_Plain]:
    if not isinstance(source, Path):
        yield _Plain(source, name, Path(name))
        return
    name = name or source.name
    refuse_book(source)
    with disk_explained(source):
        mode = source.stat().st_mode
    if stat.S_ISDIR(mode):
        raise UserError(f"“{name}”是文件夹，不能作为附件。请添加里面的文件，或先打成一个压缩包。")
    if not stat.S_ISREG(mode):  # opening a pipe would wait for ever
        raise UserError(f"“{name}”不是普通文件，不能作为附件。")
    with disk_explained(source):
        file = source.open("rb")
    with file:
        yield _Plain(file, name, source)


def _sub_key(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, purpose).derive(key)
