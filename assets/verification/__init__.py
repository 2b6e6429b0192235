"""Checking that a work folder holds what was entered: the ledger, its anchors, and every file of known digest."""
