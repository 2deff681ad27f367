"""The key file beside a book: the book's key wrapped once for every passphrase and once for the recovery code.

The key itself is 32 random bytes and never changes with a passphrase, so changing one rewrites a kilobyte, not the
book. Each slot keeps its own Argon2id parameters; the wrapped key is sealed by AES-256-GCM together with the slot's
owner, so a slot cannot be given to someone else.

The unlock window loads this before it first paints: hence only quick parts of the standard library at module level,
and named tuples, since data classes take 5 ms to make.
"""

from __future__ import annotations

import base64
import json
import os
import unicodedata
from pathlib import Path
from typing import Any, NamedTuple

from db.core.companions import keys_path
from db.core.errors import EnvironmentFault, UserError
from db.core.files import disk_explained, write_atomically

FORMAT = 1
MIN_PASSPHRASE = 4
RECOVERY = "recovery"
PASSPHRASE = "passphrase"
_SIZES = (16, 12, 32 + 16)  # bytes of salt, nonce, and the sealed key with its tag


class WrongPassphraseError(UserError):
    """Nothing opened; nothing was written."""


class Cost(NamedTuple):
    """Argon2id parameters: passes, KiB of memory, lanes. The defaults take about 0.15 s on an office PC."""

    time: int = 3
    memory: int = 64 * 1024
    lanes: int = 1

    @property
    def payable(self) -> bool:
        """Whether Argon2 takes these parameters and a PC can pay for them."""
        return 1 <= self.time <= 100 and 1 <= self.lanes <= 16 and 8 * self.lanes <= self.memory <= 1024 * 1024


