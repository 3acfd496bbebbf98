# The image of a release: the static binary on a base with a shell, so that it also serves as `image:` of a GitLab job or
# `container:` of a GitHub one.
#   docker build -t wso2-portlint . && docker run --rm -v /opt/wso2:/opt/wso2:ro wso2-portlint check /opt/wso2
# Add `--user` with an owner of the files when not everybody may read them.
#
# The release workflow puts ready binaries (wso2-portlint-amd64, -arm64) beside this file and says --build-arg BINARY=ready;
# without that one is compiled.
ARG BINARY=compiled
ARG BASE=alpine:3.22

FROM rust:1.95-alpine AS compiled
RUN apk add --no-cache musl-dev
WORKDIR /source
COPY . .
RUN cargo build --release --locked -p wso2-portlint && cp target/release/wso2-portlint /wso2-portlint

FROM scratch AS ready
ARG TARGETARCH
COPY wso2-portlint-${TARGETARCH} /wso2-portlint

FROM ${BINARY} AS binary

FROM ${BASE}
COPY --from=binary /wso2-portlint /usr/local/bin/wso2-portlint
COPY packaging/image/entrypoint /usr/local/bin/wso2-portlint-entrypoint
WORKDIR /src
USER 65534:65534
ENTRYPOINT ["wso2-portlint-entrypoint"]
CMD ["check"]
