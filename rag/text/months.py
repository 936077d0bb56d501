"""The names of the months: English ones in the order of the year, and what files of other languages write."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_NAMES = (  # for each month: its names and short forms in any language, without accents
    "jan january januar janner janvier enero ene gennaio gen janeiro januari",
    "feb february februar feber fevrier fev febrero febbraio fevereiro februari",
    "mar march marz maerz mars marzo marco mart maart mrt mrz",
    "apr april avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei maj",
    "jun june juni juin junio giugno giu junho",
    "jul july juli juillet juil julio luglio lug julho",
    "aug august aout agosto ago augustus augusti",
    "sep sept september septembre septiembre settembre set setembro",
    "oct october oktober okt octobre octubre ottobre ott outubro out",
    "nov november novembre noviembre novembro",
    "dec december dezember dez decembre diciembre dic dicembre dezembro",
)
MONTH_NUMBERS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
