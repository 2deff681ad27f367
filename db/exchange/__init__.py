"""Excel in and out: what a ledger's sheet holds, reading one in, writing one."""
