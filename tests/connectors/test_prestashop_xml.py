"""Answers that are not what the webservice promises: each gets one clear refusal, and nothing is expanded or fetched."""

import time

import pytest

from connectors.errors import ShopFormatError, ShopNoWebserviceError, ShopSizeError
from connectors.prestashop.xml import parse_document, shop_errors
from tests.connectors.factories import recording

ENVELOPE = '<?xml version="1.0" encoding="{encoding}"?>\n<prestashop><orders><order><note>{text}</note></order></orders></prestashop>'


def note_in(content: bytes) -> str | None:
    return parse_document(content).findtext("./orders/order/note")


@pytest.mark.parametrize("name", ["entity_bomb.xml", "external_entity.xml"])
def test_a_document_type_is_refused_unread(name: str) -> None:
    started = time.monotonic()
    with pytest.raises(ShopFormatError) as refusal:
        parse_document(recording(name))
    assert "DOCTYPE" in refusal.value.message
    assert time.monotonic() - started < 1


def test_a_document_type_in_another_encoding_is_refused_too() -> None:
    hidden = recording("entity_bomb.xml").decode().replace("UTF-8", "UTF-16").encode("utf-16")
    with pytest.raises(ShopFormatError, match="UTF-16"):
        parse_document(hidden)
    with pytest.raises(ShopFormatError, match="UTF-7"):
        parse_document(recording("entity_bomb.xml").replace(b"UTF-8", b"UTF-7"))


def test_words_that_look_like_a_document_type_are_just_words() -> None:
    page = "<![CDATA[<!DOCTYPE html><!ENTITY x>]]>"
    assert note_in(ENVELOPE.format(encoding="UTF-8", text=page).encode()) == "<!DOCTYPE html><!ENTITY x>"


def test_an_answer_that_was_cut_short_names_the_line() -> None:
    with pytest.raises(ShopFormatError) as refusal:
        parse_document(recording("cut_short.xml"))
    assert "not well-formed XML (line" in refusal.value.message
    assert refusal.value.code == "shop.format"


def test_bytes_in_the_wrong_encoding_are_named() -> None:
    content = ENVELOPE.format(encoding="UTF-8", text="Crème brûlée").encode("iso-8859-1")
    with pytest.raises(ShopFormatError) as refusal:
        parse_document(content)
    assert "0xE8" in refusal.value.message
    assert "line 2" in refusal.value.message


def test_a_declared_old_encoding_is_read() -> None:
    assert note_in(ENVELOPE.format(encoding="iso-8859-1", text="Crème").encode("iso-8859-1")) == "Crème"
    assert note_in(ENVELOPE.format(encoding="windows-1252", text="12 €").encode("cp1252")) == "12 €"


def test_an_encoding_nobody_uses_is_refused() -> None:
    with pytest.raises(ShopFormatError, match="koi8-r"):
        parse_document(ENVELOPE.format(encoding="koi8-r", text="x").encode())


def test_blank_lines_and_a_byte_order_mark_in_front_do_no_harm() -> None:
    content = ENVELOPE.format(encoding="UTF-8", text="ok").encode()
    assert note_in(b"\n\n  " + content) == "ok"
    assert note_in(b"\xef\xbb\xbf" + content) == "ok"


def test_control_characters_in_a_product_name_do_not_lose_the_page() -> None:
    assert (
        note_in(ENVELOPE.format(encoding="UTF-8", text="<![CDATA[Thé\x0b vert\x00]]>").encode()) == "Thé vert"
    )


def test_php_output_in_front_of_the_xml_is_quoted() -> None:
    with pytest.raises(ShopFormatError) as refusal:
        parse_document(recording("warning_in_front.txt"))
    assert "hello.php" in refusal.value.message
    assert "debug mode" in refusal.value.message


def test_a_web_page_is_not_a_webservice() -> None:
    with pytest.raises(ShopNoWebserviceError, match="Bienvenue chez nous"):
        parse_document(b"<!DOCTYPE html><html><head><title>Bienvenue chez nous</title></head><body/></html>")


def test_plain_text_and_nothing_at_all() -> None:
    with pytest.raises(ShopFormatError, match="Database is down"):
        parse_document(b"Database is down")
    with pytest.raises(ShopFormatError, match="answered nothing"):
        parse_document(b"  \n ")


def test_too_large_a_document_is_not_parsed() -> None:
    with pytest.raises(ShopSizeError, match="1 MB"):
        parse_document(b"<prestashop>" + b" " * (1024 * 1024), max_bytes=1024 * 1024)


def test_deep_nesting_ends_in_a_refusal() -> None:
    depth = 5000
    with pytest.raises(ShopFormatError):
        parse_document(b"<prestashop>" + b"<a>" * depth + b"</a>" * depth + b"</prestashop>")


def test_the_error_envelope() -> None:
    errors = shop_errors(parse_document(recording("refusal_unknown_field.xml")))
    assert [code for code, _message in errors] == [35, 3]
    assert shop_errors(parse_document(recording("order_nine.xml"))) == []
