"""Is a sentence supported?"""
