@echo off
rem UNTESTED: nobody has run this file on Windows yet. Tell us what happens.
rem GoodFLOPS from an unpacked distribution: needs a Java runtime (17 to 25) and nothing else.
setlocal
set "GOODFLOPS_HOME=%~dp0.."
set "GOODFLOPS_JAVA=java"
if defined JAVA_HOME set "GOODFLOPS_JAVA=%JAVA_HOME%\bin\java"
if defined GOODFLOPS_JAVA_HOME set "GOODFLOPS_JAVA=%GOODFLOPS_JAVA_HOME%\bin\java"
"%GOODFLOPS_JAVA%" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx512m -Djava.awt.headless=true -Dfile.encoding=UTF-8 %GOODFLOPS_HOST_JAVA_OPTS% "-Dgoodflops.home=%GOODFLOPS_HOME%" -cp "%GOODFLOPS_HOME%\lib\*" io.goodflops.cli.Main %*
exit /b %ERRORLEVEL%
