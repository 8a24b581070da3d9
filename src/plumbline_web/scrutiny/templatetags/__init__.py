"""What templates of scrutiny may use."""
