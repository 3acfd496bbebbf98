#!/bin/sh
# Does what the shipped scripts of its family do with what it is given; written for the tests.
link="$0"
while [ -h "$link" ]; do
  link=`readlink "$link"`
done
here=`dirname "$link"`
[ -z "$CARBON_HOME" ] && CARBON_HOME=`cd "$here/.." ; pwd`
if [ -z "$JAVACMD" ] ; then
  JAVACMD="$JAVA_HOME/bin/java"
fi
if [ ! -x "$JAVACMD" ] ; then
  echo "there is no Java at $JAVACMD"
  exit 1
fi
args=""
for word in $*
do
  if [ "$word" = "--debug" ] || [ "$word" = "-debug" ] || [ "$word" = "debug" ]; then
    CMD="--debug"
    continue
  elif [ "$CMD" = "--debug" ]; then
    if [ -z "$PORT" ]; then
      PORT=$word
    fi
  elif [ "$word" = "--stop" ] || [ "$word" = "-stop" ] || [ "$word" = "stop" ]; then
    CMD="stop"
  elif [ "$word" = "--start" ] || [ "$word" = "-start" ] || [ "$word" = "start" ]; then
    CMD="start"
  elif [ "$word" = "--version" ] || [ "$word" = "-version" ] || [ "$word" = "version" ]; then
    CMD="version"
  elif [ "$word" = "--restart" ] || [ "$word" = "-restart" ] || [ "$word" = "restart" ]; then
    CMD="restart"
  elif [ "$word" = "--test" ] || [ "$word" = "-test" ] || [ "$word" = "test" ]; then
    CMD="test"
  else
    args="$args $word"
  fi
done
if [ "$CMD" = "--debug" ]; then
  if [ "$PORT" = "" ]; then
    echo "a port belongs behind --debug"
    exit 1
  fi
  CMD="RUN"
  JAVA_OPTS="-Xdebug -Xnoagent -Djava.compiler=NONE -Xrunjdwp:transport=dt_socket,server=y,suspend=y,address=$PORT"
elif [ "$CMD" = "start" ]; then
  export CARBON_HOME="$CARBON_HOME"
  nohup sh "$CARBON_HOME"/bin/@SCRIPT@ $args > /dev/null 2>&1 &
  exit 0
elif [ "$CMD" = "stop" ]; then
  kill -term `cat "$CARBON_HOME"/wso2carbon.pid`
  exit 0
elif [ "$CMD" = "restart" ]; then
  export CARBON_HOME="$CARBON_HOME"
  kill -term `cat "$CARBON_HOME"/wso2carbon.pid`
  nohup sh "$CARBON_HOME"/bin/@SCRIPT@ $args > /dev/null 2>&1 &
  exit 0
elif [ "$CMD" = "test" ]; then
  JAVACMD="exec "$JAVACMD""
elif [ "$CMD" = "version" ]; then
  cat "$CARBON_HOME"/bin/version.txt
  exit 0
fi
java_version=$("$JAVACMD" -version 2>&1 | awk -F '"' '/version/ {print $2}')
java_number=$(echo "$java_version" | awk -F. '{printf("%02d%02d",$1,$2);}')
CARBON_CLASSPATH=""
for jar in "$CARBON_HOME"/wso2/lib/*.jar
do
  CARBON_CLASSPATH="$CARBON_CLASSPATH":$jar
done
cd "$CARBON_HOME"
START_EXIT_STATUS=121
status=$START_EXIT_STATUS
if [ -z "$JVM_MEM_OPTS" ]; then
  JVM_MEM_OPTS="-Xms256m -Xmx1024m"
  if [ "$java_version" \< "1.8" ]; then
    JVM_MEM_OPTS="$JVM_MEM_OPTS -XX:MaxPermSize=256m"
  fi
fi
while [ "$status" = "$START_EXIT_STATUS" ]
do
    $JAVACMD \
    $JVM_MEM_OPTS \
    $JAVA_OPTS \
    -Dcom.sun.management.jmxremote \
    -classpath "$CARBON_CLASSPATH" \
    -Dcarbon.home="$CARBON_HOME" \
    -Dcarbon.config.dir.path="$CARBON_HOME/conf" \
    -Djava.net.preferIPv4Stack=true \
    org.wso2.carbon.bootstrap.Bootstrap $*
    status=$?
done
