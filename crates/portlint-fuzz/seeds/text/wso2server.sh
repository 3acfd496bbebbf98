#!/bin/sh
# -DportOffset=9 keystore-secret
for c in "$@"; do
  case $c in
    --debug|-debug) CMD="--debug" ;;
    *) args="$args $c" ;;
  esac
done
JAVA_OPTS="$JAVA_OPTS -DportOffset=3 -Dhttp.nonProxyHosts='a b'"
export DB_PASSWORD=keystore-secret
export OFFSET=${OFFSET:-2}
exec "$JAVACMD" $JAVA_OPTS \
  -Dcarbon.home="$CARBON_HOME" -DportOffset=$OFFSET \
  org.wso2.carbon.bootstrap.Bootstrap $*
