# Scores folders of clips: docker run --rm --network none -v "$PWD:/data" posecheck batch /data/clips --out /data/results
FROM python:3.13-slim
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends libgl1 libegl1 libgles2 libglib2.0-0 \
 && rm -rf /var/lib/apt/lists/*
COPY . /src
RUN pip install --no-cache-dir -c /src/constraints.txt '/src[cluster,files]' && rm -rf /src
RUN useradd --create-home person
USER person
WORKDIR /data
RUN posecheck doctor --json >/dev/null || posecheck doctor
ENTRYPOINT ["posecheck"]
