# Buddy as a container: slim, without root, and content with a file system that nobody can write.
#   docker build -t buddy .
#   docker run --read-only --cap-drop ALL --stop-timeout 60 --env-file buddy.env -p 3978:3978 -v buddy:/app/var buddy
# No secret is part of it: all settings come from the environment when it starts. See docs/deploy.md.

FROM python:3.11-slim AS build
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /venv
RUN /venv/bin/python -m pip install --disable-pip-version-check --no-cache-dir --require-hashes --only-binary :all: -r requirements.txt
COPY app.py LICENSE ./
COPY bot ./bot
COPY cards ./cards
# Nothing can be written later, so the bytecode is made now.
RUN /venv/bin/python -m compileall -q .

FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin buddy
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
# The one place that is written to, and only with SQLite. It belongs to the user, so a new volume does too.
RUN install -d -o 10001 -g 10001 var
VOLUME /app/var
USER 10001:10001
EXPOSE 3978
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["/venv/bin/python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ.get('BUDDY_PORT', '3978') + '/healthz', timeout=4)"]
CMD ["/venv/bin/python", "app.py"]
