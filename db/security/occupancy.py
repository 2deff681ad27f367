"""Who has a book open: a small file beside it, kept fresh by its holder, so that two computers never write at once.

On one computer SQLite's own locks make several processes safe; over a shared folder they do not. Whether a holder on
another computer is still there is told by the file server's clock alone: the age of the lock file is measured against
a file written beside it just now.

The program looks here before its first paint: hence only quick parts of the standard library at module level.
"""

from __future__ import annotations

import json
import os
import secrets
import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from db.core.companions import lock_path
from db.core.errors import EnvironmentFault
from db.core.files import disk_explained
from db.security.processes import account, is_alive, started

BEAT_S = 30.0
STALE_S = 120.0  # four beats missed
_SETTLE_S = 0.05  # after which a rival has written what it is writing
_TRIES = 20


class Holder(NamedTuple):
    """Who has the book, as the lock file tells it. ``window``: a program with a window, not a single command."""

    user: str
    host: str
    pid: int
    since: str  # ISO, local time of the holder
    token: str
    started: str = ""  # of the process, as its system tells it; a used-again number is not taken for it
    account: str = ""  # who is logged in to the system
    window: bool = True

    def since_text(self) -> str:
        """11-24 09:12"""
        try:
            return f"{datetime.fromisoformat(self.since):%m-%d %H:%M}"
        except ValueError:
            return "不久前"

    def alive(self) -> bool:
        """Whether its process still runs; asked on its own host only."""
        return is_alive(self.pid, self.started)


_UNKNOWN = Holder("其他人", "另一台电脑", 0, "", "")  # a lock file no one can read


def this_host() -> str:
    """As ``Actor`` names it."""
    from socket import gethostname

    return gethostname()


class OccupiedError(EnvironmentFault):
    """The book is open elsewhere."""

    def __init__(self, holder: Holder, same_host: bool) -> None:
        self.holder, self.same_host = holder, same_host
        where = "本机的另一个窗口" if same_host else f"{holder.user}（电脑 {holder.host}）"
        super().__init__(f"账本正由{where}从 {holder.since_text()} 起使用，现在不能打开。", _way_out(holder, same_host))


def _way_out(holder: Holder, same_host: bool) -> str:
    if same_host:
        return "请切换到已打开的那个窗口；找不到时，请确认本机的其他登录用户是否开着“一本账”。"
    return f"请让{holder.user}先关闭账本。如果那台电脑已经断电或断网，请等两分钟再试。"


class LostError(EnvironmentFault):
    """The book was taken over by another computer while this one was asleep or off the network."""

    def __init__(self, holder: Holder | None) -> None:
        who = f"{holder.user}（电脑 {holder.host}）" if holder else "另一台电脑"
        super().__init__(
            f"本机休眠或断网期间，账本已由{who}接着使用，为免互相覆盖，这里没有保存。",
            "请把正在录入的内容复制出来，关闭本窗口，等对方用完后再打开账本录入。",
        )


class Occupancy:
    """A claim on a book. ``keep`` it fresh, ``check`` it before writing, ``release`` it at the end."""

    def __init__(self, path: Path, holder: Holder, before: Holder | None) -> None:
        self._path = path
        self._holder = holder
        self.before = before  # another computer's holder who did not close the book properly
        self._beaten = _clocks()
        self._holding = 0  # which one since the claim: one more when the lock was put back after a silence
        self._end = threading.Event()
        self._one = threading.Lock()  # a beat under way must not put back what is being let go

    @classmethod
    def claim(
        cls, book: Path, user: str, host: str, pid: int | None = None, now: datetime | None = None,
        *, window: bool = True,
    ) -> Occupancy:  # fmt: skip
        """Hold *book* from now on; ``OccupiedError`` when someone else does, ``EnvironmentFault`` when we cannot."""
        pid = os.getpid() if pid is None else pid
        path = lock_path(book)
        since = (now or datetime.now()).isoformat(timespec="seconds")
        holder = Holder(user, host, pid, since, secrets.token_hex(16), started(pid), account(), window)
        with disk_explained(path):
            return _claimed(cls, path, holder)

    def beat(self) -> bool:
        """Say that we are still here; False when the book is no longer ours. The server stamps what is written.

        A living window of our computer keeps the book for a command too: SQLite's locks keep the two apart.
        """
        with self._one:
            if self._end.is_set():
                return False
            found = read_holder(self._path)
            if found and self._beside(found):
                self._beaten = _clocks()
                return True
            if found is None and _created(self._path, self._holder):
                self._holding += not self._beat_within(STALE_S)
            elif found != self._holder:
                return False
            with self._path.open("r+b") as file:
                file.write(_dumped(self._holder))
                file.flush()
                os.fsync(file.fileno())
            self._beaten = _clocks()
            return True

    def keep(self) -> Occupancy:
        """Beat in the background until ``release``."""
        threading.Thread(target=self._keep, name="occupancy", daemon=True).start()
        return self

    def check(self, since: int | None = None) -> int:
        """Before a write: raise ``LostError`` when others may have taken the book while we missed our beats.

        Returns which holding this is. With *since*, it must be that one still: others may have come and gone. A window
        can go ahead of a command at any time, so a command always looks.
        """
        if not (self._holder.window and self._beat_within(2 * BEAT_S)):
            with disk_explained(self._path):
                if not self.beat():
                    raise LostError(read_holder(self._path))
        if since not in (None, self._holding):
            raise LostError(None)
        return self._holding

    def _beat_within(self, seconds: float) -> bool:
        """By both clocks: the one may be set back, the other stand still while the lid is closed."""
        return all(0 <= now - then < seconds for now, then in zip(_clocks(), self._beaten, strict=True))

    def _beside(self, found: Holder) -> bool:
        """Whether we are a command, and *found* is a living window of our computer."""
        return not self._holder.window and found.window and found.host == self._holder.host and found.alive()

    def release(self) -> None:
        """Let others have it. What is no longer ours stays."""
        self._end.set()
        with self._one:
            try:
                if read_holder(self._path) == self._holder:
                    self._path.unlink()
            except OSError:
                return  # the stick is gone; whoever comes next finds a stale file

    def __enter__(self) -> Occupancy:
        return self

    def __exit__(self, *_error: object) -> None:
        self.release()

    def _keep(self) -> None:
        while not self._end.wait(BEAT_S):
            try:
                self.beat()
            except OSError:
                continue  # the network may come back; ``check`` is asked before anything is written


