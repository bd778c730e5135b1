"""The baseline of `telegram`: the bare echo bot of python-telegram-bot's own documentation."""

import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    await update.message.reply_text(update.message.text)


def main() -> None:
    token, base = os.environ["ECHO_TOKEN"], os.environ["ECHO_BASE"]
    application = Application.builder().token(token).base_url(base).build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    application.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    main()
