"""The words job descriptions are headed and padded with: patterns, any one of which will do."""

BESIDE = r"""
不要求|不是必须|并非必须|无需|不需要|不限经验|not required|(?:not|n't|never) (?:need|have) to
no .{0,20} (?:needed|required)|equal[- ]opportunity|discriminat|accommodation
privacy (?:policy|notice)|background (?:check|inv)|applicants?\b
\bapply (?:now|with|at|by|via|here|online|today)|shortlisted|cover letter
\b(?:base )?salar(?:y|ies)\b|base pay|health insurance|\bdental\b|\bvacation|paid time off
\bPTO\b|stock options?|401\(?k|parental leave|free (?:lunch|snacks|coffee)|gym membership
learning budget|conference budget|budget for (?:conferences|courses|learning|training)|五险
六险|公积金|年假|年终奖|期权|薪资|月薪|年薪|\d薪|团建|餐补|房补|下午茶|体检|零食|健身房|投递
简历(?:里|中|请)?[发附投]|携带简历|学历不[设限]|个工作日内|\S@\w+\.\w|(?:微信|QQ|邮箱|电话)(?:号)?[:：]|工作制|双休|周末|弹性(?:工作|上下班)|转正机会
^(?:我们|公司|本公司)(?:是|成立|总部|拥有)|是一家|成立于|founded in|headquartered
"""
"""Sentences about pay, the firm or the way in, and those that say "not needed"."""

FACT = r"""
(?:工作|上班|办公|公司|面试)?(?:地点|地址|时间|城市)
(?:岗位|职位|职务)(?:名称|类别|类型|编号| ?ID)?|薪资(?:范围|待遇)?|薪酬|月薪|学历|年龄|性别
招聘人数|汇报对象|团队规模|工作性质|经验|所属部门|联系(?:人|方式|电话)|职能类别|关键[字词]
标签|(?:job |position |role )?(?:title|id|type|level|function|grade|reference)|series.*
posted.*|(?:base )?(?:location|base|city|country|office)|company|employer|contract|duration
schedule|start(?:ing)? date|closing date|salary.*|pay.*|rate|day rate|department|team
reports? to|industr(?:y|ies)|seniority.*|employment.*|work (?:hours|permit|authorization)
date.*|language|note
"""
"""Labels that say something about their own line alone: a title, a place, an hour."""

UNWANTED = r"""
公司(?:介绍|简介|福利|亮点|优势|文化|背景)|关于(?:我们|公司|团队)|我们是(?:谁|什么)
(?:团队|产品|业务|企业|部门)(?:介绍|简介|背景|亮点)|福利|薪资|薪酬|待遇|我们提供|提供给|我们能?会?给[你您]
你将?(?:会)?(?:得到|获得|收获)|(?:工作|实习|岗位)收获|(?:岗位|职位)?亮点
(?:面试|招聘|应聘)流程|报名|加入我们|为什么|投递|联系|不要求|不需要|其他说明
猜你喜欢|(?:相似|推荐|相关|热门)(?:职位|岗位)|(?:公司|企业|工商)信息|温馨提示
(?:similar|related|recommended) jobs|people also|set alert|physical demands
^about(?! (?:you\b|the (?:role|job|position)|this (?:role|job)))|who we are|benefits|perks
what(?!.{0,8}(?:matter|make)).{0,12}\b(?:we|us|get|receive|in it)\b(?!.{0,4}(?:look|need|exp|want))
why.{0,12}\b(?:we|us|join|you)\b
^what (?:doesn(?:'|’)t|does not|we don(?:'|’)t)
we (?:offer|provide|have|give)|compensation|remuneration|salary|how to apply|application|equal
diversity|eeo|accommodation|disclaimer|privacy
\bour (?:company|story|mission|values|culture|team|product|benefits)
(?:hiring|interview|selection|recruit\w*) process|^process$|next steps
you(?:'|’| wi)?ll (?:get|receive|enjoy)|you do(?:n't| not) need
^not (?:required|needed|necessary)|^no need|day in the life
"""
"""Headings of what is not asked: the firm, its benefits, the way in."""

DUTY = r"""
职责|工作内容|岗位内容|实习内容|日常工作|负责|(?:你|您)(?:将|会|要|需要?)(?:做|负责|参与)
要做的事|工作描述|任务|responsibilit|duties
what (?:you|i|will i).{0,10}\b(?:do|doing|own|work|build)|awaits you|you will|you(?:'|’)ll
your (?:role|mission|tasks|impact|work|day)|day[- ]to[- ]day|day in the life|the role|tasks
about th(?:e|is) (?:role|job|position)|role overview|scope
"""
"""Headings of what one would do there."""

WANTED = r"""
任职|要求|资格|条件|加分|优先|技能|技术栈|(?:岗位|职位|工作)描述
(?:我们|团队)?(?:希望|期待|期望|看重|需要|想要)|(?:你|您)(?:是|有|具备|应该?|需要|最好|会)
能力|requirement|qualification|must[- ]have|nice[- ](?:to|if)
what you.{0,10}\b(?:bring|need|have)|bonus|prefer|desir|skills|competenc
tech(?:nology|nical)? stack|our stack|\byou\b|\byour\b|what (?:will|do|would) i\b|你|您
experience|expertise|profile|plus(?:es)?\b|ideal|candidate
(?:we(?:'|’)?(?:re| are)?|i) (?:look|think|expect|need|want|seek|would love|love)|looking for
the job|description|essential|knowledge|background|competence|meritorious|what matters|minimum|basic
technologies|tools
"""
"""Headings of what one should bring, and other ways to head a part that asks."""
