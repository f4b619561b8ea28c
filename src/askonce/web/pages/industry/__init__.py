"""The industry platform: visits to firms, their offers and needs, matches, the zone at a glance."""
