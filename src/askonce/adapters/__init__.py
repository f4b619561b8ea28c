"""The world outside: files of rows, engines and stores, each behind a plain function."""
