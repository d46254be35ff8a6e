"""What this database is: real or demo, and its business clock."""
