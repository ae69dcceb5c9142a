import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.engines.files import EncodingUnknown, FileRefused, NulInText, TextBroken, decode, decode_text

WORDS = "临潮区召开2025年招商大会,集中签约37个重点项目。"


class TestDecode:
    @pytest.mark.parametrize(
        ("data", "encoding"),
        [
            (WORDS.encode(), "utf-8"),
            (b"\xef\xbb\xbf" + WORDS.encode(), "utf-8"),
            (WORDS.encode("utf-16"), "utf-16"),
            (b"\xfe\xff" + WORDS.encode("utf-16-be"), "utf-16"),
            (WORDS.encode("gb18030"), "gb18030"),
        ],
    )
    def test_reads_the_encodings_in_use(self, data, encoding):
        decoded = decode(data)
        assert decoded.text == WORDS
        assert decoded.encoding == encoding

    def test_names_the_offset_of_a_broken_byte_in_utf8(self):
        data = WORDS.encode()
        with pytest.raises(TextBroken) as caught:
            decode_text(data[:15] + b"\xff" + data[15:])
        assert caught.value.params == {"encoding": "UTF-8", "offset": 15}
        assert "15" in caught.value.sentence("zh")

    def test_names_the_offset_of_a_broken_byte_in_gb18030(self):
        data = WORDS.encode("gb18030")
        with pytest.raises(TextBroken) as caught:
            decode_text(data[:20] + b"\x81\x20" + data[20:])
        assert caught.value.params["offset"] == 20

    def test_a_text_cut_in_the_middle_of_a_character_is_broken(self):
        with pytest.raises(TextBroken):
            decode_text(WORDS.encode()[:-1])

    def test_refuses_nul_with_its_offset(self):
        with pytest.raises(NulInText) as caught:
            decode_text("招商".encode() + b"\x00")
        assert caught.value.params == {"offset": 6}

    def test_refuses_bytes_that_are_no_text_in_any_encoding(self):
        with pytest.raises(EncodingUnknown):
            decode_text(bytes([0x81, 0x40, 0xA8, 0xF0, 0xFD, 0xFE] * 20))

    @given(st.text(alphabet=st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00\ufeff")))
    def test_any_utf8_text_comes_back_as_it_was(self, text):
        assert decode_text(text.encode()) == text

    @given(st.text(alphabet="临潮区招商大会签约项目,。0123456789\n", min_size=1))
    def test_any_chinese_page_in_gb18030_comes_back_as_it_was(self, text):
        # A lone character or two may be valid UTF-8 as well; a sentence never is.
        assert decode_text((WORDS + text).encode("gb18030")) == WORDS + text

    @given(st.binary(max_size=200))
    def test_any_bytes_are_read_or_refused(self, data):
        with contextlib.suppress(FileRefused):
            decode(data)
