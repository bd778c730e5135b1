"""Whether features do what they promise, through the dispatcher."""
