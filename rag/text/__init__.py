"""Words, sentences and languages: what every other room reads text with."""
