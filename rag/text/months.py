"""The names of the months: English ones in the order of the year, and what files of other languages write."""

import unicodedata

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_NAMES = (  # for each month: its names and short forms in any language, without accents
    "jan january januar janner janvier enero ene gennaio gen janeiro januari styczen stycznia leden "
    "ledna ocak янв январь января",
    "feb february februar feber fevrier fev febrero febbraio fevereiro februari luty lutego unor "
    "unora subat фев февр февраль февраля",
    "mar march marz maerz mars marzo marco mart maart mrt mrz marzec marca brezen brezna март марта",
    "apr april avril avr abril abr aprile kwiecien kwietnia duben dubna nisan апр апрель апреля",
    "may mai mayo maggio mag maio mei maj maja kveten kvetna mayis май мая",
    "jun june juni juin junio giugno giu junho czerwiec czerwca cerven cervna haziran июн июнь июня",
    "jul july juli juillet juil julio luglio lug julho lipiec lipca cervenec cervence temmuz июл июль июля",
    "aug august aout agosto ago augustus augusti sierpien sierpnia srpen srpna agustos авг август августа",
    "sep sept september septembre septiembre settembre set setembro wrzesien wrzesnia zari eylul сен "
    "сент сентябрь сентября",
    "oct october oktober okt octobre octubre ottobre ott outubro out pazdziernik pazdziernika rijen "
    "rijna ekim окт октябрь октября",
    "nov november novembre noviembre novembro listopad listopada listopadu kasim ноя нояб ноябрь ноября",
    "dec december dezember dez decembre diciembre dic dicembre dezembro desember grudzien grudnia "
    "prosinec prosince aralik дек декабрь декабря",
)


def unaccented(name: str) -> str:
    """Without accents, as names are looked up: й is и."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


MONTH_NUMBERS = {unaccented(name): number for number, names in enumerate(_NAMES, 1) for name in names.split()}
