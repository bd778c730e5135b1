"""The skills a job description can ask for: a closed list, in the words such descriptions use.

Between commas stands one skill; after each | another way to write it. What begins with = is meant
exactly as it is written, because the same letters are an everyday word too. A line that ends with
| goes on in the next.
"""

LANGUAGES = r"""
Python|python3, =Java, =Go|Golang|=GO语言|Go语言, =Rust, =C++|C\+\+|cpp, =C#, =Scala, Kotlin
=PHP, =Ruby|Ruby on Rails|=Rails, JavaScript|=JS|=ES6, TypeScript|=TS, Node.js|NodeJS|Node\.js
Lua, =Shell|Bash|Shell脚本|shell scripts?|shell scripting
SQL|T-SQL|PL/SQL|存储过程|stored procedures?, HTML|HTML5|=H5, CSS|CSS3|=Sass|=SCSS, =Swift
Objective-C, =Dart|Flutter, =Elixir|Erlang, Haskell, =Perl, R语言|=R/Python|=Python/R, MATLAB
=Julia, Groovy, PowerShell, COBOL, Solidity, =Verilog, C语言|=C/C++|=C(?=[/、,，] ?C\+\+), VBA
=SAS
"""

WEB = r"""
FastAPI, Django, DRF|Django REST Framework|Django-REST-framework, =Flask, Tornado, Sanic
aiohttp, Celery, Twisted, Starlette, =Pyramid, Odoo, Scrapy
=Spring|Spring Boot|SpringBoot|Spring Cloud, MyBatis, Hibernate, Dubbo, Netty, Tomcat, =JVM
=Gin, =React|React.js|React Native|=ReactJS, Vue|Vue.js|Vue3, =Angular|AngularJS, Svelte
Next.js|NextJS, Nuxt|Nuxt.js, =Redux, =MobX, jQuery, Webpack, =Vite
Tailwind|TailwindCSS|Tailwind CSS, =Bootstrap, =Express|Express.js, NestJS, Laravel
=.NET|ASP\.NET|=.NET Core, 小程序|mini[- ]programs?, =Electron, WebRTC, WebAssembly|=WASM
=REST|RESTful|REST API|RESTful API|RESTful APIs|REST APIs|RESTful接口, =Supervisor, GraphQL
gRPC, =RPC|远程调用, =Thrift, Protobuf|Protocol Buffers, WebSocket|WebSockets
=WSGI|=ASGI|uWSGI|Gunicorn|Uvicorn, =SOAP, =EDI, OpenAPI|Swagger, =Postman
API|APIs|API design|接口设计|API设计|接口开发|接口文档|接口(?:的)?(?:设计|编写|联调)|开放平台
HTTP|HTTPS|HTTP/2
TCP/IP|TCP|UDP|TCP/UDP|网络协议|computer networks?|网络编程|计算机网络|networking, =DNS
=TLS|=SSL, =CDN, =MQTT, CoAP, Modbus, =OPC UA|=OPC-UA, SQLAlchemy|Alembic, =ORM, Pydantic
微服务|microservices?|micro-services?, 单体|monoliths?|monolithic
Web开发|web development|web框架|web frameworks?|web applications?|Web应用
前端|frontend|front-end|front end, 全栈|full[- ]stack, 移动端|mobile development|=iOS
=Android|安卓, 后端开发|backend|back-end|back end|后端|后台开发|服务端|服务器端|服务端开发
爬虫|web scraping|网络爬虫|数据采集, 服务治理|服务发现|service discovery|注册中心
网关|API gateways?|=Kong|APISIX, 限流|rate limiting, 熔断|降级|circuit breakers?
中间件|middleware, 帧同步|状态同步
支付|payment systems?|payments? (?:services|processing|integration)|对账|清结算|结算
"""

