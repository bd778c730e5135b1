"""Skills nobody could list beforehand: known by their shape, or by the words they stand beside.

All of it holds only inside a line that asks for something. A name of two cases or with a digit is
a product wherever it stands; a plain capital or a few capitals are one where tools are named; what
is asked for by "know", "熟悉" or "experience with" is one by its place.
"""

import re
from collections.abc import Iterator, Sequence

Span = tuple[int, int]

# --- by shape -------------------------------------------------------------------------------------

_TOKEN = re.compile(r"(?<![\w@/.-])[A-Za-z][A-Za-z0-9]*(?:[-_./+#][A-Za-z0-9]+|[+#])*(?![\w@])")
_MIXED = re.compile(
    r"[a-z]+[A-Z]|[A-Z]{2,}[a-z]|[A-Z][a-z]+[A-Z]|[A-Za-z]-?\d|\d[A-Za-z]|[a-z]_[a-z]|\.js$"
)
_CAPITALS = re.compile(r"[A-Z][A-Z0-9/-]{1,9}s?")
_STANDARD = re.compile(
    r"\b(?:ISO(?:/IEC)?|IEC|IEEE|RFC|EN|GB/T|SOC|PCI|AZ|DP|HL) ?-?\d[\d.-]*(?<![.-])"
    r"|\bPCI DSS\b|\bS/4HANA\b"
)
_BEFORE = re.compile(
    r"(?:\b(?:with|in|on|using|use|via|through|like|as|e\.g\.|including|or|and|of|into|over|our|know"
    r"|plus|to|from|\w+ing|both|either|for|bit of|deploy|operate|run|runs|Apache|Azure|AWS"
    r"|Google)|[,，、/(（:：;；&+|])\s*$",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    r"(?:\b(?:at|from|by|join|joining|near|to the|of the|called|Mr|Ms|Dr|C[A-Z]O of"
    r"|head of)\.?|[@#£$€])\s*$",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(
    r"\s*(?:engineers?|developers?|teams?|speaking|time|office|region|users?|customers?)\b",
    re.IGNORECASE,
)

_EVERYDAY = """
you your we our us i the a an and or if it its this that these those they there what when
where who how why is are be been being do does don't have has can will would should must may
might at to of for in on by from with as not no yes all any some each every most more than
then also both either well very strong good great excellent solid deep proven demonstrated
relevant previous prior hands-on working practical basic advanced fluent proficient
proficiency comfortable confident familiarity familiar knowledge understanding experience
experienced exposure expertise ability able background willingness bachelor bachelor's
bachelors master master's masters phd msc bsc bs ms ba mba degree computer science nice plus
bonus preferred required requirements desired ideally minimum essential must-have
nice-to-have team teams company inc ltd llc gmbh corp group head lead leader manager
director vp cto ceo cfo coo hr senior junior mid principal staff intern engineer engineers
developer developers analyst architect saas paas b2b b2c tob toc to-b to-c acm noi ai kpi
kpis okr okrs sla pm qa ui ux rd r&d faq eeo dei id usd eur gbp cny rmb pto am cet est pst
gmt utc tbd tba etc eg ie vs nb ok ps via per url urls tv fte ote remote hybrid on-site
onsite full-time part-time usa uk eu eea apac emea latam nordics europe european asia
america american china india germany france spain london berlin paris munich amsterdam
dublin leeds manchester oslo stockholm copenhagen helsinki zurich singapore tokyo sydney
toronto canada shanghai beijing shenzhen hangzhou guangzhou chengdu york francisco boston
seattle austin chicago monday tuesday wednesday thursday friday saturday sunday january
february march april june july august september october november december christmas fortune
series stage round neurips icml cvpr acl kdd miccai iclr siggraph pycon apple macbook
spotify netflix iphone ipad lego switch linkedin glassdoor zoom responsibilities responsible
design build develop maintain own write work take improve operate create help support drive
collaborate partner participate manage deliver implement integrate document troubleshoot set
package version expose consume deploy monitor review mentor coach contribute ensure define
plan learn love bring join turn keep make use see get run test debug optimize optimise scale
data software system systems service services product products platform infrastructure cloud
web mobile technical technology technologies business customer customers user users code
engineering development senior-level mid-level entry-level years year experience-based
microsoft amazon google meta one two three four five six seven eight nine ten ii iii iv c2c
w2 h1b hn jd wechat qq email t+1 tb gb mb pb qps tps cpu iops runtime daily information
studies mathematics statistics top github.com http https www com
"""
NO_NAMES = frozenset(_EVERYDAY.split())
"""Words that stand with a capital where skills are listed and are none."""


def by_shape(text: str, taken: Sequence[Span], firms: frozenset[str]) -> Iterator[Span]:
    """Names as products, protocols and standards are written, beside what is `taken` already."""
    for found in _STANDARD.finditer(text):
        yield found.span()
    hanzi = has_hanzi(text)
    for start, end in _names(text, taken, firms):
        words, before, after = text[start:end], text[:start], text[end:]
        if _NOT_BEFORE.match(after):
            continue
        is_one = any(_MIXED.search(word) for word in words.split())
        may_be_one = hanzi or any(_CAPITALS.fullmatch(word) for word in words.split())
        if is_one or (
            not _is_somewhere(before, after)
            and (may_be_one or _BEFORE.search(before) or _is_alone(before, after))
        ):
            yield start, end


def _is_somewhere(before: str, after: str) -> bool:
    """ "At Acme", "from Leeds"; but from one tool to the other."""
    to = re.search(r"\bfrom\s+$", before) and re.match(r"\s+to [A-Z]", after)
    return _NOT_AFTER.search(before) is not None and not to


def _names(text: str, taken: Sequence[Span], firms: frozenset[str]) -> Iterator[Span]:
    """Words that may be names, those with a capital one beside the other taken together."""
    hanzi, run = has_hanzi(text), (0, 0)
    for one in _TOKEN.finditer(text):
        word, (start, end) = one.group(), one.span()
        is_free = not any(start < last and first < end for first, last in taken)
        goes_on = run[1] and text[run[1] : start] == " " and word[0].isupper()
        if goes_on and is_free and text[run[0]].isupper():
            run = (run[0], end)
            continue
        if run[1]:
            yield run
        is_name = word[0].isupper() or hanzi or _MIXED.search(word)
        may_be = is_free and is_name and _may_be_a_name(word, firms)
        run = (start, end) if may_be else (0, 0)
    if run[1]:
        yield run


def _may_be_a_name(word: str, firms: frozenset[str]) -> bool:
    folded = word.casefold()
    return folded not in firms and not set(folded.split("/")) <= NO_NAMES and len(word) > 1


def _is_alone(before: str, after: str) -> bool:
    """First in its line, and nothing or more of its kind behind it: "Rust", "Flux, Kustomize"."""
    return not before.strip() and bool(
        re.match(r"\s*(?:$|[,、/]|\bor\b|\band\b|\bkernels?\b|\bis (?:an? |highly )?\w+)", after)
    )


def firms(text: str) -> frozenset[str]:
    """Names the description speaks of as somebody: "Acme is", "join Acme", "About Acme"."""
    found = (one["does"] or one["named"] for one in _FIRM.finditer(text))
    return frozenset(name.casefold() for name in found)


_FIRM = re.compile(
    r"(?:^|[.!?]\s+)(?P<does>[A-Z]\w+)(?=\s+(?:is|are|was|has|builds?|makes?|moves?|helps?|provides?"
    r"|offers?|believes?|exists?|powers?|serves?)\s)"
    r"|\b(?:at|[Jj]oin|[Aa]bout|[Ww]hy|[Ll]ife at)[ ](?P<named>[A-Z]\w+)",
    re.MULTILINE,
)

# --- by place -------------------------------------------------------------------------------------

_CUE = re.compile(
    r"(?:熟练(?:掌握|使用|运用|操作)?|熟悉|掌握|精通|了解|理解|使用过|用过|会用|擅长|(?<!得)懂|做过|持有)(?:一点|一些|常见的?|常用的?|基本的?|主流的?)?\s*"
    r"(?P<zh>[^，。；;,.!！?？\n]{2,50})"
    r"|(?:有|具备)(?P<had>[^，。；;,.!！?？（(\n]{2,30}?)(?:等)?(?:的)?(?:相关)?(?:开发|使用|项目|生产|实战|工作|实践)?经验"
    r"|\b(?:experience|proficien(?:cy|t)|familiar(?:ity)?|knowledge|expertise|understanding|exposure|"
    r"background|grounding|versed|skills?|command|confidence|grasp|fluency|track record"
    r"|judge?ment|interest|curiosity|insight|hands-on work)"
    r"\s+(?:with|in|of|to|about|on)\s+(?P<en>[^.;\n]{3,120})",
    re.IGNORECASE,
)
_ITEM = re.compile(r"[、/,，:：()（）]|\s*\b(?:or|and|as well as)\b\s*|以及|或者|[与和或及]")
_TAIL = re.compile(
    r"(?:等.*|的(?:原理|使用|基本概念|评测方法)|证书.*|之一|中的.*|至少.*|其.*|更.*|者?优先|\s+\b(?:would|will|is|are|helps?|to|for|in|on|at|from|that|which|so|through|by)\b.*|技术|原理|工具|方法|概念)$"
)
_NO_ITEM = re.compile(
    r"[的了并能会将把我你其们吗是在有做让被种]|就行|生产|公司|团队|行业|业务|至少|一门|一种|两种|常用|相关|以上|沟通|协作|学历|本科|热爱|良好|优秀|同类|多种|一定|基本|或者|资料|文档"
)
_NO_PHRASE = re.compile(
    r"\b(?:the|an?|our|your|their|its|his|her|how|what|which|that|this|these|one|two|least|more|working|using|"
    r"building|being|having|leading|team|teams|environment|role|company|industry|setting|field|fields|"
    r"discipline|people|customers?|candidates?|years?|related|similar|equivalent|other|others|some|any|"
    r"is|are|be|will|would|helps?|preferred|desirable|required|plus|well|both|such|etc)\b",
    re.IGNORECASE,
)
_PHRASE = re.compile(r"[A-Za-z][\w+#-]*(?: [A-Za-z][\w+#-]*){0,2}")


def by_place(text: str) -> Iterator[Span]:
    """What is asked for by the words before it, item by item of the list that follows."""
    for cue in _CUE.finditer(text):
        group = cue.lastgroup or "zh"
        for start, end in _items(text, *cue.span(group)):
            words = text[start:end]
            if group == "en":
                if _PHRASE.fullmatch(words) and not _NO_PHRASE.search(words) and len(words) > 2:
                    yield start, end
            elif (
                2 <= len(words) <= 10
                and not re.search("[A-Za-z]", words)
                and not _NO_ITEM.search(words)
            ):
                yield start, end


def _items(text: str, start: int, end: int) -> Iterator[Span]:
    """The items of a list, without what is said of them."""
    place = start
    for parting in [*_ITEM.finditer(text, start, end), None]:
        last = parting.start() if parting else end
        words = text[place:last]
        kept = _TAIL.sub("", words.strip())
        at = place + len(words) - len(words.lstrip())
        if kept:
            yield at, at + len(kept)
        place = parting.end() if parting else end


def has_hanzi(text: str) -> bool:
    return any("一" <= sign <= "鿿" for sign in text)
