"""The ledger of problems (问题台账): found, rectified (整改), closed out (销号)."""
