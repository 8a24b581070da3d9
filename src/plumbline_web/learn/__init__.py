"""Real activities that were published, for anybody to learn from: pages, and documents in three forms."""
