"""The papers a council needs before it may start: written once, their facts taken from the code."""