def _clocks() -> tuple[float, float]:
    """Seconds on the wall and since the start."""
    return time.time(), time.monotonic()


def read_holder(path: Path) -> Holder | None:
    """What the lock file *path* says; None when there is none. One being written this moment is waited for."""
    for _ in range(_TRIES):
        try:
            return _parsed(path.read_bytes())
        except FileNotFoundError:
            return None
        except (
            ValueError,
            TypeError,
            AttributeError,
            PermissionError,
        ):  # half written, or on Windows just being written
            time.sleep(_SETTLE_S / 2)
    return _UNKNOWN


def occupant(book: Path) -> str | None:
    """Who else has *book* open now, in words; a holder that died or went silent has not."""
    path = lock_path(book)
    holder = read_holder(path)
    if holder is None or (holder.host == this_host() and (holder.pid == os.getpid() or not holder.alive())):
        return None
    if holder.host == this_host():
        return "本机的另一个窗口"
    with disk_explained(path):
        return None if _age(path) >= STALE_S else f"{holder.user}（电脑 {holder.host}）"


def _claimed(make: type[Occupancy], path: Path, holder: Holder) -> Occupancy:
    for _ in range(_TRIES):
        if _created(path, holder):
            return make(path, holder, None)
        found = read_holder(path)
        if found is None:
            continue
        _refuse_fresh(path, found, holder)
        if _took_over(path, found, holder) and read_holder(path) == holder:
            return make(path, holder, found if found.host != holder.host else None)
    raise EnvironmentFault("账本正被几个程序同时打开。", "请稍等片刻再试。")


def _refuse_fresh(path: Path, found: Holder, holder: Holder) -> None:
    """``OccupiedError`` unless *found* is gone, or is a mere command of this host, or is ourselves."""
    if found.host == holder.host:
        mere_command = holder.window and not found.window
        if found.pid != holder.pid and not mere_command and found.alive():
            raise OccupiedError(found, same_host=True)
    elif _age(path) < STALE_S:
        raise OccupiedError(found, same_host=False)


def _age(path: Path) -> float:
    """Seconds since the last beat, both ends by the clock of whoever keeps the folder."""
    try:
        beaten = path.stat().st_mtime
    except FileNotFoundError:
        return 0.0  # someone is taking it over this moment
    with tempfile.NamedTemporaryFile(prefix=".ybz-", suffix=".tmp", dir=path.parent) as fresh:
        fresh.write(b"now")
        fresh.flush()
        os.fsync(fresh.fileno())
        return os.fstat(fresh.fileno()).st_mtime - beaten


def _created(path: Path, holder: Holder) -> bool:
    """False when there is a lock file already."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666)
    except FileExistsError:
        return False
    with os.fdopen(handle, "wb") as file:
        file.write(_dumped(holder))
        file.flush()
        os.fsync(file.fileno())
    return True


def _took_over(path: Path, found: Holder, holder: Holder) -> bool:
    """Put our lock in the place of the stale one of *found*, unless someone else has or is about to.

    Ours is first written beside it, by which only one of several rivals comes to the renaming.
    """
    ours = path.with_name(f"{path.name}.new")
    if not _created(ours, holder):
        if _age(ours) > STALE_S:  # its writer died at this very place
            ours.unlink(missing_ok=True)
        time.sleep(_SETTLE_S)
        return False
    try:
        if read_holder(path) == found:
            ours.replace(path)
            return True
    except PermissionError:  # on Windows: being read this moment
        time.sleep(_SETTLE_S)
    ours.unlink(missing_ok=True)
    return False


def _dumped(holder: Holder) -> bytes:
    return json.dumps(holder._asdict(), ensure_ascii=False).encode()


def _parsed(data: bytes) -> Holder:
    values: dict[str, Any] = json.loads(data)
    holder = Holder(**{name: values[name] for name in Holder._fields if name in values})
    if not isinstance(holder.pid, int) or not all(isinstance(holder[place], str) for place in (0, 1, 3, 4, 5, 6)):
        raise ValueError("not a holder")
    return holder
