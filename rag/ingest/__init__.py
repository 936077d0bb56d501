"""The path of a paper: files to papers to chunks to the store.

reading.py comes first: files and folders in, papers out. pages.py opens a file, formats/registry.py finds its
format and so its entries, papers.py makes papers of them (clean.py, dates.py, authors.py), merging.py one of
two (same_title.py). Then library.py: papers in, a library in a folder and a report.py of it out. It cuts them
(chunks.py, nodes.py), has them encoded and stores them, a batch at a time (indexing.py, records.py,
storage.py, built_with.py). rebuilding.py makes all indexes anew while the old ones serve, reembedding.py does
that in the background for those of an earlier encoder's version. starter.py has the first 370 papers.
"""
