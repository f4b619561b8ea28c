"""What proves who somebody is: passwords, one-time codes, passkeys, an OpenID provider; each library in one file."""
