using System.Globalization;

namespace Polydev.Cli.Doctor;

/// <summary>Looks at what the walls and limits of workers rely on in the kernel.</summary>
/// <param name="processes">Where the kernel shows processes and settings: <c>/proc</c>.</param>
/// <param name="isRoot">Whether workers are started as root.</param>
internal sealed class KernelChecks(string processes, bool isRoot)
{
    // The first with process descriptors (pidfd_open), by which the end of a worker of an earlier controller is seen at once.
    private static readonly Version s_least = new(5, 3);

    private static readonly string[] s_namespaces = ["pid", "net", "mnt", "ipc", "uts", "user", "cgroup"];
    private static readonly string[] s_controllers = ["memory", "cpu", "pids"];

    /// <summary>Runs them.</summary>
    public IReadOnlyList<Check> Run() => [Version(), Features()];

    private Check Version()
    {
        var text = Read("sys/kernel/osrelease").Trim();
        var number = string.Concat(text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')).TrimEnd('.');
        return System.Version.TryParse(number, out var version) && version >= s_least
            ? Check.Ok("kernel", text)
            : Check.Warn("kernel", text.Length == 0 ? "not known" : text, $"From Linux {s_least} on the end of workers is seen at once; before it is looked for ten times a second. Update the kernel.");
    }

    private Check Features()
    {
        const string name = "kernel features";
        List<(string What, string Next)> missing = [];
        var namespaces = s_namespaces.Where(n => !Exists("self/ns/" + n)).ToList();
        if (namespaces.Count > 0)
        {
            missing.Add(($"no {string.Join(", ", namespaces)} namespaces", "use a kernel that has them"));
        }

        if (!Read("self/status").Contains("\nSeccomp:", StringComparison.Ordinal))
        {
            missing.Add(("no seccomp", "use a kernel with CONFIG_SECCOMP_FILTER: it filters the system calls of containers"));
        }

        if (Controllers() is { Count: > 0 } controllers)
        {
            missing.Add(($"no {string.Join(", ", controllers)} cgroup controller", "enable it at boot (cgroup_enable=memory), or mount cgroups: without it workers are not bounded"));
        }

        if (!isRoot && UserNamespaces() is { } why)
        {
            missing.Add(("no user namespaces for this user", why));
        }

        return missing.Count == 0
            ? Check.Ok(name, $"namespaces, seccomp, cgroups ({string.Join(", ", s_controllers)}){(isRoot ? "" : ", user namespaces")}")
            : Check.Warn(name, string.Join("; ", missing.Select(m => m.What)), Sentence(string.Join("; ", missing.Select(m => m.Next))));
    }

    private List<string> Controllers()
    {
        // Columns: name, hierarchy, number of cgroups, enabled.
        var enabled = Read("cgroups").Split('\n').Select(l => l.Split('\t')).Where(c => c is [_, _, _, "1"]).Select(c => c[0]).ToHashSet(StringComparer.Ordinal);
        return [.. s_controllers.Where(c => !enabled.Contains(c))];
    }

    private string? UserNamespaces()
    {
        if (Read("sys/user/max_user_namespaces").Trim() == "0")
        {
            return "set user.max_user_namespaces above 0 (sysctl): process workers get no walls without";
        }

        if (Read("sys/kernel/unprivileged_userns_clone").Trim() == "0")
        {
            return "set kernel.unprivileged_userns_clone to 1 (sysctl): process workers get no walls without";
        }

        return Read("sys/kernel/apparmor_restrict_unprivileged_userns").Trim() == "1"
            ? "give bwrap an AppArmor profile that allows userns, or set kernel.apparmor_restrict_unprivileged_userns to 0: process workers may get no walls without"
            : null;
    }

    private bool Exists(string file) => Path.Exists(Path.Combine(processes, file));

    private string Read(string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(processes, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not every kernel has every setting.
            return "";
        }
    }

    private static string Sentence(string text) => string.Create(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(text[0])}{text[1..]}.");
}
