"""What is printed: certificates and their check, slips, forms on paper."""
