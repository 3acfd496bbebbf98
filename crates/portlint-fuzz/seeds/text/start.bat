@echo off
set JAVA_OPTS=%JAVA_OPTS% -DportOffset=3 ^
 -Da=b
"%JAVA_HOME%\bin\java" %JAVA_OPTS% org.wso2.carbon.bootstrap.Bootstrap %*
