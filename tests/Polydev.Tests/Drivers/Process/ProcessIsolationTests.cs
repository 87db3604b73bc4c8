using System.Net;
using System.Net.Sockets;
using Polydev.Drivers.Process;
using Polydev.Drivers.Native;
using static Polydev.Tests.Drivers.Process.ProcessDriverFixture;

namespace Polydev.Tests.Drivers.Process;

/// <summary>The walls hold, seen from inside. Skipped, with the kernel's own reason, where this user may not build them.</summary>
public sealed class ProcessIsolationTests
{
    // Words for what the worker can do, then how many processes it sees. Only what the shell itself can do: there is no other program in there.
    private const string Look = """
        seen=
        (exec 3<>/dev/tcp/127.0.0.1/$0) 2>/dev/null && seen="$seen network"
        [ -e /etc/passwd ] && seen="$seen files"
        [ -e "$POLYDEV_SOCKETS/egress.sock" ] && seen="$seen sockets"
        (echo > "$POLYDEV_SOCKETS/other") 2>/dev/null && seen="$seen sockets-writable"
        (echo > mine) 2>/dev/null && seen="$seen own"
        (echo > /mine) 2>/dev/null && seen="$seen root-writable"
        set -- /proc/[0-9]*
        echo "$seen $#"
        exit 5
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task In_bubblewrap_a_worker_sees_the_sockets_its_own_directory_and_itself() =>
        Assert.Equal("exited with code 5: sockets own 1", await LookAsync(IsolationChoice.Bubblewrap));

    [Fact]
    public async Task In_bubblewrap_a_worker_has_no_devices_but_nothing_and_chance() =>
        Assert.Equal("exited with code 5: /dev/null /dev/random /dev/urandom /dev/zero", await LookAsync(IsolationChoice.Bubblewrap, "echo /dev/*; exit 5"));

    [Fact]
    public async Task In_bubblewrap_a_worker_has_no_capability_and_can_gain_none()
    {
        const string Rights = "while read -r name value; do case $name in Cap*|NoNewPrivs:) all=\"$all$name$value \";; esac; done < /proc/self/status; echo $all; exit 5";

        Assert.Equal(
            "exited with code 5: CapInh:0000000000000000 CapPrm:0000000000000000 CapEff:0000000000000000 CapBnd:0000000000000000 CapAmb:0000000000000000 NoNewPrivs:1",
            await LookAsync(IsolationChoice.Bubblewrap, Rights));
    }

    [Fact]
    public async Task In_unshare_a_worker_has_no_network_and_sees_only_itself()
    {
        var seen = await LookAsync(IsolationChoice.Unshare);

        Assert.DoesNotContain("network", seen, StringComparison.Ordinal);
        Assert.EndsWith(" 1", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_walls_the_same_look_sees_all() => // So the two above can fail.
        Assert.Contains("network files sockets sockets-writable own", await LookAsync(IsolationChoice.None), StringComparison.Ordinal);

    [Theory]
    [InlineData(IsolationChoice.Bubblewrap)]
    [InlineData(IsolationChoice.Unshare)]
    public async Task Stopping_ends_everything_within_the_walls(IsolationChoice isolation)
    {
        await using var fixture = Sleeper(isolation);
        var driver = fixture.Driver();
        await SkipUnlessUsableAsync(driver);
        var started = await driver.StartAsync(Spec(), Token);
        var session = PidOf(started.Allocation!);
        await WaitForAsync(() => Session(session) >= 2);
        var inner = Assert.Single(ProcessStat.ChildrenOf(session));

        var stopped = await driver.StopAsync(started.Allocation!, Token);

        // Not even as zombies: the wall collected its own, and we the wall.
        Assert.True(stopped.Stopped, stopped.Message);
        Assert.Null(ProcessStat.Read(inner));
        Assert.Null(ProcessStat.Read(session));
        Assert.Equal(0, Session(session));
    }

    [Theory]
    [InlineData(IsolationChoice.Bubblewrap)]
    [InlineData(IsolationChoice.Unshare)]
    public async Task When_only_the_wall_is_killed_the_worker_does_not_stay(IsolationChoice isolation)
    {
        await using var fixture = Sleeper(isolation);
        var driver = fixture.Driver();
        await SkipUnlessUsableAsync(driver);
        var started = await driver.StartAsync(Spec(), Token);
        var session = PidOf(started.Allocation!);
        await WaitForAsync(() => Session(session) >= 2);

        Libc.Kill(session, Libc.KillSignal);

        Assert.Equal("killed by signal 9", (await NextEndAsync(driver)).Reason);
        await WaitForAsync(() => Session(session) == 0);
    }

    [Theory]
    [InlineData(IsolationChoice.Bubblewrap)]
    [InlineData(IsolationChoice.Unshare)]
    public async Task A_worker_within_walls_outlives_the_driver_and_is_found_again(IsolationChoice isolation)
    {
        await using var fixture = Sleeper(isolation);
        var first = fixture.Driver();
        await SkipUnlessUsableAsync(first);
        var started = await first.StartAsync(Spec(), Token);
        var session = PidOf(started.Allocation!);
        await WaitForAsync(() => Session(session) >= 2);
        first.Dispose();

        var second = fixture.Driver();
        var found = Assert.Single(await second.RecoverAsync(Token));
        Assert.True((await second.StopAsync(found, Token)).Stopped);

        // Its wall was a child of this process, and only a parent can collect it: nothing of it runs.
        await WaitForAsync(() => Session(session) == 0);
    }

    [Fact]
    public async Task The_best_walls_are_chosen_and_said()
    {
        await using var fixture = Sleeper(IsolationChoice.Auto);

        var probe = await fixture.Driver().ProbeAsync(Token);

        Assert.True(probe.Usable, probe.Message);
        Assert.NotEmpty(probe.Isolation.Mechanism);
        Assert.Equal(probe.Isolation.Mechanism.StartsWith("bubblewrap", StringComparison.Ordinal), probe.Isolation.Filesystem);
        Assert.Equal(probe.Isolation.Filesystem, probe.Message is null);
    }

    private static async Task<string> LookAsync(IsolationChoice isolation, string script = Look)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "this test needs bash, which can connect by itself");
        await using var fixture = new ProcessDriverFixture("", isolation);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(Path.Combine(fixture.Options.SocketDirectory, "egress.sock"), "", Token);
        fixture.Options.WorkerPath = "/bin/bash";
        fixture.Options.WorkerArguments = ["-c", script, port];
        var driver = fixture.Driver();
        await SkipUnlessUsableAsync(driver);

        var started = await driver.StartAsync(Spec(), Token);

        Assert.True(started.Started, started.Message);
        return (await NextEndAsync(driver)).Reason;
    }

    private static ProcessDriverFixture Sleeper(IsolationChoice isolation)
    {
        var fixture = new ProcessDriverFixture("", isolation);
        fixture.Options.WorkerPath = "/bin/sleep";
        fixture.Options.WorkerArguments = ["300"];
        fixture.Options.ProbeArguments = ["0"];
        return fixture;
    }

    private static async Task SkipUnlessUsableAsync(ProcessDriver driver)
    {
        var probe = await driver.ProbeAsync(Token);
        Assert.SkipUnless(probe.Usable, probe.Message ?? "");
    }

    /// <summary>How many processes of a session run.</summary>
    private static int Session(int session) => ProcessStat.All().Count(p => ProcessStat.Read(p) is { Alive: true } stat && stat.Session == session);

    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}
