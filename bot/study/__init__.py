"""The rules of studying: pure functions that know no chat, no database and no clock."""
