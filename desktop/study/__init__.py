"""The page 学习: hours, attendance rates, plans, training outside, 补学."""
