"""Is a claim supported by its sources?"""
