"""Two-factor: codes of an authenticator beside the password, and the recovery codes for when it is lost."""
