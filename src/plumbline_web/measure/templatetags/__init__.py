"""What templates of measure may use."""
