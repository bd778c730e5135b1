"""One learner's year, lived as it would be: every kind of entry a report is made from."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

DAYS = {
    "2026-01-20": [
        "/start",
        "[创意后端作品集]",
        "[08:00]",
        "/okr",
        "[用小一点的]",
        "{月底你想能做到什么？: 先写起来}",
        "/okr blog https://example.com/posts/january",
        "/checkin 读完 REST 一章 40 分钟",
    ],
    "2026-01-31": ["/report", "[确认]", "{想带什么去下个月？: 早一点开始}"],
    "2026-02-02": [
        "/okr",
        "[用这份预设]",
        "{月底你想能做到什么？: 上线一个接口}",
        "[加一项关键结果]",
        (
            "{到时候会有什么？: 有打卡的日子; 多少？: 4; 单位？（篇、道、页）: 天; "
            "怎么算进度？: 打卡的天数}"
        ),
        "/okr blog https://example.com/posts/1",
        "/project 短链服务",
        "[部署到 Render]",
        "{拿什么证明？最好是链接。: https://short.example.com}",
        "/checkin 短链服务：第一个接口 https://example.com/commits/1 50 分钟",
    ],
    "2026-02-09": ["/checkin 短链服务：写了测试 30 分钟", "/today", "[✅ 完成]"],
    "2026-02-15": ["/loop 跳转要 900 毫秒"],
    "2026-02-20": [
        "/loop",
        "[跳转要 900 毫秒]",
        "[去填写]",
        (
            "{发现问题: p95 900 毫秒; 设计方案: 加索引或缓存; "
            "实施验证: https://example.com/c/2; 总结改进: 先看执行计划}"
        ),
    ],
    "2026-02-28": [
        "/report",
        "[确认]",
        "{想带什么去下个月？: 项目先行}",
        "[移到下月：功能项目]",
        "{是什么没让它发生？一句就够。: 二月太短}",
    ],
    "2026-03-05": [
        "/okr 2026-02 blog https://example.com/posts/late",
        "/okr project https://short.example.com/docs",
        "/decide 用 Redis 还是进程内缓存",
        "[六个步骤]",
        "{1. 需求分析: 一台机器; 6. 决策记录: 先用进程内缓存}",
    ],
    "2026-03-26": [
        (
            "/jd 任职要求：\\n1、熟悉 Python 与 FastAPI；\\n2、熟悉 MySQL、Redis；"
            "\\n3、熟悉 Docker、K8s；"
        ),
        "[开始打分]",
        "[已掌握]",
        "[待改进]",
        "[待改进]",
        "[前三行排到最前]",
        "[补证据]",
        "{Python、FastAPI: https://github.com/example/short}",
        "[工具与趋势]",
        "{试用了哪个工具？留下吗，为什么？: uv，留下; 注意到的一个趋势，附来源: 类型检查成为默认}",
    ],
    "2026-05-04": ["/pause 14"],
    "2026-06-08": [
        "/okr",
        "[用这份预设]",
        "{月底你想能做到什么？: 写出第二个项目}",
        "[加一项关键结果]",
        "{到时候会有什么？: 做完的任务; 多少？: 3; 怎么算进度？: 完成的任务}",
        "[改一项]",
        "[功能项目]",
        "{多少？: 2}",
        "/today",
        "[✅ 完成]",
    ],
    "2026-06-20": [
        "/okr blog https://example.com/posts/5",
        "/okr project https://example.com/feature",
        "/today",
        "[✅ 完成]",
        "[改一项]",
        "/project 聊天微服务",
        "[部署到 Render]",
        "{拿什么证明？最好是链接。: https://chat.example.com}",
        "[性能压测，有曲线]",
        "{拿什么证明？最好是链接。: k6 曲线 https://chat.example.com/load.png}",
    ],
    "2026-06-27": [
        "/review",
        "/jd 任职要求：\\n1、熟悉 Python 与 FastAPI；\\n2、熟悉 MySQL、Redis；",
        "[开始打分]",
        "[已掌握]",
        "[已掌握]",
    ],
    "2026-09-12": [
        "/year",
        "[我做了一次分享]",
        "{什么题目，在哪里？有链接就附上。: SFBay Meetup：短链服务 https://example.com/talk}",
        "/loop 聊天掉线",
        "[去填写]",
        "{实施验证: 心跳; 总结改进: 先监控}",
    ],
    "2026-12-15": ["/checkin 年末整理 60 分钟", "/checkin 再写一句"],
}
"""What is done on which day; a check-in of a few words falls between them."""


async def act(surface, words):
    if words.startswith("{"):
        pairs = [part.split(": ", 1) for part in words[1:-1].split("; ")]
        await surface.fill("小王", dict(pairs), in_channel=False)
    elif words.startswith("["):
        await surface.press("小王", words[1:-1], in_channel=False)
    else:
        await surface.say("小王", words.replace("\\n", "\n"), in_channel=False)
    return await surface.heard()


async def live(surface, *, until=date(2026, 12, 31), every=5):
    """Lived day by day; in between, a check-in every few days and now and then a task done."""
    day = date(2026, 1, 20)
    while day <= until:
        planned = DAYS.get(day.isoformat())
        ordinary = day.toordinal() % every == 0
        if planned or ordinary:
            await surface.move_to(datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI))
            await surface.heard()
        for words in planned or ():
            await act(surface, words)
        if ordinary:
            await act(surface, f"/checkin 第 {day.timetuple().tm_yday} 天 20 分钟")
        day += timedelta(days=1)
