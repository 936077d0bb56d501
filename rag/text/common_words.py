"""Everyday English words.

COMMON: what is hardly ever the name of a paper. FUNCTION_WORDS: what questions are made of. Both in lower
case and unstemmed, in all the forms that are meant.
"""

from rag.text.terms import STOP_WORDS

_COMMON = """
a about above accept across adopt after again against aim all allow almost along also always am among an and
another answer any anything apply are around art as ask at atlas author authors available away back based
basic be because become been before being below best better between big bit black both bridge bring build but
by call can cannot case cat center chat check child circle city clear clip close cloud clue code come common
company compare compared compass complete computer could count course court cover cross crystal cube current
dark data date day deep describe did differ difference different diffusion do does dog done down draw dream
drive drop drum each early east echo edge effect else encode end energy enough even ever every everything
exact example explain eye face fact fair falcon fall far fast field find fine fire first fit five flame flow
fly focus food for force form forward found four free from full fun fusion game gate gave gemini general
generate genius get give go going gold good got graph great ground group grow guess had half hand hard has
have he head health hello help her here high him his hold home hope hot hour hours house how human i idea if
image improve in include into is it its job join journey jump just keep key kind know lab land language large
last later law layer lead learn learning least left lens less let level life light like limit line link list
little live long look lost lot love made main make man many map mark mask master match may me mean measure
memory merge method methods mind mine mirror mode model models money month moon more mosaic most mouse move
much muse music must my myself name need network networks neural never new next nice night no none north not
note nothing now number of off offer often old on once one only open option or orca order other our out over
own page paint pair paper papers part pass past path people phase phone pick piece pilot place plan play
please point poor possible power present press prime primer prism process product prompt prop prove pull push
put quality question quick quite range rate ray reach read real really reason related result return right ring
river road rock room root round rule run safe said same saw say scale scope score sea search second see seed
seem self sense set seven several shape share she shift short should show side sight simple since single site
six size skill sky small snap so some something soon sound source space spark speed spin spring stage star
stars start state step still stop story stream street strong study such summary sun sure surf swift switch
table take talk tasks teach team tell ten test text than thank thanks that the their them then there these
they thing think this those though three through tiger time to today together told too took tool topic touch
toward train training tree trick tried true try turn two type under union until up us use used useful using
very via view vision voice volume wait walk want was water wave way we week well went were west what whats
when where which while white who whole whom whose why wide will wind wise wish with within without wonder word
words work works world would write year years yes yet you young your zero
"""
COMMON = frozenset(_COMMON.split())
FUNCTION_WORDS = STOP_WORDS | frozenset("compare describe explain list mean me please versus vs".split())
