# Built in two steps: the wheel with the closed law, then an image that holds nothing but what runs.
FROM python:3.12-slim AS build
WORKDIR /source
COPY . .
RUN pip wheel --no-cache-dir --wheel-dir /wheels .

FROM python:3.12-slim
LABEL org.opencontainers.image.title="Qingdan" \
      org.opencontainers.image.licenses="Apache-2.0 AND CC-BY-4.0"
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir --no-index --find-links /wheels /wheels/qingdan-*.whl \
    && rm -r /wheels \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin qingdan
ENV PYTHONDONTWRITEBYTECODE=1
USER 10001
WORKDIR /inventories
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import json, urllib.request as r; assert json.load(r.urlopen('http://127.0.0.1:8080/health'))['status'] == 'ok'"]
ENTRYPOINT ["qingdan"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
