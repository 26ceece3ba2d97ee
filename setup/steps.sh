# shellcheck shell=bash
# The steps that ./start, ./test and ./bench share: Debian packages, Node, the dashboard, the build.
# Sourced by bash with `set -euo pipefail`; `top` is the checkout, `steps` how many will be counted.

step_number=0
step() {
    step_number=$((step_number + 1))
    printf '[%d/%d] %s\n' "$step_number" "$steps" "$*"
}

# stop WHAT REMEDY…: the one message of a set-up that cannot go on.
stop() {
    printf '\nStopped: %s\n' "$1" >&2
    shift
    printf '  %s\n' "$@" >&2
    exit 1
}

# Runs a command up to three times, for networks that fail now and then.
three_tries() {
    local try
    for try in 1 2 3; do
        if "$@"; then return 0; fi
        [ "$try" = 3 ] || { echo "  that failed; trying again in $((try * 5)) s" >&2; sleep $((try * 5)); }
    done
    return 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        # env, since sudo drops the caller's environment.
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

# The packages of the named groups of packages.txt.
packages_of() {
    awk -v wanted=" $* " '
        /^\[/ { group = substr($1, 2, length($1) - 2); next }
        /^[a-z0-9]/ && index(wanted, " " group " ") { print $1 }' "$top/packages.txt"
}

# Those of the named packages that are not installed.
missing_packages() {
    local installed package
    installed=$(dpkg-query -W -f '${db:Status-Abbrev}:${Package}:\n' "$@" 2>/dev/null || true)
    for package in "$@"; do
        case $installed in
            *"ii :$package:"*) ;;
            *) echo "$package" ;;
        esac
    done
}

install_packages() {
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        stop "packages are missing and only root can install them." "As root: apt-get install $*"
    fi
    export DEBIAN_FRONTEND=noninteractive
    local apt=(apt-get -q -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120)
    three_tries as_root "${apt[@]}" update ||
        stop "apt-get update failed." "Is Debian's package mirror reachable? See the lines above."
    three_tries as_root "${apt[@]}" install -y --no-install-recommends "$@" ||
        stop "these packages could not be installed: $*" \
            "See apt's lines above. Footfall is built on Debian 12 (bookworm)."
}

# debian_packages GROUP…
debian_packages() {
    command -v dpkg-query >/dev/null ||
        stop "this is not a Debian system." "Footfall is built on Debian 12 (bookworm)."
    local wanted missing
    read -r -d '' -a wanted <<<"$(packages_of "$@")" || true
    # Any npm can fetch Node 24; without one, Debian's.
    command -v npm >/dev/null || wanted+=(nodejs npm)
    read -r -d '' -a missing <<<"$(missing_packages "${wanted[@]}")" || true
    if [ "${#missing[@]}" = 0 ]; then
        step "Debian packages: all ${#wanted[@]} are there"
        return
    fi
    step "Debian packages: ${#missing[@]} missing, installing ${missing[*]}"
    install_packages "${missing[@]}"
}