DATA = r"""
PostgreSQL|Postgres|PG数据库, PostGIS, MySQL|MariaDB, SQLite, =Oracle|Oracle数据库
SQL Server|MSSQL, MongoDB, Redis|=Valkey, Memcached, Elasticsearch|=ES|OpenSearch|Elastic stack
Solr|Lucene, ClickHouse, Aerospike, Cassandra, HBase, DynamoDB, TiDB, OceanBase, 达梦
GaussDB|openGauss, 人大金仓|Kingbase, InfluxDB, TDengine, TimescaleDB
时序数据库|time[- ]series databases?, Neo4j|图数据库|graph databases?, KDB\+(?:/q)?, =Hive
Hadoop|HDFS, =Spark|PySpark|Spark SQL, Flink, =Storm, Kafka, RabbitMQ, RocketMQ, Pulsar
ActiveMQ, =NATS, =Iceberg|Apache Iceberg, =Hudi, Delta Lake
数据湖|湖仓一体|湖仓|data lakes?|lakehouse
=Doris|Apache Doris, StarRocks, Presto|Trino, Impala, Druid, Parquet, =Avro, =ORC, =SQS, =SNS
Pub/Sub|PubSub, EventBridge|event bus|事件总线
消息队列|message queues?|message brokers?|消息中间件|=MQ, Airflow, DolphinScheduler, Dagster
=Prefect, Luigi, 任务调度|调度系统|orchestration tools?, dbt
ETL|=ELT|data pipelines?|数据管道|数据链路
流式处理|流处理|stream processing|streaming|实时计算|实时数据, 批处理|batch processing|离线计算
数据仓库|data warehouses?|data warehousing|数仓
数据建模|维度建模|模型设计|data model(?:s|ing|ling)?, 数据治理|data governance|元数据|数据血缘
数据质量|data quality, 数据处理|data processing|数据清洗, 大数据|big data|海量数据, Snowflake
BigQuery, Redshift, Superset, FineBI, Databricks|Unity Catalog, Azure Data Factory|=ADF|=ADLS
=Synapse, Fivetran, =Looker, Tableau, Power BI, =Excel
报表|reporting|dashboards?|数据可视化|可视化|data visuali[sz]ation|=BI
A/B(?: |-)?test(?:s|ing)?|A/B ?实验|AB ?实验, Pandas|GeoPandas, NumPy, SciPy, Matplotlib
Jupyter, PyTorch, TensorFlow, =JAX, =Keras, XGBoost, LightGBM, scikit-learn|sklearn
Transformers|Hugging ?Face
大模型|LLMs?|large language models?|AIGC|生成式AI|generative AI|GenAI, LangChain, LangGraph
LlamaIndex, =Dify, =Coze, =RAG|检索增强, =Agent|=Agents|智能体|AI agents?|agentic, =MCP
=Prompt|提示词|prompt engineering, 微调|fine-?tun(?:e|ing)|=SFT, =LoRA, =RLHF, vLLM
TensorRT|TensorRT-LLM, =ONNX, 推理加速|inference, 模型部署|模型服务|model serving|MLOps, MLflow
Kubeflow, 特征工程|feature (?:engineering|pipelines?|stores?), 机器学习|machine learning
深度学习|deep learning, =NLP|自然语言处理|natural language processing
计算机视觉|computer vision|OpenCV|图像处理
推荐系统|recommender systems?|recommendations?|推荐算法|ranking models?
搜索引擎|全文检索|搜索推荐
向量数据库|向量检索|向量库|vector databases?|vector search, Milvus, Faiss, Qdrant
Weaviate, pgvector, embeddings?, 混合检索, nearest neighbou?rs?, 知识图谱|knowledge graphs?
数据分析|data analysis|data analytics, 统计学|统计方法|statistics, 指标体系, data engineering
data science, 数据库|databases?|关系型数据库|relational databases?|NoSQL
索引|indexing|query optimi[sz]ation|SQL优化|SQL 优化|慢查询|执行计划|execution plans?|
query plans?|EXPLAIN ANALYZE|分区表|partitioning, 键值存储|KV存储|key-value stores?
缓存|caching|cache, 事务|transactions?|事务隔离|分布式事务|distributed transactions?
分库分表|sharding, geospatial|=GIS|GDAL, GeoServer, ArcGIS, xarray, =Dask, =SSIS|=SSRS
"""

