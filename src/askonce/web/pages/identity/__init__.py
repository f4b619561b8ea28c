"""Who one is: signing in and out, second factors, sessions."""
