"""Names of fields in other languages than English.

In: the names of fields, as one spelling has them. Out: the English name for each that is known. Only names
that mean one thing are here: "data" is a date in Italian and a list of papers in most files; "år" without
its ring is Web of Science's tag for the number of an article.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

_TITLE = (
    "titel titre titulo título titolo tytuł název titull başlık otsikko tittel название заглавие "
    "заголовок назва τίτλος 标题 標題 题名 題名 篇名 论文题目 論文題目 论文标题 文献标题 中文标题 "
    "タイトル 論文タイトル 論文名 題目 표제 제목 논문제목 논문명 titelderpublikation titredelarticle "
    "tituloartículo titulodelartículo titulodoartigo titolodellarticolo названиестатьи عنوان"
)
_ABSTRACT = (
    "zusammenfassung kurzfassung kurzzusammenfassung résumé resumen resumo riassunto sommario "
    "streszczenie abstrakt samenvatting sammanfattning sammandrag sammendrag resumé tiivistelmä özet "
    "összefoglaló аннотация реферат анотація περίληψη 摘要 中文摘要 文摘 抄録 要旨 要約 "
    "アブストラクト 概要 초록 요약 ملخص"
)
_AUTHORS = (
    "autor autoren autorin autorinnen verfasser auteur auteurs autores autore autori autorzy autoři "
    "författare forfatter forfattere tekijät yazar yazarlar szerzők автор авторы автори συγγραφείς "
    "作者 作者名 全部作者 责任者 著者 著者名 執筆者 저자 저자명 المؤلف"
)
_YEAR = (
    "jahr erscheinungsjahr publikationsjahr veröffentlichungsjahr année annéedepublication año "
    "añodepublicación ano anodepublicação anno annodipubblicazione jaar jaarvanpublicatie rok "
    "rokwydania utgivelsesår julkaisuvuosi yıl yayınyılı год годпубликации годвыпуска рік 年 年份 "
    "年度 出版年 发表年份 发表年 刊行年 発行年 出版年度 연도 발행연도 출판연도"
)
_DATE = (
    "datum erscheinungsdatum veröffentlichungsdatum publikationsdatum datedepublication dateparution "
    "datedeparution fecha fechadepublicación fechapublicación datadepublicação datapublicação "
    "datadipubblicazione datapubblicazione datapublikacji publicatiedatum publiceringsdatum "
    "датапубликации 日期 出版日期 发表时间 发表日期 出版时间 発行日 出版日 公開日 発行年月 발행일"
)
_JOURNAL = (
    "zeitschrift zeitschriftentitel revue revista rivista periódico tijdschrift tidskrift tidsskrift "
    "czasopismo časopis dergi журнал названиежурнала источник 期刊 期刊名 刊名 刊名称 来源 文献来源 "
    "来源期刊 雑誌 雑誌名 掲載誌 ジャーナル 저널 학술지 학술지명"
)
_ADDRESS = "adresse lien enlace enlaceweb collegamento ссылка 链接 网址 リンク 링크"


def _folded(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))


_ENGLISH = {
    _folded(name): english
    for english, names in (
        *(("title", _TITLE), ("abstract", _ABSTRACT), ("authors", _AUTHORS), ("year", _YEAR)),
        *(("date", _DATE), ("journal", _JOURNAL), ("url", _ADDRESS)),
    )
    for name in names.split()
}


@lru_cache(maxsize=4096)
def english(name: str) -> str | None:
    """The English name of a field, None where it has another or is English itself."""
    return _ENGLISH.get(_folded(name))


def in_english(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each name that another language has for a field, with the English one."""
    return ((name, known) for name in names if (known := english(name)))
