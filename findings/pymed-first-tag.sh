#!/usr/bin/env bash
# pymed 0.8.9: titles end at the first italic word, and an article has the ids of all it cites.
#
# Valid input: a PubMed record with <i> and <sub> in title and abstract, and one reference with ids.
# Guess before running: the text without its tags, and the ids of the article alone.
# Expected: "Growth of E. coli in water.", 111 and 10.1000/own.
# Seen: a title or an abstract is cut at its first tag, "Growth of " and "We grew ", and pubmed_id and doi are
# the article's and those of its references, joined by line ends. A set keyed by either is wrong
# for every article that PubMed knows references of.
# Instead: "".join(element.itertext()) over the XML that pymed parses, and PubmedData/ArticleIdList for the ids.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pymed==0.8.9

cat >probe.py <<'PROBE'
from xml.etree import ElementTree

from pymed.article import PubMedArticle

record = """<PubmedArticle><MedlineCitation><PMID>111</PMID><Article>
<ArticleTitle>Growth of <i>E. coli</i> in water.</ArticleTitle>
<Abstract><AbstractText>We grew <i>E. coli</i> in H<sub>2</sub>O.</AbstractText></Abstract>
</Article></MedlineCitation><PubmedData>
<History><PubMedPubDate PubStatus="pubmed"><Year>2019</Year><Month>1</Month><Day>2</Day></PubMedPubDate></History>
<ArticleIdList><ArticleId IdType="pubmed">111</ArticleId><ArticleId IdType="doi">10.1000/own</ArticleId></ArticleIdList>
<ReferenceList><Reference><ArticleIdList><ArticleId IdType="pubmed">222</ArticleId>
<ArticleId IdType="doi">10.1000/cited</ArticleId></ArticleIdList></Reference></ReferenceList>
</PubmedData></PubmedArticle>"""
article = PubMedArticle(xml_element=ElementTree.fromstring(record))
for name in ("title", "abstract", "pubmed_id", "doi"):
    print(name, repr(getattr(article, name)))
PROBE
"$work/venv/bin/python" probe.py >seen.txt
cat seen.txt

diff - seen.txt <<'SEEN'
title 'Growth of '
abstract 'We grew '
pubmed_id '111\n222'
doi '10.1000/own\n10.1000/cited'
SEEN
echo "still so"
