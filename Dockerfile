# syntax=docker/dockerfile:1
# One image for every process: the web server (the default command), the job worker and the migrations.

FROM node:20-bookworm-slim AS page
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
# The styles are made from the class names in these.
COPY templates/ ../templates/
COPY accounts/ ../accounts/
COPY rooms/ ../rooms/
COPY scheduling/ ../scheduling/
RUN npm run build

FROM python:3.12-slim-bookworm AS packages
# mysqlclient is the one package that is compiled.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends build-essential default-libmysqlclient-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY requirements.txt requirements-mysql.txt ./
RUN pip wheel --no-cache-dir --wheel-dir /wheels -r requirements.txt -r requirements-mysql.txt

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libmariadb3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/fusemeet fusemeet
RUN --mount=type=bind,from=packages,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels /wheels/*.whl

WORKDIR /app
COPY . ./
COPY --from=page /src/static/dist ./static/dist
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/var/lib/fusemeet \
    STATIC_ROOT=/app/staticfiles
# The key serves this one command and is in no layer.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" SITE_URL=http://localhost \
    EMAIL_URL=file:///tmp/mail python manage.py collectstatic --noinput --verbosity 0 \
    && chown -R fusemeet: /var/lib/fusemeet

USER fusemeet
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=2 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/actuator/ready', timeout=4)"]
# No shell in between, so that SIGTERM reaches the server and it can say goodbye to its sockets.
CMD ["python", "manage.py", "serve", "web", "--everywhere", "--port", "8000"]
