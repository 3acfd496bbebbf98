#!/bin/sh
# Does what the shipped scripts of its family do with what it is given; written for the tests.
link="$0"
while [ -h "$link" ]; do
  link=`readlink "$link"`
done
here=`dirname "$link"`
[ -z "$CARBON_HOME" ] && CARBON_HOME=`cd "$here/.." ; pwd`
[ -z "$RUNTIME_HOME" ] && RUNTIME_HOME=`cd "$here/../wso2/@RUNTIME@" ; pwd`
init="$CARBON_HOME/wso2/@RUNTIME@/bin/carbon.sh"
$init $*
exit;