# npm_package NAME FOLDER: unpacks the version that setup/node.lock pins, its checksum proved, into
# build/deps/FOLDER.
npm_package() {
    local name=$1 folder=$top/build/deps/$2 version integrity
    read -r _ version integrity <<<"$(grep "^$name " "$top/setup/node.lock")"
    [ -n "$integrity" ] || stop "setup/node.lock does not name $name."
    if [ "$(cat "$folder/.integrity" 2>/dev/null)" = "$integrity" ]; then return; fi
    local work=$top/build/deps/$2.new
    rm -rf "$work"
    mkdir -p "$work"
    (cd "$work" && three_tries npm pack --silent --ignore-scripts "$name@$version" >/dev/null) ||
        stop "npm could not fetch $name@$version." "Is the npm registry reachable?"
    local tarball=("$work"/*.tgz) expected actual
    expected=$(base64 -d <<<"${integrity#sha512-}" | od -An -v -tx1 | tr -d ' \n')
    actual=$(sha512sum "${tarball[0]}" | cut -d ' ' -f 1)
    [ "$actual" = "$expected" ] ||
        stop "$name@$version is not the package that setup/node.lock pins." \
            "sha512 expected: $expected" "sha512 fetched:  $actual"
    tar -xzf "${tarball[0]}" -C "$work" --strip-components 1 --no-same-owner
    rm "${tarball[0]}"
    echo "$integrity" >"$work/.integrity"
    rm -rf "$folder"
    mv "$work" "$folder"
}

# Puts Node and npm of setup/node.lock first on the PATH.
node_24() {
    local arch version
    case $(uname -m) in
        x86_64) arch=x64 ;;
        aarch64) arch=arm64 ;;
        *) stop "there is no Node for $(uname -m) here." "Footfall is built on x86-64 and arm64." ;;
    esac
    version=$(awk -v name="node-linux-$arch" '$1 == name { print $2 }' "$top/setup/node.lock")
    step "Node $version"
    export npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false
    npm_package npm npm
    npm_package "node-linux-$arch" node
    # Debian's npm reads its parts from Debian's own folders, which another Node does not know, so
    # Node 24 gets an npm of its own.
    ln -sfn ../../npm/bin/npm-cli.js "$top/build/deps/node/bin/npm"
    ln -sfn ../../npm/bin/npx-cli.js "$top/build/deps/node/bin/npx"
    chmod +x "$top/build/deps/npm/bin/npm-cli.js" "$top/build/deps/npm/bin/npx-cli.js"
    export PATH=$top/build/deps/node/bin:$PATH
    hash -r
    [ "$(node --version)" = "v$version" ] ||
        stop "Node $version does not run on this machine." "Try: $top/build/deps/node/bin/node --version"
}

# node_modules FOLDER: its packages as its lock file pins them, without running their scripts.
node_modules() {
    local folder=$top/$1 wanted
    wanted=$(node --version; sha256sum <"$folder/package-lock.json")
    if [ "$(cat "$folder/node_modules/.installed" 2>/dev/null)" = "$wanted" ]; then return; fi
    (cd "$folder" && three_tries npm ci --ignore-scripts --silent --no-progress) ||
        stop "npm ci failed in $1/." "Run it there to see why: npm ci --ignore-scripts"
    echo "$wanted" >"$folder/node_modules/.installed"
}

# Builds web/dist if anything that goes into it has changed.
dashboard() {
    local inputs
    inputs=$(
        cd "$top" || exit
        node --version
        find web docs/openapi.yaml docs/semantics.md \( -path web/node_modules -o -name dist \) -prune -o \
            -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
    )
    inputs=$(sha256sum <<<"$inputs")
    local stamp=$top/build/dashboard.stamp
    if [ -f "$top/web/dist/index.html" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$inputs" ]; then
        step "Dashboard: up to date"
        return
    fi
    step "Dashboard: building"
    node_modules web
    (cd "$top/web" && npm run --silent build) ||
        stop "the dashboard does not build." "In web/: npm run build"
    echo "$inputs" >"$stamp"
}

# How many compilers at once: one a core, each with 2 GiB.
jobs_at_once() {
    local cores by_memory
    cores=$(nproc)
    by_memory=$(awk '/^MemAvailable:/ { print int($2 / 1024 / 1024 / 2) }' /proc/meminfo || echo 1)
    [ "$by_memory" -ge 1 ] || by_memory=1
    echo $((cores < by_memory ? cores : by_memory))
}

# build PRESET [TARGET…]
build() {
    local preset=$1
    shift
    step "Build ($preset)"
    (cd "$top" && cmake --preset "$preset" --log-level=WARNING) ||
        stop "CMake cannot configure the preset $preset." "If a library is missing: is it in packages.txt?"
    (cd "$top" && cmake --build --preset "$preset" -j "$(jobs_at_once)" ${1+--target "$@"}) ||
        stop "the preset $preset does not build." "See the compiler's lines above."
}
