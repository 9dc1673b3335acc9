@echo off
rem Ouvre le tableau de bord : trouve un Python, sinon en demande un à uv, puis laisse faire « python -m dse open ».
setlocal EnableExtensions DisableDelayedExpansion
chcp 65001 >nul
title Tableau de bord
if not exist "%~dp0application\app.py" goto inside_archive
rem Un dossier du réseau reçoit une lettre de lecteur, que « popd » rend.
pushd "%~dp0application" || goto no_folder

set "UV_PYTHON_INSTALL_DIR=%CD%\python"
set "UV_CACHE_DIR=%CD%\cache\uv"
set "UV_NO_CONFIG=1"
set "UV_NO_PROJECT=1"
set "UV_SYSTEM_CERTS=1"
set "UV_HTTP_RETRIES=1"
set "XDG_CACHE_HOME=%CD%\cache"
set "PYTHONUTF8=1"
rem Un Python qui convient donne sa place ; les paquets de l'archive sont pour Windows à 64 bits.
set "ASK=import sys, sysconfig; sysconfig.get_platform() == 'win-amd64' and '3.13 3.12 3.11'.split().count(sysconfig.get_python_version()) and print('DSE;' + sys.executable)"

call :find_python
if defined PYTHON goto open
echo Cet ordinateur n'a pas de Python 3.11 à 3.13. Il est téléchargé une seule fois (environ 30 Mo) ; Internet n'est nécessaire que pour cela.
if not exist cache mkdir cache 2>nul
if not exist cache goto read_only
uv\uv-AMD64.exe python install --quiet --no-bin --no-registry cpython-3.13-windows-x86_64-none 2>cache\python.log
call :find_python
if not defined PYTHON goto no_python

:open
"%PYTHON%" -m dse open
if %ERRORLEVEL%==0 goto stopped
if not %ERRORLEVEL%==130 goto failed
:stopped
popd
exit /b 0

:find_python
set "PYTHON="
for %%V in (3.13 3.12 3.11) do if not defined PYTHON for /f "usebackq delims=" %%P in (`uv\uv-AMD64.exe --no-cache python find --system --no-python-downloads cpython-%%V-windows-x86_64-none 2^>nul`) do set "PYTHON=%%P"
if defined PYTHON exit /b 0
rem Là où Windows ne laisse pas uv démarrer, un Python installé répond encore. Celui du Microsoft Store n'a pas de lanceur « py ».
for %%C in ("py -3.13" "py -3.12" "py -3.11" python3.13 python3.12 python3.11 python) do if not defined PYTHON for /f "usebackq tokens=1* delims=;" %%M in (`%%~C -c "%ASK%" 2^>nul`) do if "%%M"=="DSE" set "PYTHON=%%N"
exit /b 0

:inside_archive
echo Décompressez d'abord toute l'archive : clic droit sur elle, « Extraire tout », puis ouvrez ce fichier dans le dossier obtenu. Appuyez sur une touche pour fermer.
pause >nul
exit /b 1

:no_python
echo.
echo Python n'a pas pu être téléchargé. Vérifiez la connexion. Si votre réseau a un proxy, ou si Windows bloque le téléchargement, installez « Python 3.13 » depuis le Microsoft Store (aucun droit d'administrateur n'est demandé), puis ouvrez ce fichier à nouveau. La raison, en anglais, est dans application\cache\python.log. Appuyez sur une touche pour fermer.
popd
pause >nul
exit /b 1

:no_folder
echo Le dossier de ce fichier ne s'ouvre pas depuis ici. Copiez-le sur ce poste, puis ouvrez ce fichier à nouveau. Appuyez sur une touche pour fermer.
pause >nul
exit /b 1

:read_only
echo Ce dossier n'accepte pas l'écriture : rien ne peut y être installé. Mettez-le dans un dossier à vous, par exemple « Documents », puis ouvrez ce fichier à nouveau. Appuyez sur une touche pour fermer.
popd
pause >nul
exit /b 1

:failed
popd
echo.
echo Le tableau de bord ne s'est pas ouvert, ou s'est arrêté : la raison est dite plus haut. Appuyez sur une touche pour fermer.
pause >nul
exit /b 1
