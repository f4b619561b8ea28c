"""What a review of a pack holds, and each sort of rule set out in words for those who sign it."""
