"""What a province's million offers cost: to index, to search under hard constraints, to add to."""
