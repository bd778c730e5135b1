"""The few words that are the page's own; everything else on it was said by somebody."""

from bot.texts import Texts, mark

WORDS = {
    "private": mark("Private"),
    "group": mark("Study group"),
    "speaking_as": mark("Speaking as"),
    "message": mark("Write a message, or / for commands"),
    "send": mark("Send"),
    "commands": mark("Commands"),
    "attach": mark("Attach a file"),
    "start": mark("Start"),
    "invite": mark("Invite the companion"),
    "hello": mark("Hello, I am your study companion."),
    "promise": mark("One clear task a day. What you tell me stays between us."),
    "hello_group": mark("A place to study together."),
    "promise_group": mark("Sample members sit here with you; “Speaking as” says who you are."),
    "only_you": mark("Only you see this."),
    "alone": mark("Only you and the companion read this chat."),
    "here": mark("Everybody here reads along:"),
    "download": mark("Download"),
    "submit": mark("Submit"),
    "sent": mark("sent"),
    "optional": mark("optional"),
    "unread": mark("new"),
    "edit": mark("Edit"),
    "editing": mark("You are changing what you said; Escape leaves it as it was."),
    "lost": mark("Connection lost. Trying again…"),
    "failed": mark("Not sent. What you typed is still here; please try again."),
}

UNREADABLE = mark("That could not be read; it is kept under {reference}.")
NOT_STORED = mark("That was not stored. Please send it once more in a moment.")
OLD_BUTTON = mark("This button is from an older message and no longer works.")
OLD_FORM = mark("This form is from an older page. Please open it again.")
TIME_HELP = mark("Move the companion's clock, for example +1d")
ME = mark("You")


def words(t: Texts) -> dict[str, str]:
    """The page's words in one language."""
    return {name: t.plain(sentence) for name, sentence in WORDS.items()}
