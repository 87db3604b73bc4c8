using Polydev.Cli.Doctor;
using Polydev.Tests.Cli.Support;

namespace Polydev.Tests.Cli.Doctor;

/// <summary>What the doctor says of a kernel and of bubblewrap.</summary>
public sealed class KernelChecksTests
{
    private const string AllControllers = "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t2\t1\t1\nmemory\t3\t1\t1\npids\t4\t1\t1\n";

    [Fact]
    public void A_kernel_with_everything_is_well()
    {
        using var proc = Proc();
        Assert.All(new KernelChecks(proc.Path, isRoot: false).Run(), c => Assert.Equal((CheckStatus.Ok, null), (c.Status, c.Next)));
    }

    [Theory]
    [InlineData("sys/kernel/osrelease", "4.19.0-27-amd64", "Linux 5.3")]
    [InlineData("self/status", "Name:\tx\n", "CONFIG_SECCOMP_FILTER")]
    [InlineData("cgroups", "cpu\t2\t1\t1\nmemory\t3\t1\t0\npids\t4\t1\t1\n", "cgroup_enable=memory")]
    [InlineData("sys/user/max_user_namespaces", "0\n", "user.max_user_namespaces")]
    [InlineData("sys/kernel/unprivileged_userns_clone", "0\n", "kernel.unprivileged_userns_clone")]
    [InlineData("sys/kernel/apparmor_restrict_unprivileged_userns", "1\n", "AppArmor")]
    public void What_is_missing_is_a_warning_with_what_to_do(string file, string content, string next)
    {
        using var proc = Proc();
        Write(proc, file, content);

        var warning = Assert.Single(new KernelChecks(proc.Path, isRoot: false).Run(), c => c.Status == CheckStatus.Warn);

        Assert.Contains(next, warning.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void Root_needs_no_user_namespaces()
    {
        using var proc = Proc();
        Write(proc, "sys/user/max_user_namespaces", "0\n");

        Assert.All(new KernelChecks(proc.Path, isRoot: true).Run(), c => Assert.Equal(CheckStatus.Ok, c.Status));
    }

    [Fact]
    public void A_namespace_that_is_not_there_is_named()
    {
        using var proc = Proc();
        File.Delete(Path.Combine(proc.Path, "self", "ns", "cgroup"));

        Assert.Contains("no cgroup namespaces", new KernelChecks(proc.Path, isRoot: true).Run()[1].Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bubblewrap 0.8.0", CheckStatus.Ok)]
    [InlineData("bubblewrap 0.4.1", CheckStatus.Ok)]
    [InlineData("bubblewrap 0.3.1", CheckStatus.Warn)]
    [InlineData("something else", CheckStatus.Warn)]
    [InlineData(null, CheckStatus.Warn)]
    internal void An_old_or_missing_bubblewrap_is_a_warning(string? said, CheckStatus status) => Assert.Equal(status, BubblewrapCheck.Judge(said).Status);

    private static ScratchDirectory Proc()
    {
        var proc = new ScratchDirectory();
        Write(proc, "sys/kernel/osrelease", "6.1.0-40-amd64\n");
        Write(proc, "self/status", "Name:\tx\nSeccomp:\t0\nSeccomp_filters:\t0\n");
        Write(proc, "cgroups", AllControllers);
        Write(proc, "sys/user/max_user_namespaces", "95802\n");
        foreach (var name in new[] { "pid", "net", "mnt", "ipc", "uts", "user", "cgroup" })
        {
            Write(proc, "self/ns/" + name, "");
        }

        return proc;
    }

    private static void Write(ScratchDirectory proc, string file, string content)
    {
        var path = Path.Combine(proc.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
