"""Three documents in the usual styles, and questions about what became of one."""

import content
from content import Imported, import_document

ROADMAP = """# 🚀 Backend Roadmap

![badge](https://example.org/b.svg)

A guide to becoming a backend engineer.

## Table of Contents

- [Fundamentals](#fundamentals)
- [Projects](#projects)

---

## Fundamentals

- [x] **Git** - version control, rebasing
- Linux: pipes, processes
* HTTP
  * Methods
  * Status codes: 2xx, 3xx
+ Data structures
- Queue → deque

### Storage

Goals:

- PostgreSQL vs MySQL
- Isolation: read uncommitted < read committed < serializable

```sql
SELECT 1;
- not a bullet
```

| Store | Use |
|-------|-----|
| Redis | Cache |

## Weekly routine

- Every Monday: plan the week
- Daily: 30 minutes of LeetCode
- Back up regularly

## Projects

1. **URL shortener** – FastAPI and Redis
2. Chat server: WebSocket
   Must hold 1,000 connections.

## Interview

- "How do you handle an outage?" (detect → mitigate → review)

## Resources

- [A good book](https://example.org/book)

Use coupon SAVE20, or write to joe@example.org.
"""

PLAN = """90天后端学习计划
作者：小明  日期：2025-03-01

一、目标
三个月内独立完成一个博客系统。
目标岗位：实习生 → 初级工程师

二、阶段安排
第一阶段：基础（第1-4周）
1、安装 Python 3.12
2、变量、循环、函数
第二阶段：框架（第5-8周）
1、阅读 FastAPI 文档
2、完成「待办清单」API
   （1）数据模型
   （2）登录
3、先写测试 → 再写代码 → 最后重构

三、每周节奏
周一：定下这一周的目标
每周日：复盘，写三句话
每月：读完一本书
本周启动第一个项目

四、推荐书单
①《流畅的Python》
②《SQL必知必会》

五、性能
（1）定期备份：凌晨做
扫码加微信领取优惠券
"""

ARTICLE = """<!DOCTYPE html>
<html><head><title>no</title><style>p{}</style></head><body>
<nav><ul><li><a href="/">Home</a></li></ul></nav>
<h1>Lesson 7: Caching</h1>
<p>Welcome back to the course, this is a long greeting with nothing in it to do at all.</p>
<h2>Why cache</h2>
<p>Memory is a thousand times faster than a disk. Everything else follows from this one fact,
including all the trouble that caches are known for &amp; the fun.</p>
<pre><code class="language-python">cache = {}
print(1 &lt; 2)</code></pre>
<p><img src="https://example.org/x.png" alt=""></p>
<h2>Exercises</h2>
<ol><li>Measure a hit with <code>timeit</code>.</li><li>Explain a stampede.</li></ol>
<p>In the next lesson we will see the following:</p>
<h3>Comments (6)</h3>
<ul>
<li><span>Alice Smith</span> 👍（3）<p>I re-read this twice and took notes.</p>2023-01-02</li><li>
<span>Bob</span><p>Thanks!</p></li>
<li><span>Carol</span><p>ModuleNotFoundError: no module named redis</p></li>
<li><span>Dan</span><p>How do I choose the TTL?</p></li>
<li><span>Eve</span><p>Fill in my survey and win!</p></li>
</ul></body></html>"""


def of(text: str, name: str = "doc.md", known: content.Curriculum | None = None) -> Imported:
    return import_document(text, name, known)


def by_words(imported: Imported, words: str) -> content.Item:
    return next(
        item
        for item in imported.curriculum.items
        if item.kind != "card" and words in "\n".join((*item.words, item.title))
    )


def kinds(imported: Imported, *words: str) -> list[str]:
    return [by_words(imported, one).kind for one in words]


def asked(imported: Imported) -> str:
    return "\n".join(str(doubt.asked) for doubt in imported.report.doubts)
