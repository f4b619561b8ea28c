"""What is run beside the package: an independent verifier, the fetching of browser files, the catalogues of messages."""
