#!/usr/bin/env bash
# A repository of 50 compose files and 100 Dockerfiles, written into DIRECTORY and checked ten times: the mean in milliseconds.
#
#   docs/performance/containers.sh DIRECTORY [PROGRAM]
set -euo pipefail
directory=${1:?usage: containers.sh DIRECTORY [PROGRAM]}
program=$(realpath "${2:-target/release/wso2-portlint}")
mkdir -p "$directory"
for n in $(seq 50); do
    stack=$directory/stack-$n
    mkdir -p "$stack/am" "$stack/mi" "$stack/conf/is/repository/conf" "$stack/conf/am/repository/conf"
    cat >"$stack/docker-compose.yml" <<EOF
services:
  mysql:
    image: mysql:8.0
    ports: [3306]
  am:
    build: am
    ports: ["9443:9443", "8280:8280", "8243:8243"]
    volumes:
      - ./conf/am:/home/wso2carbon/wso2-config-volume
    healthcheck:
      test: ["CMD", "curl", "--fail", "http://localhost:9763/services/Version"]
  is:
    image: wso2/wso2is:7.0.0
    ports: ["9444:9444"]
    volumes:
      - ./conf/is:/home/wso2carbon/wso2-config-volume
  mi:
    build: {context: mi}
    ports: ["8290:8290", "8253:8253"]
    healthcheck:
      test: ["CMD", "nc", "-z", "localhost", "8253"]
EOF
    printf 'FROM wso2/wso2am:4.2.0\nUSER root\nRUN true\nUSER wso2carbon\nEXPOSE 9443 8280 8243\n' >"$stack/am/Dockerfile"
    printf 'ARG VERSION=4.2.0\nFROM wso2/wso2mi:${VERSION}\nCOPY app.car ${WSO2_SERVER_HOME}/repository/deployment/server/carbonapps/\n' >"$stack/mi/Dockerfile"
    printf '[server]\nhostname = "is"\noffset = 1\n' >"$stack/conf/is/repository/conf/deployment.toml"
    printf '[server]\nhostname = "am"\n[apim.key_manager]\nservice_url = "https://is:9444/services/"\n' >"$stack/conf/am/repository/conf/deployment.toml"
done
cd "$directory"
"$program" --version
"$program" . | tail -2
start=$(date +%s%N)
for _ in $(seq 10); do "$program" . >/dev/null; done
echo "$((($(date +%s%N) - start) / 10000000)) ms"
