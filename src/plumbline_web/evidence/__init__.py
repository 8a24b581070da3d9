"""What an activity gathered, as pieces tied to the indicators they speak to."""