class Slot(NamedTuple):
    """The key, wrapped. Binary values are base64 text. ``user_id`` is 0 for the recovery code."""

    kind: str
    user_id: int
    user_name: str
    cost: Cost
    salt: str
    nonce: str
    wrapped: str

    def opened(self, secret: str, book: str) -> bytes | None:
        """The book's key, or None when *secret* is not this slot's."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        wrapping = _derive(secret, base64.b64decode(self.salt), self.cost)
        try:
            return AESGCM(wrapping).decrypt(
                base64.b64decode(self.nonce), base64.b64decode(self.wrapped), self._owner(book)
            )
        except InvalidTag:
            return None

    @classmethod
    def parsed(cls, data: Any) -> Slot:
        """A slot read from JSON; ``ValueError``, ``TypeError`` or ``KeyError`` when it cannot be one."""
        slot = cls(**{**data, "cost": Cost(**data["cost"])})
        sizes = tuple(len(base64.b64decode(text, validate=True)) for text in (slot.salt, slot.nonce, slot.wrapped))
        named = isinstance(slot.user_id, int) and isinstance(slot.user_name, str)
        if sizes != _SIZES or not named or not slot.cost.payable:
            raise ValueError("not a slot")
        return slot

    def _owner(self, book: str) -> bytes:
        return f"{book}/{self.kind}/{self.user_id}/{self.user_name}".encode()

    @classmethod
    def made(cls, kind: str, user_id: int, user_name: str, secret: str, key: bytes, book: str, cost: Cost) -> Slot:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        salt, nonce = os.urandom(16), os.urandom(12)
        blank = cls(kind, user_id, user_name, cost, _text(salt), _text(nonce), "")
        wrapped = AESGCM(_derive(secret, salt, cost)).encrypt(nonce, key, blank._owner(book))
        return blank._replace(wrapped=_text(wrapped))


class KeyFile(NamedTuple):
    """All slots of one book; changing it makes a new one, ``save`` writes it."""

    book: str  # the book's uuid
    slots: tuple[Slot, ...]

    @staticmethod
    def path_for(book: Path) -> Path:
        return keys_path(book)

    @classmethod
    def load(cls, book: Path) -> KeyFile:
        """The key file of the book at *book*; ``EnvironmentFault`` when it is missing or damaged."""
        path = cls.path_for(book)
        if not book.exists():
            raise EnvironmentFault(f"找不到账本“{book}”。", "请检查文件是否被移动、改名，或 U 盘是否已插好。")
        if not path.exists():
            raise EnvironmentFault(
                f"找不到密钥文件“{path.name}”，账本无法解密。",
                "请把它从原来的位置或备份中复制到账本旁边，两个文件缺一不可。",
            )
        with disk_explained(path):
            data = path.read_bytes()
        try:
            return cls._parsed(json.loads(data))
        except (ValueError, KeyError, TypeError) as error:
            raise EnvironmentFault(f"密钥文件“{path.name}”已损坏。", "请从备份中恢复同名的密钥文件。") from error

    @classmethod
    def _parsed(cls, data: Any) -> KeyFile:
        if data["format"] > FORMAT:
            raise EnvironmentFault("密钥文件由更新版本的程序写成。", "请使用新版程序打开。")
        return cls(data["book"], tuple(Slot.parsed(slot) for slot in data["slots"]))

    def save(self, book: Path) -> None:
        slots = [slot._asdict() | {"cost": slot.cost._asdict()} for slot in self.slots]
        data = {"format": FORMAT, "book": self.book, "slots": slots}
        write_atomically(self.path_for(book), json.dumps(data, ensure_ascii=False, indent=1).encode())

    def users(self) -> tuple[str, ...]:
        """Names of those who can open the book by passphrase, in the order they were added."""
        return tuple(slot.user_name for slot in self.slots if slot.kind == PASSPHRASE)

    def unlock(self, passphrase: str, user: str | None = None) -> tuple[bytes, Slot]:
        """The key and the slot that opened it; *user* None tries every user."""
        for slot in self.slots:
            if slot.kind == PASSPHRASE and user in (None, slot.user_name):
                key = slot.opened(passphrase, self.book)
                if key is not None:
                    return key, slot
        raise WrongPassphraseError("口令不对，账本没有打开。请检查大小写锁定键和输入法后再试。")

    def unlock_by_recovery(self, code: str) -> bytes:
        plain = normal_code(code)
        for slot in self.slots:
            if slot.kind == RECOVERY:
                key = slot.opened(plain, self.book)
                if key is not None:
                    return key
        raise WrongPassphraseError("恢复码不是这本账的。请核对纸面上的账本名称和每一组字符。")

    def with_passphrase(
        self, key: bytes, user_id: int, user: str, passphrase: str, cost: Cost | None = None
    ) -> KeyFile:
        """A key file in which *user* opens the book by *passphrase* and by no earlier one."""
        if len(passphrase.strip()) < MIN_PASSPHRASE:
            raise UserError(f"口令至少 {MIN_PASSPHRASE} 个字符，首尾的空格不算。", {"passphrase": "太短"})
        slot = Slot.made(PASSPHRASE, user_id, user, passphrase, key, self.book, cost or Cost())
        return self._with(slot)

    def with_recovery(self, key: bytes, code: str, cost: Cost | None = None) -> KeyFile:
        """A key file whose recovery code is *code* and no earlier one."""
        return self._with(Slot.made(RECOVERY, 0, "", normal_code(code), key, self.book, cost or Cost()))

    def _with(self, slot: Slot) -> KeyFile:
        owner = (slot.kind, slot.user_id)
        places = [place for place, old in enumerate(self.slots) if (old.kind, old.user_id) == owner]
        slots = list(self.slots)
        slots[places[0] if places else len(slots) : places[0] + 1 if places else len(slots)] = [slot]
        return KeyFile(self.book, tuple(slots))


def _derive(secret: str, salt: bytes, cost: Cost) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        secret.encode("utf-8", "surrogatepass"), salt, time_cost=cost.time, memory_cost=cost.memory,
        parallelism=cost.lanes, hash_len=32, type=Type.ID,
    )  # fmt: skip


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_LOOKALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": " ", "–": " ", "—": " "})
_PAYLOAD, _GROUP = 26, 4  # 130 bits, then two check characters


def new_recovery_code() -> str:
    """28 characters in seven groups; the last two check the rest."""
    import secrets

    payload = "".join(secrets.choice(_ALPHABET) for _ in range(_PAYLOAD))
    code = payload + _check(payload)
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def normal_code(code: str) -> str:
    """*code* half-width, without separators, look-alikes mended; ``UserError`` when a character was mistyped."""
    plain = "".join(unicodedata.normalize("NFKC", code).upper().translate(_LOOKALIKE).split())
    wrong = sorted({letter for letter in plain if letter not in _ALPHABET})
    if wrong:
        raise UserError(f"恢复码里没有“{'、'.join(wrong)}”这样的字符，请对照纸面核对。", {"code": "字符不对"})
    if len(plain) != _PAYLOAD + 2:
        raise UserError(
            f"恢复码共 {_PAYLOAD + 2} 个字符（7 组，每组 4 个），现有 {len(plain)} 个。", {"code": "长度不对"}
        )
    if _check(plain[:_PAYLOAD]) != plain[_PAYLOAD:]:
        raise UserError("恢复码中有字符抄错了，请对照纸面逐组核对。", {"code": "校验不符"})
    return plain


def _check(payload: str) -> str:
    total = 0
    for letter in payload:
        total = (total * 32 + _ALPHABET.index(letter)) % 1021  # a prime below 32²: any one slip shows
    return _ALPHABET[total // 32] + _ALPHABET[total % 32]
