"""Text comes out right whatever encoding it was saved in; a guess is said."""

import pytest

from rag.ingest.encodings import decode
from rag.model.errors import PageError

WRAPPED = (
    "@article{{moss, title={{A slow net}}, abstract={{We grow a net one layer a week.}}, note={{{}}}}}\n"
)
CHINESE = "标题：一个小的神经网络。摘要：我们每周增加一层，它能够识别照片中的苔藓。"
JAPANESE = "題名：小さなネットワーク。要旨：毎週一層ずつ成長する網を作る。"
RUSSIAN = "Название: малая сеть. Мы добавляем по слою в неделю."
WESTERN = "José Müller, Bjørn Åsen: “Ça va” – naïve"


@pytest.mark.parametrize("around", ["{}", WRAPPED], ids=["alone", "in a record"])
@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        (CHINESE, "gbk", "GBK"),
        ("網絡：我們每週增加一層，能夠識別照片中的苔蘚。", "big5", "Big5"),
        (JAPANESE, "shift_jis", "Shift JIS"),
        (JAPANESE, "euc_jp", "EUC-JP"),
        ("제목: 작은 신경망. 우리는 매주 한 층을 더한다.", "euc_kr", "EUC-KR"),
        (RUSSIAN, "cp1251", "Windows-1251"),
        (RUSSIAN, "koi8_r", "KOI8-R"),
        ("Τίτλος: ένα μικρό δίκτυο που μεγαλώνει αργά.", "cp1253", "Windows-1253"),
        ("כותרת: רשת קטנה. תקציר: אנו מציעים שיטה חדשה", "cp1255", "Windows-1255"),
        ("العنوان: شبكة صغيرة تنمو ببطء كل أسبوع", "cp1256", "Windows-1256"),
        (WESTERN, "cp1252", "Windows-1252"),
        (WESTERN, "mac_roman", "Mac Roman"),
        ("Schrödinger", "latin-1", "Windows-1252"),
        ("Müller, García", "cp850", "DOS 850"),
    ],
)
def test_an_old_encoding_is_recognised_and_said(text: str, encoding: str, shown: str, around: str) -> None:
    text = around.format(text)
    assert decode("it", text.encode(encoding)) == (
        text,
        f"not UTF-8: read as {shown}; check the accents, or save it as UTF-8",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_needs_no_guess(encoding: str) -> None:
    assert decode("it", WRAPPED.format(WESTERN).encode(encoding)) == (WRAPPED.format(WESTERN), None)


def test_a_few_bytes_of_another_encoding_do_not_spoil_a_utf_8_file() -> None:
    data = f"{WESTERN} {CHINESE} ".encode() + "café “net”".encode("cp1252")
    assert decode("it", data) == (
        f"{WESTERN} {CHINESE} café “net”",
        "3 bytes are not UTF-8: read as Windows-1252; check the accents, or save it as UTF-8",
    )


def test_a_large_file_with_its_accents_far_down_is_recognised() -> None:
    text = WRAPPED.format("moss") * 20_000 + WRAPPED.format(CHINESE)
    assert decode("it", text.encode("gbk"))[0] == text


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(PageError, match="binary"):
        decode("it", b"\x7fELF\0\0\1\2\3" * 99)
