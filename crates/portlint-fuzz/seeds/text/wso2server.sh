#!/bin/sh
# -DportOffset=9
for c in "$@"; do
  case $c in
    --debug|-debug) CMD="--debug" ;;
    *) args="$args $c" ;;
  esac
done
JAVA_OPTS="$JAVA_OPTS -DportOffset=3 -Dhttp.nonProxyHosts='a b'"
export OFFSET=${OFFSET:-2}
exec "$JAVACMD" $JAVA_OPTS \
  -Dcarbon.home="$CARBON_HOME" -DportOffset=$OFFSET \
  org.wso2.carbon.bootstrap.Bootstrap $*
