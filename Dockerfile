# Builds dist/ with everything, then keeps what runs: dist/, views/ and the production dependencies.
# script/pin-images writes the digest behind the tag, and the release refuses an image without one.
FROM node:24.21.0-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package runs a script of its own while it is installed.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-slim
# tini passes signals on and reaps; node as process 1 would do neither.
RUN apt-get update && apt-get install --yes --no-install-recommends tini && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ARG VERSION=unreleased
ARG REVISION=unknown
LABEL org.opencontainers.image.title="egress-bot" \
  org.opencontainers.image.description="Learns what a CI job's outbound traffic needs and switches its Harden-Runner step from audit to block" \
  org.opencontainers.image.source="https://github.com/OWNER/egress-bot" \
  org.opencontainers.image.documentation="https://github.com/OWNER/egress-bot/blob/main/docs/operating.md" \
  org.opencontainers.image.licenses="ISC" \
  org.opencontainers.image.version="$VERSION" \
  org.opencontainers.image.revision="$REVISION"
# In a container localhost is nobody else's, and Redis is another container.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY views ./views
COPY app.yml ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/usr/bin/tini", "--", "node", "dist/apps/cli/cli.js"]
CMD ["serve"]
