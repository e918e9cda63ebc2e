# The service of signauth on CPU: docker build -t signauth . && docker run --rm -p 127.0.0.1:8000:8000 -v signauth:/data signauth
# From outside the container nothing is answered without a key: docker run --rm -v signauth:/data signauth keys add NAME --scopes verify,enrol
FROM python:3.11-slim AS build
WORKDIR /build
COPY . .
# The versions that were tested, in a folder that needs neither pip nor a compiler
RUN pip wheel --no-cache-dir --no-deps --wheel-dir dist . \
 && python -m venv --without-pip /opt/signauth \
 && pip --python /opt/signauth/bin/python install --no-cache-dir -c constraints.txt "$(echo dist/*.whl)[api,postgres,documents]"

FROM python:3.11-slim
# Images share the processors; threads that wait for work by spinning only take them away. Memory of large pictures goes back to the system
ENV PATH=/opt/signauth/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 MALLOC_MMAP_THRESHOLD_=4194304
COPY --from=build /opt/signauth /opt/signauth
# A number, so that Kubernetes can tell that it is not root; /data holds the database, and nothing else is ever written but uploads on their way, in /tmp
RUN groupadd --gid 10001 signauth && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin signauth \
 && install -d -o 10001 -g 10001 -m 700 /data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
 CMD ["python", "-c", "import urllib.request as r; r.build_opener(r.ProxyHandler({})).open('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["signauth"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