CLOUD = r"""
AWS|Amazon Web Services, GCP|Google Cloud, Azure, 阿里云|Alibaba Cloud|Aliyun, 腾讯云, 华为云
火山引擎, EC2, =S3, =RDS, =ECS, =Fargate, =EKS, =GKE, =AKS, =IAM, =VPC, CloudFront
CloudFormation, =CDK, CloudWatch, Step Functions, =Lambda|serverless|无服务器, Heroku, Fly.io
=Render, =Vercel, Docker|Dockerfile, Docker Compose, FinOps|cloud (?:spend|costs?)
Kubernetes|K8s, 容器化|容器|containers?|containeri[sz](?:ation|ed), =Helm, Kustomize, =CKA|=CKAD
=Vault, Keycloak, =Backstage, Crossplane, Istio|service mesh|服务网格
=Operator|Operators?模式|=CRD
Terraform|OpenTofu, Pulumi, infrastructure as code|基础设施即代码|=IaC, Ansible, SaltStack
=Puppet, =Chef, 配置管理|配置中心|configuration management, Jenkins, GitHub Actions, CircleCI
GitLab CI|GitLab|GitLab CI/CD, Argo CD|ArgoCD, GitOps|FluxCD
CI/CD|CICD|持续集成|持续交付|持续部署|continuous integration|continuous delivery|
continuous deployment|流水线|deployment pipelines?
自动化运维|运维开发|运维自动化|运维|operations experience|IT operations, DevOps|DevSecOps
SRE|site reliability, Linux|Unix|CentOS|Ubuntu, Nginx|反向代理, OpenResty, HAProxy, =LVS
Prometheus, =Thanos, Grafana, =Loki, =ELK, Kibana, Logstash, Fluentd, Filebeat, Datadog, New Relic
Splunk, Sentry, SkyWalking, Jaeger, Zipkin, OpenTelemetry|tracing|链路追踪
可观测性|可观测|observability|observable, 监控|monitoring|告警|alerting, 日志|logging
=SLO|=SLOs|=SLI|error budgets?, =SLA|=SLAs, 云原生|cloud native|cloud-native
云平台|cloud platforms?|cloud services|云服务|云计算|cloud computing|cloud infrastructure
混合云|多云, 负载均衡|load balanc(?:ing|ers?), =Consul, =Nacos, =Apollo, etcd, ZooKeeper, =Ceph
MinIO, 对象存储, 虚拟化|VMware|=KVM|OpenStack, eBPF, on-?call|值班
故障处理|故障应急|incident (?:response|management)|incidents?, 部署|deployments?|deploying
Git|GitHub|=SVN|版本控制|版本管理|version control|source control|Bitbucket
"""

