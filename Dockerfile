# One image for every process of the Procfile; runs as nobody in particular.
FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends fonts-wqy-microhei fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.txt
COPY bot bot
COPY handlers handlers
COPY scheduler scheduler
COPY content content
COPY pyproject.toml .
RUN useradd --create-home xueban && mkdir data && chown xueban data
USER xueban
EXPOSE 8080
CMD ["python", "-m", "bot", "run"]
