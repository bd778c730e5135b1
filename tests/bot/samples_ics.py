"""Calendar files as the usual programs write them, one style each."""

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{by}\r\n"
TAIL = "END:VCALENDAR\r\n"


def file(by, *rows):
    return (HEAD.format(by=by) + "\r\n".join(rows) + "\r\n" + TAIL).encode()


GOOGLE = "-//Google Inc//Google Calendar 70.9054//EN"
APPLE = "-//Apple Inc.//macOS 15.1//EN"
OUTLOOK = "-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN"
EXCHANGE = "Microsoft Exchange Server 2010"
THUNDERBIRD = "-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN"
FEISHU = "-//Bytedance//Lark//ZH"

SINGLE = file(
    GOOGLE,
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "X-WR-CALNAME:me@example.com",
    "X-WR-TIMEZONE:Asia/Shanghai",
    "BEGIN:VEVENT",
    "DTSTART:20260314T110000Z",
    "DTEND:20260314T130000Z",
    "DTSTAMP:20260301T000000Z",
    "UID:4kq0@google.com",
    "LOCATION:https://meet.example.com/py",
    "SEQUENCE:2",
    "STATUS:CONFIRMED",
    "SUMMARY:Python 线上分享",
    "TRANSP:OPAQUE",
    "END:VEVENT",
)
WEEKLY = file(
    APPLE,
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Berlin",
    "BEGIN:DAYLIGHT",
    "TZOFFSETFROM:+0100",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "DTSTART:19810329T020000",
    "TZNAME:MESZ",
    "TZOFFSETTO:+0200",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0200",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "DTSTART:19961027T030000",
    "TZNAME:MEZ",
    "TZOFFSETTO:+0100",
    "END:STANDARD",
    "END:VTIMEZONE",
    "BEGIN:VEVENT",
    "UID:B3A0-77",
    "DTSTART;TZID=Europe/Berlin:20260303T190000",
    "DTEND;TZID=Europe/Berlin:20260303T203000",
    "RRULE:FREQ=WEEKLY;UNTIL=20260630T170000Z",
    "EXDATE;TZID=Europe/Berlin:20260407T190000",
    "SUMMARY:Lesekreis",
    "DTSTAMP:20260301T000000Z",
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    "TRIGGER:-PT30M",
    "DESCRIPTION:Reminder",
    "END:VALARM",
    "END:VEVENT",
    "BEGIN:VEVENT",
    "UID:B3A0-77",
    "RECURRENCE-ID;TZID=Europe/Berlin:20260317T190000",
    "DTSTART;TZID=Europe/Berlin:20260318T190000",
    "DTEND;TZID=Europe/Berlin:20260318T203000",
    "SUMMARY:Lesekreis (Mittwoch)",
    "DTSTAMP:20260301T000000Z",
    "END:VEVENT",
)
WINDOWS_ZONE = file(
    EXCHANGE,
    "METHOD:REQUEST",
    "BEGIN:VTIMEZONE",
    "TZID:China Standard Time",
    "BEGIN:STANDARD",
    "DTSTART:16010101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "END:STANDARD",
    "END:VTIMEZONE",
    "BEGIN:VEVENT",
    "ORGANIZER;CN=王:mailto:wang@example.com",
    "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:li@example.com",
    "SUMMARY;LANGUAGE=zh-CN:代码互评",
    "DTSTART;TZID=China Standard Time:20260316T200000",
    "DTEND;TZID=China Standard Time:20260316T210000",
    "UID:040000008200E00074C5B7101A82E008",
    "CLASS:PUBLIC",
    "PRIORITY:5",
    "DTSTAMP:20260301T000000Z",
    "LOCATION;LANGUAGE=zh-CN:Microsoft Teams",
    "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
    "END:VEVENT",
)
CUSTOM_ZONE = file(
    OUTLOOK,
    "BEGIN:VTIMEZONE",
    "TZID:Customized Time Zone",
    "BEGIN:STANDARD",
    "DTSTART:16010101T000000",
    "TZOFFSETFROM:+0530",
    "TZOFFSETTO:+0530",
    "END:STANDARD",
    "END:VTIMEZONE",
    "BEGIN:VEVENT",
    "UID:custom-1",
    "DTSTAMP:20260301T000000Z",
    'DTSTART;TZID="Customized Time Zone":20260316T200000',
    'DTEND;TZID="Customized Time Zone":20260316T210000',
    "SUMMARY:Pune Python",
    "END:VEVENT",
)
LIBRARY_ZONE = file(
    THUNDERBIRD,
    "BEGIN:VEVENT",
    "UID:tb-1",
    "DTSTAMP:20260301T000000Z",
    "DTSTART;TZID=/freeassociation.sourceforge.net/Tzfile/America/New_York:20260316T200000",
    "DURATION:PT90M",
    "SUMMARY:Code review",
    "END:VEVENT",
)
ALL_DAY = file(
    APPLE,
    "BEGIN:VEVENT",
    "UID:allday-1",
    "DTSTAMP:20260301T000000Z",
    "DTSTART;VALUE=DATE:20260919",
    "DTEND;VALUE=DATE:20260921",
    "SUMMARY:PyCon China",
    "LOCATION:上海",
    "END:VEVENT",
)
FLOATING = file(
    THUNDERBIRD,
    "BEGIN:VEVENT",
    "UID:float-1",
    "DTSTAMP:20260301T000000Z",
    "DTSTART:20260314T190000",
    "DTEND:20260314T200000",
    "SUMMARY:晨读",
    "END:VEVENT",
)
CANCELLED = file(
    GOOGLE,
    "METHOD:CANCEL",
    "BEGIN:VEVENT",
    "UID:gone-1@google.com",
    "DTSTAMP:20260301T000000Z",
    "DTSTART:20260314T110000Z",
    "DTEND:20260314T120000Z",
    "STATUS:CANCELLED",
    "SUMMARY:取消的聚会",
    "END:VEVENT",
)
LONG_TITLE = (
    "每月一次的后端与运维工程师聚会：从单机到集群，聊聊我们怎样把一个小服务慢慢做大做稳的故事"
)


