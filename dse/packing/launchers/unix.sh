#!/bin/sh
# Ouvre le tableau de bord : trouve un Python, sinon en demande un à uv, puis laisse faire « python -m dse open ».

stop() {
    printf '\n%s\n\nAppuyez sur Entrée pour fermer.\n' "$1"
    read -r _
    exit 1
}

here=$(cd "$(dirname "$0")" && pwd)
cd "$here/application" 2>/dev/null || stop "Décompressez d’abord toute l’archive, puis ouvrez ce fichier dans le dossier obtenu."
# macOS marque ce qui vient d’Internet ; vous avez accepté d’ouvrir ce fichier, ceux du même dossier le sont aussi.
if [ "$(uname)" = Darwin ]; then
    xattr -dr com.apple.quarantine "$here" 2>/dev/null
fi

uv="$PWD/uv/uv-$(uname -m)"
[ -e "$uv" ] || stop "Cette archive n’est pas faite pour ce processeur ($(uname -m))."
chmod +x "$uv" 2>/dev/null
export UV_PYTHON_INSTALL_DIR="$PWD/python" UV_CACHE_DIR="$PWD/cache/uv" UV_NO_CONFIG=1 UV_NO_PROJECT=1 UV_SYSTEM_CERTS=1 UV_HTTP_RETRIES=1
export XDG_CACHE_HOME="$PWD/cache" PYTHONUTF8=1

find_python() {
    for version in 3.13 3.12 3.11; do
        python=$("$uv" --no-cache python find --system --no-python-downloads "cpython@$version" 2>/dev/null) || continue
        # Debian donne un Python sans de quoi faire un environnement.
        "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    done
    return 1
}

if ! find_python; then
    # Chercher n’écrit rien ; installer, si.
    [ -w . ] || stop "Le dossier $here n’accepte pas l’écriture : rien ne peut y être installé. Mettez-le dans un dossier à vous, par exemple « Documents », puis ouvrez ce fichier à nouveau."
    echo "Cet ordinateur n’a pas de Python 3.11 à 3.13. Il est téléchargé une seule fois (environ 30 Mo) ; Internet n’est nécessaire que pour cela."
    mkdir -p cache
    if ! "$uv" python install --quiet --no-bin 3.13 2>cache/python.log || ! find_python; then
        stop "Python n’a pas pu être téléchargé. Vérifiez la connexion. Si votre réseau a un proxy, installez Python 3.13 depuis https://www.python.org/downloads/, puis ouvrez ce fichier à nouveau. La raison, en anglais, est dans application/cache/python.log."
    fi
fi

"$python" -m dse open
code=$?
case $code in
    0 | 129 | 130 | 143) ;; # arrêté par vous
    *) stop "Le tableau de bord ne s’est pas ouvert, ou s’est arrêté : la raison est dite plus haut." ;;
esac
