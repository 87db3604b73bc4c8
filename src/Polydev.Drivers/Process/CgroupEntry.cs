using Polydev.Drivers.Process.Cgroups;

namespace Polydev.Drivers.Process;

/// <summary>The first step of a bounded worker: it enters its cgroups before it becomes the wall or the worker, so no child escapes them.</summary>
internal static class CgroupEntry
{
    private const string Shell = "/bin/sh";

    // A fixed text: paths and command come as arguments and are never read as shell. A shell may set variables of its own; they stay here.
    private const string Script =
        """while [ "$1" != -- ]; do echo $$ >"$1" || exit 125; shift; done; shift; unset PWD OLDPWD SHLVL; exec "$@" """;

    /// <summary>Whether this machine has what it takes.</summary>
    public static bool Possible => File.Exists(Shell);

    /// <summary>The command line that enters, then runs a command in the same process.</summary>
    public static IReadOnlyList<string> Wrap(WorkerCgroup cgroup, IReadOnlyList<string> command) =>
        [Shell, "-c", Script, "polydev", .. cgroup.Entrances, "--", .. command];
}
