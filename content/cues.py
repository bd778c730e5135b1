"""The words and signs by which lines of an unknown document give away what they are."""

import re


def _any(lines: str) -> re.Pattern[str]:
    """Any of these expressions, one or several a line."""
    return re.compile("|".join(filter(None, map(str.strip, lines.split("\n")))), re.IGNORECASE)


# By the heading above a line; the first that fits wins.
SECTIONS = {
    "okr": _any(r"""
        \bOKRs?\b|关键结果|key results?
    """),
    "milestone": _any(r"""
        里程碑|目标$
        milestones?\b|^goals?$|\b(?:learning|career|overall|main|my) goals?$
    """),
    "resource": _any(r"""
        (?:学习|推荐|参考|延伸|扩展|补充)\S{0,4}(?:资源|资料|阅读|文献|书目|书籍|链接)|资源推荐
        资源$|书籍|书单|^资料$|资料推荐|来源$|播客|社区$|^平台$|(?:学习|刷题|练习|在线|课程)\S{0,2}平台$|网站$|公众号|教材|^参考|^工具$
        ^resources\b|\bresources$|\b(?:text)?books?\b|\breading list|\breferences$|^sources$
        \bcourses$|\bvideos$
        \b(?:learning|recommended|further|free|online|useful|more) (?:resources?|reading|links)
        \bpodcasts?\b|\bnewsletters?\b|\bblogs?\b|\bcommunit(?:y|ies)$|\btutorials$|\blinks$
        \bdocumentation$|\bwhere to practi[cs]e
    """),
    "interview": _any(r"""
        面试|题型|考察|真题|刷题
        \binterview|\bwhiteboard|\bbehaviou?ral
    """),
    "exercise": _any(r"""
        练习|作业|习题|动手|上机|实验
        \bexercises?\b|\bhomework|\bassignments?\b|\bpracti[cs]e\b(?! project)|^labs?\b|\blabs$
        \bhands-on|\bchallenges?\b|\btry it
    """),
    "project": _any(r"""
        项目(?!管理|经理|协作)|实战|作品集
        \bprojects?\b(?! management)|\bportfolio|\bcapstone
    """),
    "question": _any(r"""
        思考题|课后思考|小测|测验|问题$|\bquiz\b|\bFAQ\b|\bquestions?$|\bdiscussion$
    """),
    "rubric": _any(r"""
        必须包含|必须做到|自测|自评|自查|自检|检查表|评分|标准$|对标|验收|检查清单|完成标准|优势$|待提升|短板|不足$|劣势$
        \bmust include|\bchecklist|\brubric|\bcriteria|\bself.assessment|\bstrengths\b
        \bweaknesses\b|\bgaps$|\blearning (?:outcomes|objectives)|^outcomes$|\byou should be able
    """),
    "advice": _any(r"""
        (?:^|学习|核心|几条|的)(?:建议|原则)$|避坑|踩坑|提醒$|注意事项|^注意$|^提示$|常见错误|误区|学习心得
        \btips\b|\badvice|^(?:core |guiding |learning )?principles$
        \bmistakes|\bpitfalls|\brules of thumb|\bcommon errors
    """),
}
# By what stands before a line's own colon.
LABELS = {
    "project": _any(r"^(?:项目|实战项目|小项目|projects?|build)$"),
    "exercise": _any(r"^(?:练习|作业|习题|动手|exercises?|homework|assignment|practice)$"),
    "resource": _any(r"""
        ^(?:资源|书籍|书|阅读|参考|教程|播客|视频|课程|网站|books?|resources?|reading|references?)$
        ^(?:podcasts?|videos?|courses?|newsletters?|blogs?|tutorials?|read|watch|listen)$
    """),
    "task": _any(r"^(?:任务|产出|交付物?|deliverables?|tasks?|action|output)$"),
    "milestone": _any(
        r"^(?:目标|里程碑|完成标准|goals?|milestones?|objectives?|outcome|done when)$"
    ),
    "question": _any(r"^(?:思考题?|问题?|questions?|q)$"),
    "interview": _any(r"^(?:面试题?|interview questions?)$"),
    "advice": _any(
        r"^(?:建议|提示|注意|前置\S{0,2}|先修|tl;?dr|tips?|notes?|advice|prerequisites?)$"
    ),
}
RITUALS = _any(r"""
    习惯|节奏|例行|日程|作息|时间安排|学习(?:方法|方式)$|每日|每天|每周|每月|复盘|回顾|打卡|评估与调整|动态|人脉
    \bhow to (?:study|learn|practi[cs]e)|\bhabits?\b|\broutines?\b|\brituals?\b|\bcadence
    \bschedule|\bdaily\b|\bweekly\b|\bmonthly\b
    \breviews?$|\bretro(?:spective)?s?\b|\bkeeping up
    \b(?:every|each) (?:day|week|month|morning|evening|two weeks)|\bstay(?:ing)? (?:up|current)
""")
STEPS = _any(r"""
    第.{1,5}[周天日月步]|阶段安排|计划$|安排$
    \b(?:week|day|month|step)s?\s+[\dIVX]+|\bplan$
""")
ACTIONS = _any(r"""
    下一步|行动|待办事项$|本周要做|^任务(?:清单|列表)?$
    \bnext steps|\baction items|\bto.?do|\bthis week|^tasks?$
""")
PLANS = _any(r"""
    计划|规划|安排|日程|\bplan\b|\bschedule|\bweek by week|\d[- ]?(?:day|week|month|天|周|个月)
""")
DOES = _any(r"""
    (?:本周|下周|本月|下月|今天|先|再|然后|开始)?(?:启动|报名|预约|安装|完成|编写|写|做|搭建|阅读|读完)
    (?:看完|提交|建立|创建|参加|加入|整理|发布|部署|注册|联系|配置|实现|刷|跑通|复习|总结|申请|准备)
    (?:画|找|选|背|练)
    (?:set up|install|build|write|read|watch|join|apply|schedule|finish|complete|create|deploy)\b
    (?:sign|publish|solve|implement|push|open|start|register|attend|book|contact|prepare|do)\b
    (?:make|pick|choose|add|configure|refactor|ship|submit|draw|find|review|practi[cs]e|run)\b
    (?:try|measure|update)\b
""")
CADENCES = {
    "quarterly": _any(r"每季度?|季度|\bquarterly|\b(?:each|every) quarter"),
    "yearly": _any(r"每年|年度|\byearly|\bannual|\b(?:each|every) year"),
    "monthly": _any(r"每个?月|月度|\bmonthly|\b(?:each|every|a|per) month\b"),
    "weekly": _any(r"""
        每周|每个?星期|每逢?周|周[1-7一二三四五六日](?:[,，、和及]?\s?[1-7一二三四五六日])+|\bweekly|^周[一二三四五六日天末]
        \b(?:each|every|per|a) week\b|\b(?:on|every) (?:mon|tues|wednes|thurs|fri|satur|sun)days?
    """),
    "daily": _any(r"""
        每日|每天|每晚|每早|天天|\bdaily|\b(?:each|every|per|a) day\b
        \b(?:every|each) (?:morning|evening|night|weekday)|每个?(?:早上|晚上|清晨|工作日)
    """),
}
NOW_AND_THEN = _any(r"""
    定期|经常|不时|\bregularly|\bfrom time to time
    双周|每两周|隔周|每隔一?周|\bbi.?weekly|\bfortnight|\bevery (?:two|2|other|second) weeks?
""")
# A line that begins with a time is called by what is done then.
CLOCK = re.compile(r"(?:[01]?\d|2[0-3])[:：][0-5]\d")
TIME = _any(r"""
    ^(?:mon|tues|wednes|thurs|fri|satur|sun)days?(?: (?:morning|noon|afternoon|evening|night)s?)?$
    ^(?:周|星期)[一二三四五六日天末](?:早上|上午|中午|下午|晚上?)?$
    ^(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?$|^第\s?[一二三四五六七八九十\d]{1,3}(?:[-~至到]\d{1,3})?\s?个?[周天日月]$
    ^(?:week|day|month)s?\s?\d{1,2}(?:-\d{1,2})?$
""")
RELATIVE = _any(r"本周|下周|本月|下月|今年|明年|\b(?:this|next) (?:week|month|year)")
DATED = _any(r"""
    (?:^|[^\d.])(?:1[0-2]|[1-9])\s?月(?:\d{1,2}\s?[日号])?(?:[:\s)~-]|[底初至到]|$)
    \d{4}-\d{1,2}(?:-\d{1,2})?|\d{4}年\d{1,2}月|\bQ[1-4]\b|^(?:week|day|month)s?\s?\d
    ^第\s?[一二三四五六七八九十\d]{1,3}(?:[-~到至]\d{1,2})?\s?个?[周天日月]
""")
OKR, MILESTONE = _any(r"\bokr\b|关键结果"), _any(r"里程碑|milestone")
GOAL = _any(r"目标|岗位|\bgoal|\btarget")
PATH = _any(r"""
    (?:入门|初级|基础|进阶|中级|高级|现代开发|企业开发|方向|路线|路径|阶段)$
    (?:beginner|intermediate|advanced|path|route)$
""")
NO_BOOK = _any(r"条例|规定|办法|法》|标准》|课程?》|实战课")
UNFIT = _any(r"""
    (?:问卷|红包|优惠券|折扣|拼团|扫码|二维码|抽奖)(?!的?(?:系统|算法|服务|平台|模块|功能|设计|接口|活动|场景|业务|登录|生成|识别|雨))
    优惠码|限时(?!\s?\d|完成|训练|刷|模拟|作答)|特价|加我?微信|评论区扣|微信号|加群|返现|立减
    \bprice\b.{0,40}[$€£]\s?\d|[$€£]\s?\d+.{0,20}\b(?:until|today|only|off)\b
    \bko-fi\b|\bpatreon\b|buy me a coffee|打赏
    \bcoupon\b(?! collector| service| system)|\bdiscounts?\b(?! factor| rate)
    \bpromo(?:tion)? code|\bgiveaway
    (?<!literature )\bsurvey\b(?! (?:of|on|paper|design|data)\b)|\blimited.time|\bearly bird
    \bsponsored|\d% off\b|[¥￥]\s?\d|\$\s?\d+(?:\.\d\d)?\s?(?:off|only)|\d\s?元(?!素|组|数)
    (?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.\w{2,}|(?<!\d)1[3-9]\d{9}(?!\d)
""")
# By the head of a table; the first column may name what is learned.
SUBJECT = _any(r"^(?:主题|知识点|课题|topics?|concepts?|subjects?)$")
COLUMNS = {
    "task": _any(r"^(?:周|天|日期|时间|阶段|week|day|date|when|month|sprint)\b|^第.周"),
    "resource": _any(r"书名|书籍|资源|链接|网址|\bbook|\bresource|\blink|\burl|\bcourse"),
    "project": _any(r"^项目|^project"),
}
METADATA = _any(r"""
    ^(?:作者|日期|更新|来源|负责人|状态|标签|创建|最近修改|文档创建|author|date|by|updated|written)\b.{0,3}[:：]
    ^(?:owner|status|created|tags?|last edited(?: time)?|priority|due|assignee|type)\s?[:：]
    ^(?:instructors?|lecturers?|professor|lectures|office hours|room|location)\s?[:：]
    ^(?:semester|term|credits|teaching assistants?|tas?|audience)\s?[:：]
    ^(?:prepared by|version|duration|level|language)\s?[:：]
    ^(?:姓名|岗位|部门|班级|学号|导师|制定(?:时间|日期|人))\s?[:：]
    ^(?:主讲|授课|讲师|老师|上课时间|地点|教室|学分|学期|适用对象|适合人群|编写|整理|审核|版本)\S{0,4}\s?[:：]
    ^by [A-Z]
""")
# What a page says of itself, wherever it stands.
COLOPHON = _any(r"""
    ^(?:编辑|发布|修改)于\s?\d|著作权归|版权归|版权所有|未经授权|转载请
    all rights reserved|^©|^copyright\b
    ^(?:#[^\s#]+(?:\s+|$)){1,20}$
    ^(?:document )?generated (?:by|on|with)\b
    ^last (?:updated|modified|edited)\b
""")
VERSIONS = _any(r"^(?:版本号?|修订|version|rev(?:ision)?)$")
HISTORY = _any(r"^change ?log$|^release notes$|^更新(?:日志|记录)$|^版本(?:历史|记录)$")
MENU = _any(r"^目录$|^table of contents$|^contents$|^toc$")

