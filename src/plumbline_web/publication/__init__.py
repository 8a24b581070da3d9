"""The round of factual accuracy, editions, and the files that are given out."""
