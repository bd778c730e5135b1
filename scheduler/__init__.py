"""What it does by itself: the timetable, the clock that rings it, the delivery that says it."""
