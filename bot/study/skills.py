"""The skills a job description can ask for: a closed list, in the words such descriptions use."""

LANGUAGES = """
Python|python3
=Java
=Go|Golang|=GO语言|Go语言
=Rust
=C++|C\\+\\+|cpp
=C#
=Scala
=Kotlin
=PHP
=Ruby
JavaScript|=JS
TypeScript|=TS
Node.js|NodeJS|Node\\.js
Lua
=Shell|Bash|Shell脚本
SQL
HTML
CSS
"""

WEB = """
FastAPI
Django|DRF|Django REST Framework
=Flask
Tornado
Sanic
aiohttp
Celery
=Spring|Spring Boot|SpringBoot|Spring Cloud
=Gin
=React|React.js|React Native
Vue|Vue.js|Vue3
=REST|RESTful|REST API|RESTful API|RESTful APIs|REST APIs
GraphQL
gRPC
WebSocket|WebSockets
=WSGI|=ASGI|uWSGI|Gunicorn|Uvicorn
OpenAPI|Swagger
API|APIs|API design|接口设计|API设计
HTTP|HTTPS
TCP/IP|TCP|网络协议|computer networks?|网络编程|计算机网络
SQLAlchemy
=ORM
Pydantic
微服务|microservices?|micro-services?
单体|monoliths?
Web开发|web development|web框架|web frameworks?
后端开发|backend|back-end|back end|后端|服务端
爬虫|Scrapy|web scraping
"""

DATA = """
PostgreSQL|Postgres|PG数据库
MySQL|MariaDB
SQLite
=Oracle
SQL Server
MongoDB
Redis
Memcached
Elasticsearch|ElasticSearch|=ES
ClickHouse
Cassandra
HBase
DynamoDB
TiDB
=Hive
Hadoop
=Spark|PySpark
Flink
Kafka
RabbitMQ
RocketMQ
Pulsar
=SQS|=SNS|Pub/Sub|PubSub
消息队列|message queues?|message brokers?|消息中间件|=MQ
Airflow
dbt
ETL|data pipelines?|数据管道
数据仓库|data warehouses?|数仓
Snowflake
BigQuery
Redshift
Pandas
NumPy
PyTorch
TensorFlow
scikit-learn|sklearn
大模型|LLMs?|large language models?
LangChain
RAG
机器学习|machine learning
深度学习|deep learning
推荐系统|recommender systems?
数据分析|data analysis
向量数据库|vector databases?|Milvus|Faiss
数据库|databases?|关系型数据库|relational databases?|NoSQL
索引|indexing|query optimi[sz]ation|SQL优化|SQL 优化|慢查询
缓存|caching|cache
事务|transactions?|事务隔离
分库分表|sharding
"""

CLOUD = """
AWS|Amazon Web Services
GCP|Google Cloud
Azure
阿里云|Alibaba Cloud|Aliyun
腾讯云
华为云
EC2
=S3
RDS
=Lambda|serverless|无服务器
Docker
Kubernetes|K8s
容器化|容器|containers?|containeri[sz]ation
=Helm
Istio|service mesh|服务网格
Terraform|infrastructure as code|基础设施即代码
Ansible
Jenkins
GitHub Actions
GitLab CI|GitLab
Argo CD|ArgoCD
CI/CD|CICD|持续集成|持续交付|持续部署|continuous integration
DevOps
SRE|site reliability
Linux|Unix
Nginx
Prometheus
Grafana
ELK|Kibana|Logstash
Datadog
Sentry
OpenTelemetry|tracing|链路追踪
可观测性|observability
监控|monitoring|告警|alerting
日志|logging
云原生|cloud native|cloud-native
云平台|cloud platforms?|cloud services|云服务
负载均衡|load balancing
=Consul
etcd
ZooKeeper
Git|GitHub|版本控制|version control
"""

CRAFT = """
pytest|unittest
单元测试|unit tests?|unit testing
自动化测试|automated tests?|automated testing|测试驱动|TDD|integration tests?|集成测试
mypy|type hints?|类型标注|类型注解
代码评审|code reviews?|Code Review|PR review
代码规范|代码质量|clean code|code quality
重构|refactoring
设计模式|design patterns?
面向对象|object-oriented|OOP
数据结构|data structures?
算法|algorithms?
操作系统|operating systems?
多线程|multi-?threading|threading|多进程
并发|concurrency|concurrent|并发编程
异步|asyncio|async|asynchronous|异步编程|异步IO|协程
元编程|metaclass(?:es)?|装饰器|decorators?
GIL|内存管理|垃圾回收
性能优化|performance tuning|performance optimi[sz]ation|性能调优|profiling|调优
系统设计|system design|架构设计|software architecture|系统架构
分布式|distributed systems?|分布式系统|distributed computing
高并发|high concurrency|high[- ]traffic
高可用|high availability|容灾|fault[- ]tolerant|fault[- ]tolerance
可扩展|scalability|scalable|水平扩展
领域驱动|DDD|domain-driven design
事件驱动|event-driven
压测|压力测试|load testing|Locust|JMeter
故障排查|troubleshooting|debugging|问题定位|线上问题|排查|root cause
安全|OWASP|application security|网络安全|security
OAuth2?|OAuth 2\\.0|鉴权|authentication|认证授权|authorization
=JWT
加密|encryption
GDPR|合规|compliance
敏捷|agile|Scrum|Kanban
文档|documentation|技术文档|design docs?|设计文档|technical writing
英语|English|英文|CET-?[46]
沟通|communication
团队协作|团队合作|collaborate|collaboration|collaborating|collaborative|协作能力|teamwork|cross-functional|跨部门
项目管理|project management
指导|mentor|mentoring|mentorship|带团队|leadership|团队管理
学习能力|fast learner|eager(?:ness)? to learn|自学能力|学习新技术
开源|open[- ]source
责任心|ownership|主动性
技术选型|technology selection
需求分析|requirements analysis
"""

LISTS = (LANGUAGES, WEB, DATA, CLOUD, CRAFT)
