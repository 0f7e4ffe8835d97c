"""Who walks through the pages, and what each of them does there, in their own words."""
