"""What the business got: figures from outside that stand beside the behaviour."""
