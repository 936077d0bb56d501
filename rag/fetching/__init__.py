"""Papers from services on the network, and only when somebody asks for them.

references.py comes first: what a reader typed, as an id, a DOI, a link or a title. lookup.py asks one service
(service.py) after the other, each a module: arxiv.py, huggingface.py, crossref.py, datacite.py, openalex.py,
semantic_scholar.py, openreview.py, acl.py. read.py reads replies like files, adding.py puts papers into a
library, enriching.py completes what is there by what details.py asks about many at once. web.py is the only
way out, with pacing.py, replies.py (a cache) and problems.py. For feeds: feeds.py, following.py what is kept,
updating.py what is new, alike.py that sifted by what the library has, gathering.py that into the library.
"""
