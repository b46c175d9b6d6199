# ruff: noqa: RUF001
from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.readers.encodings import detect_encoding

from .conftest import Read


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Le président a quitté Moscou sans signer, a déclaré le ministère à Genève.", "cp1252"),
        ("Der Präsident verließ Moskau ohne Unterschrift. Größere Gespräche folgen.", "latin-1"),
        ("“Haftar left” — police said £5m", "cp1252"),
        ("The café closed.", "cp1252"),
        ("Хафтар покинул Москву без подписания соглашения о перемирии", "cp1251"),
        ("Хафтар покинул Москву без подписания соглашения, сообщил министр", "koi8-r"),
        ("Prezydent opuścił Moskwę, żaden dokument nie został podpisany", "cp1250"),
        ("غادر حفتر موسكو دون توقيع الاتفاق", "cp1256"),
        ("停火协议没有签署，哈夫塔尔离开莫斯科", "gb18030"),
        ("ハフタル氏はモスクワを離れた。署名しなかった", "shift_jis"),
    ],
)
def test_old_encodings_are_guessed_and_the_guess_recorded(text: str, encoding: str) -> None:
    found = detect_encoding(text.encode(encoding))
    assert text.encode(encoding).decode(found.name) == text
    assert found.doubt is not None
    assert "guess" in found.doubt


@given(st.text(min_size=1).filter(lambda text: not text.startswith("\ufeff") and "\0" not in text))
def test_utf8_is_never_doubted(text: str) -> None:
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return
    found = detect_encoding(data)
    if not any(mark in text for mark in ("charset", "<?xml")):
        assert (found.name, found.doubt) == ("utf-8", None)


@given(data=st.binary(), declared=st.none() | st.text(max_size=20))
def test_any_bytes_can_be_decoded(data: bytes, declared: str | None) -> None:
    found = detect_encoding(data, declared)
    assert isinstance(data.decode(found.name, found.errors), str)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_unicode_with_and_without_marks(read: Read, encoding: str) -> None:
    articles = read(
        "a.jsonl", '{"text": "Zürich is calm."}\n{"text": "Bern too."}'.encode(encoding)
    )
    assert sorted(a.text for a in articles) == ["Bern too.", "Zürich is calm."]
    assert articles.problems == ()


def test_a_mark_wins_over_a_declaration_and_that_over_proof() -> None:
    text = "Ãœber".encode()
    assert detect_encoding(codecs.BOM_UTF8 + text, "cp1251").name == "utf-8-sig"
    assert detect_encoding(text, "cp1251").name == "cp1251"
    assert detect_encoding(b'<?xml version="1.0" encoding="cp1251"?>' + text).name == "cp1251"
    assert detect_encoding(b"<html><meta charset=cp1251>" + text).name == "cp1251"
    assert detect_encoding(text).name == "utf-8"


@pytest.mark.parametrize("declared", ["nonsense", "rot13", "idna", "undefined", "a\0b", "hex"])
def test_a_declaration_of_nonsense_is_passed_over(declared: str) -> None:
    assert detect_encoding("Zürich".encode(), declared).name == "utf-8"


def test_a_wrong_declaration_is_recorded() -> None:
    found = detect_encoding("Zürich".encode(), "ascii")
    assert (found.name, found.doubt) == (
        "utf-8",
        "it declares ascii but does not fit it; read as UTF-8",
    )