CRAFT = r"""
pytest|unittest, 单元测试|unit tests?|unit testing, Selenium, Playwright, =Cypress, Appium
流量回放, 代码覆盖率|code coverage
自动化测试|automated tests?|automated testing|测试自动化|test automation|测试驱动|TDD|
integration tests?|集成测试|接口测试|回归测试|功能测试|测试用例|test cases?|QA|testing
mypy|pyright|type hints?|类型标注|类型注解
代码评审|code reviews?|Code Review|PR review|pull requests?|code-review
代码规范|编码规范|编码习惯|代码质量|clean code|code quality|coding standards, 重构|refactoring
设计模式|design patterns?, 面向对象|object-oriented|OOP, 数据结构|data structures?
算法|algorithms?, 操作系统|operating systems?, 多线程|multi-?threading|multi-?threaded|threading
多进程|进程间通信|multi-?processing, 并发|concurrency|concurrent|并发编程|goroutines?
异步|asyncio|async|asynchronous|异步编程|异步IO|协程|background jobs?, =GIL
元编程|metaclass(?:es)?|装饰器|decorators?, 内存管理|垃圾回收|memory management|=GC
性能优化|性能攻坚|performance tuning|performance optimi[sz]ation|性能调优|profiling|profiled|
flame graphs?|调优|系统性能|low[- ]latency, latency|低延迟|performance of
系统设计|system design|架构设计|software architecture|系统架构|架构演进|架构规划|架构能力|
systems? architecture|architectur(?:e|al) (?:design|decisions?)|design or architecture
分布式|distributed systems?|分布式系统|distributed computing|分布式架构
分布式锁|一致性|幂等性?|idempoten(?:t|cy)
高并发|high concurrency|high[- ]traffic|large[- ]scale|大流量|高性能|high[- ]performance
高可用|high(?:ly)? availab(?:ility|le)|容灾|异地多活|单元化|disaster recovery|
fault[- ]toleran(?:t|ce)|稳定性|reliability|resilien(?:t|ce|cy), operational excellence
可扩展|可扩展性|扩展性|scalability|scalable|scaling|水平扩展, 领域驱动|DDD|domain-driven design
事件驱动|event-driven, 事件溯源|event sourcing, CQRS, =MVC|=MTV|=MVVM
容量评估|容量规划|capacity planning, 规则引擎|rules? engines?
内存泄漏|memory leaks?, 数据倾斜, 灰度发布|灰度|canary (?:releases?|deployments?), 抓包
混沌工程|chaos engineering, secrets? management, policy as code, platform engineering
schema (?:evolution|migrations?), retries|重试, pair programming|pairing|结对编程
压测|压力测试|性能测试|load testing|Locust|JMeter
故障排查|troubleshoot(?:ing)?|debug(?:ging)?|问题定位|=gdb|线上问题|排查|排障|疑难问题|
root cause(?: analysis)?
安全|OWASP|application security|网络安全|信息安全|security|渗透测试|penetration testing|
等保(?:2\.0)?, SQL注入|=XSS, =CSRF, =SSRF, =Falco
OAuth2?|OAuth 2\.0|鉴权|authentication|认证授权|authorization|=SSO, 风控|risk control, =JWT
加密|encryption|密码学|cryptography, =GDPR, =CCPA, =HIPAA, =PCI|PCI[- ]DSS, SOC ?2, FedRAMP
=FISMA, Section 508, 合规|compliance, =HL7, =FHIR, 信创|国产化|麒麟|统信
敏捷|agile|Scrum|Kanban, =Jira|=JIRA|Confluence
文档|documentation|技术文档|design doc(?:ument)?s?|设计文档|technical writing|文档编写|
design reviews?, 技术博客|tech(?:nical)? blog, 英语|English|英文|CET-?[46], 日语|Japanese
德语|German(?= (?:is|language|skills|level|at)\b)|(?:fluent|fluency|speaks?|good)(?: in)? German
法语, Swedish, Dutch(?= (?:is|language|skills|at)\b), (?:fluent|fluency|speaks?)(?: in)? French
粤语|Cantonese|普通话|Mandarin
沟通|communication|communicat(?:e|ing) (?:clearly|effectively|well)|write clearly
团队协作|团队合作|团队精神|合作精神|collaborat(?:e|ion|ing|ive)|协作能力|teamwork|team player|
cross-functional, 跨部门|跨团队|stakeholders?(?: management)?
项目管理|project management|time management|时间管理
指导|mentor|mentoring|mentorship|带团队|leadership|团队管理|技术管理|带领
表达能力|presentation skills?
学习能力|fast learner|eager(?:ness)? to learn|自学能力|学习新技术|pick up new|自驱力?|
self-?(?:driven|starter|motivated)
逻辑思维|problem[- ]solving|解决问题|分析问题|analytical|抗压能力|critical thinking
开源|open[- ]source, 责任心|责任感|owner ?意识|ownership|主动性|accountability
技术选型|technology selection|技术调研
需求分析|需求调研|需求文档|requirements (?:analysis|gathering)|需求评审
软件工程|software engineering|SDLC|development life ?cycle
编程基础|编程能力|coding skills?|programming (?:skills?|experience|languages?)|build processes
AI Coding|大模型工具|=Copilot|=Cursor|AI编程, IoT|物联网, 区块链|blockchain|Web3
=ERP, =CRM, =SAP, Salesforce, Stripe, =PayPal, 嵌入式|embedded systems?|=RTOS|=ROS|=ROS2, =FPGA
音视频|FFmpeg|video encoding, market risk, =VaR
quantitative (?:finance|analysis)|financial services|量化
"""

LISTS = (LANGUAGES, WEB, DATA, CLOUD, CRAFT)
