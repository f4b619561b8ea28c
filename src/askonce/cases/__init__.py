"""Cases: services and reports as case types, what each asks, and what that costs people."""
