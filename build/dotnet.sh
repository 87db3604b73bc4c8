# Sourced: how the scripts find and call the .NET SDK.

# A build leaves no server behind, asks nothing, reports nothing, and speaks the language that test.sh reads.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false DOTNET_CLI_UI_LANGUAGE=en

# The SDK and NuGet keep files under HOME; where there is none to write to they get a place among the artifacts.
if [ ! -w "${HOME:-/nonexistent}" ]; then
    HOME=$root/artifacts/home
    mkdir -p "$HOME" 2>/dev/null || true
    export HOME
fi
export DOTNET_CLI_HOME="${DOTNET_CLI_HOME:-$HOME}"

# Sets $dotnet, or ends with what to do.
find_sdk() {
    wanted=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$root/global.json")
    dotnet=$(command -v dotnet || echo "${DOTNET_ROOT:-$HOME/.dotnet}/dotnet")
    if [ ! -x "$dotnet" ]; then
        echo "polydev: there is no .NET SDK on this machine: install $wanted or a newer 10.0 from https://dot.net/download, then run this again" >&2
        exit 1
    fi
    if ! (cd "$root" && "$dotnet" --version) >/dev/null 2>&1; then
        echo "polydev: the .NET SDK here is too old: this needs $wanted or a newer 10.0 (https://dot.net/download); installed are:" >&2
        "$dotnet" --list-sdks >&2 || true
        exit 1
    fi
}
