"""Engines that find candidates for retrieval: SQLite's FTS5 for a zone, tantivy for a province."""
