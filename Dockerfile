# A static binary and nothing else:
#   docker build -t wso2-portlint . && docker run --rm -v /opt/wso2:/opt/wso2:ro wso2-portlint check /opt/wso2
# Add `--user` with an owner of the files when not everybody may read them.
FROM rust:1.95-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /source
COPY . .
RUN cargo build --release --locked -p wso2-portlint

FROM scratch
COPY --from=build /source/target/release/wso2-portlint /wso2-portlint
WORKDIR /src
USER 65534:65534
ENTRYPOINT ["/wso2-portlint"]
