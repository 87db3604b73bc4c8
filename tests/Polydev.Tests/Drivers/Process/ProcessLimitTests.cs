using System.Globalization;
using Polydev.Drivers.Process;
using Polydev.Drivers.Process.Cgroups;
using Polydev.Drivers.Native;
using static Polydev.Tests.Drivers.Process.ProcessDriverFixture;

namespace Polydev.Tests.Drivers.Process;

/// <summary>Memory is bounded by cgroups where this user may make some; skipped elsewhere.</summary>
public sealed class ProcessLimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(IsolationChoice.None)]
    [InlineData(IsolationChoice.Auto)]
    public async Task A_worker_that_takes_too_much_memory_ends_for_that_reason(IsolationChoice isolation)
    {
        await using var fixture = new ProcessDriverFixture("", isolation);
        fixture.Options.UseCgroups = true;
        fixture.Options.WorkerPath = "/usr/bin/tail";
        fixture.Options.WorkerArguments = ["/dev/zero"];
        fixture.Options.ProbeArguments = ["--version"];
        var driver = fixture.Driver();
        await SkipUnlessBoundedAsync(driver);

        await driver.StartAsync(Spec(memoryBytes: 24 << 20), Token);
        var ended = await NextEndAsync(driver);

        Assert.Equal(("out of memory", (int?)137), (ended.Reason, ended.ExitCode));
    }

    [Fact]
    public async Task A_worker_is_in_cgroups_of_its_own_which_go_with_it_and_take_all_its_children_along()
    {
        await using var fixture = new ProcessDriverFixture("setsid sleep 300 & echo $! > child.pid; wait");
        fixture.Options.UseCgroups = true;
        var driver = fixture.Driver();
        await SkipUnlessBoundedAsync(driver);
        var started = await driver.StartAsync(Spec(memoryBytes: 64 << 20) with { Cpus = 0.5 }, Token);
        var child = await WrittenAsync(Path.Combine(fixture.WorkOf(started.Allocation!), "child.pid"));
        var cgroups = Assert.Single(new WorkerStore(Path.Combine(fixture.Root, "state")).Load()).Cgroups;

        Assert.All(cgroups, c => Assert.Contains(
            PidOf(started.Allocation!).ToString(CultureInfo.InvariantCulture), File.ReadAllLines(Path.Combine(c, "cgroup.procs")), StringComparer.Ordinal));
        Assert.True((await driver.StopAsync(started.Allocation!, Token)).Stopped);

        Assert.NotEmpty(cgroups);
        Assert.All(cgroups, c => Assert.False(Directory.Exists(c)));
        Assert.False(ProcessStat.Read(int.Parse(child, CultureInfo.InvariantCulture))?.Alive ?? false);
    }

    [Fact]
    public async Task After_a_restart_the_cgroups_of_the_dead_are_removed_too()
    {
        await using var fixture = new ProcessDriverFixture("exec sleep 300");
        fixture.Options.UseCgroups = true;
        var first = fixture.Driver();
        await SkipUnlessBoundedAsync(first);
        var started = await first.StartAsync(Spec(memoryBytes: 64 << 20), Token);
        var cgroups = Assert.Single(new WorkerStore(Path.Combine(fixture.Root, "state")).Load()).Cgroups;
        first.Dispose();
        Libc.Kill(PidOf(started.Allocation!), Libc.KillSignal);
        while (ProcessStat.Read(PidOf(started.Allocation!)) is { Alive: true })
        {
            await Task.Delay(5, Token);
        }

        Assert.Empty(await fixture.Driver().RecoverAsync(Token));

        Assert.All(cgroups, c => Assert.False(Directory.Exists(c)));
    }

    [Fact]
    public void Old_empty_cgroups_that_nobody_remembers_are_removed_and_young_ones_are_not()
    {
        var home = CgroupHome.Find();
        Assert.SkipWhen(home?.Memory is null, "this user may make no cgroup with a memory limit here");
        var forgotten = home.Create("test-" + Guid.NewGuid().ToString("n"), new CgroupLimits(32 << 20, 0, 16))!;

        home.RemoveEmpty(TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1));
        Assert.All(forgotten.Directories, d => Assert.True(Directory.Exists(d)));

        Assert.All(forgotten.Directories, d => Directory.SetLastWriteTimeUtc(d, DateTime.UnixEpoch));
        home.RemoveEmpty(TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1));
        Assert.All(forgotten.Directories, d => Assert.False(Directory.Exists(d)));
    }

    private static async Task SkipUnlessBoundedAsync(ProcessDriver driver)
    {
        var probe = await driver.ProbeAsync(Token);
        Assert.SkipUnless(probe.Usable, probe.Message ?? "");
        Assert.SkipWhen(probe.Isolation.MemoryLimit == "none", "this user may make no cgroup with a memory limit here");
    }
}
