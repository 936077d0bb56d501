"""Tables, records and dates in other languages than English."""

import json

import pytest

from rag.ingest.dates import iso_date
from rag.ingest.formats.bibtex_dates import date_of
from rag.ingest.pages import read_text

ABSTRACT = "Moss keeps a record of rain."


@pytest.mark.parametrize(
    ("headings", "encoding"),
    [
        ("Titel;Autoren;Jahr;Zeitschrift;Zusammenfassung", "cp1252"),
        ("Titre;Auteurs;Année;Revue;Résumé", "cp1252"),
        ("Título;Autores;Año;Revista;Resumen", "utf-8-sig"),
        ("Título;Autores;Ano;Periódico;Resumo", "utf-8"),
        ("Titolo;Autori;Anno;Rivista;Riassunto", "utf-16"),
        ("Titel;Auteurs;Jaar;Tijdschrift;Samenvatting", "utf-8"),
        ("Название;Авторы;Год;Журнал;Аннотация", "utf-8"),
        ("标题;作者;年份;期刊;摘要", "utf-8"),
        ("タイトル;著者;発行年;雑誌名;抄録", "utf-8-sig"),
        ("제목;저자;발행연도;학술지명;초록", "utf-8"),
    ],
)
def test_headings_in_other_languages_name_the_same_columns(headings: str, encoding: str) -> None:
    row = f"Moss and rain;Fern, Ada;2019;Journal of Moss;{ABSTRACT}"
    (entry,) = read_text("list.csv", f"{headings}\n{row}\n".encode(encoding)).entries
    assert (entry.title, entry.authors, entry.date, entry.venue, entry.abstract) == (
        "Moss and rain",
        ("Fern, Ada",),
        "2019",
        "Journal of Moss",
        ABSTRACT,
    )


def test_an_english_name_goes_before_one_of_another_language() -> None:
    table = f"Titre,Title,Résumé,Abstract\nMousse et pluie,Moss and rain,La mousse.,{ABSTRACT}\n"
    (entry,) = read_text("list.csv", table.encode()).entries
    assert (entry.title, entry.abstract) == ("Moss and rain", ABSTRACT)
    record = {"titel": "Moos und Regen", "zusammenfassung": ABSTRACT, "autoren": ["Ada Fern"], "jahr": 2019}
    (entry,) = read_text("list.json", json.dumps([record]).encode()).entries
    assert (entry.title, entry.authors, entry.date) == ("Moos und Regen", ("Ada Fern",), "2019")


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("3 июля 2019", "2019-07-03"),
        ("3 lipca 2019", "2019-07-03"),
        ("3. července 2019", "2019-07-03"),
        ("3 Temmuz 2019", "2019-07-03"),
        ("2019年7月3日", "2019-07-03"),
        ("2019년 7월 3일", "2019-07-03"),
        ("3 de julho de 2019", "2019-07-03"),
        ("mai 2019", "2019-05"),
    ],
)
def test_a_date_names_its_month_in_any_language(written: str, iso: str) -> None:
    assert iso_date(written) == iso


def test_bibtex_names_its_month_in_any_language() -> None:
    assert date_of({"year": "2019", "month": "июль"}) == "2019-07"
    assert date_of({"year": "2019", "month": "września"}) == "2019-09"
