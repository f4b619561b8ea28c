"""Digital economy: firms' needs brought together with what their neighbours make."""
