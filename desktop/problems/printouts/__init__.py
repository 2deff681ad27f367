"""What is printed of problems: the ledger, a sheet for each, the certificate of its closing out."""
