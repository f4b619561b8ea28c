"""Text with places: sources, nodes, diagnostics and their renderings, knowing nothing of government."""
