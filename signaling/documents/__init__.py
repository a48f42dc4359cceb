"""Shared documents (code, board): the log, the replica, the validator, and the binary lane."""
