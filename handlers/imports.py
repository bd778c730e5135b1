"""A group's own document: brought by an organiser, shown as a report, published or discarded."""

from collections.abc import Iterable
from hashlib import sha256

import content
from bot.chat import Button, Event, File, Message
from bot.context import Context, UserError
from bot.imported import say, told
from bot.markup import bold, paragraphs
from bot.models import Curriculum, Group
from bot.queries import curricula, groups, members
from content.importer import track_id
from content.reading import too_large
from handlers import entries


def brought(event: Event, context: Context) -> Iterable[Message] | None:
    """A file without a command: a calendar, or an organiser's document; None: a check-in as any."""
    dated = entries.brought(event, context)
    if dated is not None:
        return dated
    if event.edited or not (event.files or "too_large" in event.values):
        return None
    return import_(event, context) if _organised(context) else None


def import_(event: Event, context: Context) -> Iterable[Message]:
    """/import, said with a file: what it would become. Nobody sees it before it is published."""
    t = context.t
    own = _organised(context)
    if not own and not members.groups_of(context.session, context.member):
        raise UserError(t("You are in no study group. Add me to a channel and say /group there."))
    if not own:
        raise UserError(t("Only an organiser of the group can do that."))
    if "too_large" in event.values:
        raise UserError(say(too_large(event.values["too_large"] or "?").said, t))
    if not event.files:
        text = t(
            "Send me your group's document as a file (Markdown, plain text or HTML), with /import "
            "as its caption. I show what I understood; you decide whether it is published."
        )
        return [Message(text, private=True)]
    return [_shown(file, _group_for(event, own, context), context) for file in event.files]


def publish(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    group, row = _draft(event, context)
    if row is None:
        return [Message(t("That draft is gone. Send the file again."), private=True, replace=True)]
    taught = curricula.publish(context.session, group, row)
    context.library = context.library.plus(taught)
    text = t(
        "*{title}* is published for {group}. Only its members find it among the roads.",
        title=taught.title,
        group=group.name,
    )
    choose = Button(t("Choose this road"), "start.track", taught.id, main=True)
    return [Message(text, ((choose,),), private=True, replace=True)]


def discard(event: Event, context: Context) -> Iterable[Message]:
    t = context.t
    _, row = _draft(event, context)
    if row is not None:
        row.state = "discarded"
    text = t("Discarded. Nothing was published; what was published before stays.")
    return [Message(text, private=True, replace=True)]


def _organised(context: Context) -> list[Group]:
    """The groups the speaker may bring a document to: this channel's, else any they organise."""
    here = [context.group] if context.group else members.groups_of(context.session, context.member)
    return [each for each in here if groups.organises(context.session, context.member, each)]


def _group_for(event: Event, own: list[Group], context: Context) -> Group:
    if len(own) == 1:
        return own[0]
    said = event.text.strip().casefold()
    named = [group for group in own if group.name.casefold() == said]
    if len(named) == 1:
        return named[0]
    raise UserError(
        context.t(
            "You organise several groups. Send the file again with /import and the group's name: "
            "{names}",
            names=context.t.series(group.name for group in own),
        )
    )


def _shown(file: File, group: Group, context: Context) -> Message:
    """The report of one file, with the two buttons."""
    t, sha = context.t, sha256(file.content).hexdigest()
    known = curricula.of_content(context.session, group, sha)
    if known is not None and known.state == "published":
        text = t("{file} is published for {group} just as it is.", file=file.name, group=group.name)
        return Message(text, private=True)
    imported = _imported(file, group, context)
    row = curricula.keep_draft(context.session, group, sha, content.write(imported.curriculum))
    number = f"{group.id} {row.id}"
    buttons = (
        Button(t("Publish"), "import.publish", number, main=True),
        Button(t("Discard"), "import.discard", number),
    )
    text = paragraphs(
        told(imported, t, minutes=context.member.minutes),
        t("Shall I publish it for {group}? Only its members will see it.", group=bold(group.name)),
    )
    whole = told(imported, t, minutes=context.member.minutes, whole=True)
    report = File(t.plain("report") + ".txt", str(whole).encode(), "text/plain")
    return Message(text, (buttons,), file=report, private=True)


def _imported(file: File, group: Group, context: Context) -> content.Imported:
    t, owner = context.t, f"group {group.id}"
    known = curricula.published(context.session, group, track_id(file.name, owner))
    try:
        text = content.read_document(file.content, file.name)
        imported = content.import_document(text, file.name, known, owner=owner)
        if imported.report.style == "curriculum":
            known = curricula.published(context.session, group, imported.curriculum.id)
            imported = content.import_document(text, file.name, known, owner=owner)
    except content.DocumentError as error:
        raise UserError(say(error.said, t)) from error
    except content.CurriculumError as error:
        first = error.mistakes[0]
        raise UserError(
            t.count(
                "{file} has {n} mistake, in line {line}: {what} ({fix})",
                "{file} has {n} mistakes. The first, in line {line}: {what} ({fix})",
                len(error.mistakes),
                file=file.name,
                line=first.line,
                what=say(first.what, t),
                fix=say(first.fix, t),
            )
        ) from error
    _refuse(imported.curriculum, file, context)
    return imported


def _refuse(curriculum: content.Curriculum, file: File, context: Context) -> None:
    """What is empty, or would take the place of a shipped track."""
    t = context.t
    if all(item.kind in {"track", "stage", "module"} for item in curriculum.items):
        raise UserError(t("I found nothing in {file} to learn or to do.", file=file.name))
    shipped = content.load().items
    taken = next((item.id for item in curriculum.items if item.id in shipped), None)
    if taken is not None:
        raise UserError(
            t(
                "The id {id} in {file} belongs to a curriculum of ours. Give it another `id:` and "
                "send it again.",
                id=taken,
                file=file.name,
            )
        )


def _draft(event: Event, context: Context) -> tuple[Group, Curriculum | None]:
    group_id, _, number = event.text.partition(" ")
    group = groups.by_id(context.session, group_id)
    if group is None:
        raise UserError(context.t("That group has ended, or it is not here."))
    return group, curricula.draft(context.session, group, number)