def folded(text, width=75):
    """Folded after so many bytes, in the middle of a letter if it falls so, as some programs do."""
    raw, rows = text.encode(), []
    while raw:
        rows.append(raw[: width - bool(rows)])
        raw = raw[width - bool(rows[:-1]) :]
    return b"\r\n ".join(rows)


FOLDED_CHINESE = (
    HEAD.format(by=FEISHU).encode()
    + b"BEGIN:VEVENT\r\nUID:folded-1\r\nDTSTAMP:20260301T000000Z\r\n"
    + b"DTSTART;TZID=Asia/Shanghai:20260320T193000\r\nDTEND;TZID=Asia/Shanghai:20260320T210000\r\n"
    + folded(f"SUMMARY:{LONG_TITLE}")
    + b"\r\nLOCATION:\xe4\xb8\x8a\xe6\xb5\xb7\\, \xe6\xb5\xa6\xe4\xb8\x9c\r\nEND:VEVENT\r\n"
    + TAIL.encode()
)
SECONDLY = file(
    GOOGLE,
    "BEGIN:VEVENT",
    "UID:bomb-1",
    "DTSTAMP:20260301T000000Z",
    "DTSTART:20260314T110000Z",
    "RRULE:FREQ=SECONDLY",
    "SUMMARY:tick",
    "END:VEVENT",
)
LONG_AGO = file(
    GOOGLE,
    "BEGIN:VEVENT",
    "UID:old-1",
    "DTSTAMP:20200101T000000Z",
    "DTSTART;TZID=Asia/Shanghai:20190105T100000",
    "DTEND;TZID=Asia/Shanghai:20190105T113000",
    "RRULE:FREQ=WEEKLY;BYDAY=SA",
    "SUMMARY:周六读书会",
    "END:VEVENT",
)
BROKEN = {
    "cut off in the middle": SINGLE[: len(SINGLE) // 2],
    "no calendar at all": b"hello, this is a letter",
    "nothing": b"",
    "bytes of a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "ends what it never began": b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
}