# What readers' comments are; the first that fits wins.
COMMENTS = {
    "notice": _any(r"红包|奖励|问卷|\d\s?元(?!素|组|数)|报名|优惠|coupon|survey|giveaway"),
    "support": _any(r"""
        error\b|traceback|exception|报错|not found|no module|怎么解决|运行不|失败
        doesn.t (?:work|run|start)|\bfails?\b
    """),
    "habit": _any(r"""
        每[天日周晚次]|[几两二三\d]遍|多看|复习|反复|思维导图|笔记|周[1-7一二三四五六日][,，、]
        \bevery (?:day|week|morning|evening)|\bI re-?read|\btwice\b|\bnotes\b|\bflashcards?
    """),
    "outcome": _any(r"""
        转行|入职|拿到.{0,6}offer|成功|用到(?:了)?工作|得到.{0,8}肯定|上线了|\bgot (?:a|the|my) job
        \bhired\b|\bat work\b|\blanded\b|\bshipped\b
    """),
    "plan": _any(r"打算|计划|准备|接下来|目标是|\bI plan|\bI will|\bgoing to|\bmy goal"),
    "question": _any(r"[?？]|吗\b|请问|\bhow (?:do|can|should)|\bwhat is\b"),
    "thanks": _any(r"^.{0,60}(?:谢谢|感谢|多谢|辛苦|收获|thanks|thank you|great|awesome).{0,60}$"),
}
ANNOUNCES = _any(r"[：:]$|接下来|下面|下文|下一节|below[.:]?$|following[.:]?$")
FROM_THE_TEXT = re.compile(
    '(?:文中|文章里|原文|the article says)[^‘“"「]{0,8}[‘“"「]([^’”"」]{6,200})[’”"」]'
)
