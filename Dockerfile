# The portal as one small image:
#   docker build -t club-portal .
#   docker run --rm -v club:/var/lib/club club-portal demo          # demo customers, only to try it
#   docker run -p 3000:3000 -v club:/var/lib/club -e CLUB_DEMO=true club-portal
# Without the demo: `docker run --rm -i -v club:/var/lib/club club-portal admin create --phone … --name …` makes who can
# sign in first.

FROM rust:1.95-slim-trixie AS build
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev nodejs npm && rm -rf /var/lib/apt/lists/*
RUN rustup target add wasm32-unknown-unknown
WORKDIR /club
COPY . .
RUN cargo xtask dist

FROM debian:trixie-slim
RUN useradd --system --create-home --home-dir /var/lib/club --shell /usr/sbin/nologin club
COPY --from=build /club/target/release/club-portal /usr/local/bin/club-portal
USER club
WORKDIR /var/lib/club
VOLUME /var/lib/club
ENV CLUB_LISTEN=0.0.0.0:3000 CLUB_DATABASE_URL=sqlite:/var/lib/club/club.db
EXPOSE 3000
# Debian's slim image has no HTTP client; bash can ask, too.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/3000 && printf 'GET /livez HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -1 <&3 | grep -q ' 200'"]
ENTRYPOINT ["club-portal"]
CMD ["serve"]
