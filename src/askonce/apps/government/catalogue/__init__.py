"""Import of a catalogue of services that is kept as spreadsheets."""
