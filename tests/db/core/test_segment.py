from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from db.core.segment import Words, pairs, phrase, tokens

CREATE = (
    "CREATE VIRTUAL TABLE t USING fts5(x, pairs, content='', contentless_delete=1, "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co Cn M*'\")"
)
HAN = st.characters(min_codepoint=0x3400, max_codepoint=0x323AF, categories=["Lo"]).filter(
    lambda char: "\u3400" <= char <= "\u9fff" or char >= "\U00020000"
)
TYPED = st.text(st.one_of(st.sampled_from(list("\"'*()^:-+ {}\0\u3000,，。党建学习aBＣ1２")), st.characters()))


class Index:
    def __init__(self) -> None:
        self.connection = dbapi2.connect(":memory:")
        self.connection.execute(CREATE)

    def finds(self, text: str, query: str) -> bool:
        """Whether *query* finds *text*, alone in a real full-text index."""
        expression = phrase(query)
        if expression is None:
            return False
        self.connection.execute("DELETE FROM t")
        self.connection.execute(
            "INSERT INTO t (rowid, x, pairs) VALUES (1, ?, ?)", (tokens(text), pairs([tokens(text)]))
        )
        return bool(self.connection.execute("SELECT rowid FROM t WHERE t MATCH ?", (expression,)).fetchall())


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    made = Index()
    with closing(made.connection):
        yield made


def test_characters_stand_alone_and_words_stay_together() -> None:
    assert tokens("第3次ＡＢＣ会议，学习《党章》。") == "第 3 次 abc 会 议 学 习 党 章"
    assert tokens("王𬭚〇々") == "王 𬭚 〇 々"
    assert tokens("，。！ \n") == ""


def test_query_spelling() -> None:
    assert phrase("党") == '- pairs : "党"'
    assert phrase("党章本") == 'pairs : "党章 章本"'
    assert phrase("党章 学习　读书") == 'pairs : "党章" AND pairs : "学习" AND pairs : "读书"'
    assert phrase("党章ab") == 'pairs : "党章 章ab"*'
    assert phrase("ab 党章") == '- pairs : "ab" AND pairs : "党章"'


def test_pairs_do_not_reach_from_one_text_into_the_next(index: Index) -> None:
    assert pairs(["第 3 次 会", "ab c"]).split() == ["第3", "3次", "次会", "\ufdd0", "ab\ufdd0c"]
    index.connection.execute("DELETE FROM t")
    index.connection.execute("INSERT INTO t (rowid, x, pairs) VALUES (1, '', ?)", (pairs(["学 习", "习 会"]),))
    sought = ("SELECT count(*) FROM t WHERE t MATCH ?", (phrase("学习会"),))
    assert index.connection.execute(*sought).fetchone() == (0,)


def test_latin_words_side_by_side_are_not_one_word(index: Index) -> None:
    assert index.finds("ab c", "ab c")
    assert not index.finds("a bc", "ab·c")
    assert not index.finds("abc", "ab·c")


@pytest.mark.parametrize("typed", ["", "  ", "“”，。", '"', "*", "()"])
def test_nothing_to_search_for(typed: str) -> None:
    assert phrase(typed) is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("例会", True),
        ("会学", True),
        ("会学习", True),
        ("学习 例会", True),
        ("学会", False),
        ("学习 党课", False),
        ("第12", True),
        ("第2次", False),
        ("2022", True),
        ("202", True),
        ("ABC", True),
        ("ａｂ", True),
        ("bc", False),
        ("例会，学习", True),
    ],
)
def test_what_is_found(index: Index, query: str, found: bool) -> None:
    assert index.finds("2022年第12次例会学习（Abc）", query) is found


@given(text=st.text(HAN, min_size=1, max_size=30), data=st.data())
def test_any_run_of_characters_finds_its_text(index: Index, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert index.finds(text, text[start:end])


@given(TYPED)
def test_no_typing_breaks_the_search(index: Index, typed: str) -> None:
    expression = phrase(typed)
    assume(expression is not None)
    index.connection.execute("SELECT rowid FROM t WHERE t MATCH ?", (expression,)).fetchall()
    assert index.finds(typed, typed)


@pytest.mark.parametrize("pasted", ["党 " * 5000, "党" * 50_000, "a b " * 500, "x" * 50_000])
def test_a_pasted_page_is_searched_for_without_error(index: Index, pasted: str) -> None:
    assert index.finds(pasted, pasted)


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("会议", "会议，开会（议事）", ["会议", "会（议"]),
        ("第3次", "第3次第33次第 3 次", ["第3次", "第 3 次"]),
        ("第3", "第33次", ["第3"]),  # still being typed
        ("3 次", "33次3次", ["次", "3", "次"]),
        ("abc", "xabc abcd", ["abc"]),
        ("a b", "ab a-b", ["a", "b"]),
        ("a-b", "ab a-b", ["a-b"]),
        ("张三", "张\ue000三 张·三", ["张·三"]),
        ("，", "，", []),
        ("", "会", []),
    ],
)
def test_words_are_found_where_the_index_finds_them(query, text, found):
    assert [text[first:end] for first, end in Words(query).spans(text)] == found
