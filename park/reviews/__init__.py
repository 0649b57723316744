"""What people's reviews say: of one another, and of the checks."""
