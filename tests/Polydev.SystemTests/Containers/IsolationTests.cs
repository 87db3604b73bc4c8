using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Containers;

/// <summary>What a worker could do that fell into the wrong hands: a probe stands in its place, in the container the driver makes.</summary>
[Collection(ContainerTests.Name)]
public sealed class IsolationTests(DockerEngine engine)
{
    private const string Metadata = "169.254.169.254";

    /// <summary>Whether our own filter of system calls is in force: the walls behind it must hold without it as well.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task There_is_no_way_out(bool ownFilter)
    {
        engine.Require();
        await using var host = new ProbeHost(engine, ownFilter);
        using var service = new TcpListener(IPAddress.IPv6Any, 0) { Server = { DualMode = true } };
        service.Start();
        var port = ((IPEndPoint)service.LocalEndpoint).Port;
        var addresses = OwnAddresses().Append("127.0.0.1").Append("::1").ToList();
        var (inside, outside) = (await host.StartAsync("w-out"), await host.StartOutsideAsync());

        // Services of the host: the probe can reach them from outside a container, so it is the walls that stop it inside.
        foreach (var address in addresses)
        {
            await outside.AskAsync($"tcp {address} {port}");
            await inside.CannotAsync($"tcp {address} {port}");
        }

        foreach (var address in new[] { Metadata, "1.1.1.1", "10.0.0.1", "172.17.0.1", "192.168.0.1", "2606:4700:4700::1111", "fd00:ec2::254" })
        {
            // Refused by our own kernel before a packet was made: there are no such sockets; and without the filter no route, and for IPv6 no address.
            var refusal = ownFilter ? "Address family not supported" : "unreachable|Cannot assign requested address";
            Assert.Matches(refusal, (await inside.TryAsync($"tcp {address} 80")).Detail);
            Assert.Matches(refusal, (await inside.TryAsync($"udp {address} 53")).Detail);
        }

        foreach (var resolver in new[] { "8.8.8.8", "127.0.0.11", "127.0.0.53" })
        {
            await inside.CannotAsync($"tcp {resolver} 53");
        }

        Assert.Equal("lo", await inside.AskAsync("list /sys/class/net"));
        foreach (var socket in new[] { "raw-socket", "packet-socket" })
        {
            await outside.AskAsync("call " + socket);
            await inside.CannotAsync("call " + socket);
        }
    }

    [Fact]
    public async Task Sockets_of_the_host_that_have_no_file_are_out_of_reach()
    {
        engine.Require();
        await using var host = new ProbeHost(engine);
        var name = "polydev-test-" + Guid.NewGuid().ToString("n");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint("\0" + name));
        listener.Listen();
        var (inside, outside) = (await host.StartAsync("w-abstract"), await host.StartOutsideAsync());

        await outside.AskAsync("abstract " + name);
        await inside.CannotAsync("abstract " + name);
        await inside.CannotAsync("unix " + engine.Socket);
        await outside.AskAsync("unix " + engine.Socket);
    }

    [Fact]
    public async Task Nothing_can_be_written()
    {
        engine.Require();
        await using var host = new ProbeHost(engine);
        var (inside, outside) = (await host.StartAsync("w-root"), await host.StartOutsideAsync());

        Assert.NotEqual("", await outside.AskAsync("writable " + host.Sockets.Path));
        Assert.Equal("", await inside.AskAsync("writable /"));
        Assert.Matches("^(ro|ro,.*)$", (await inside.AskAsync("read /proc/self/mounts")).Split(';')[0].Split(' ')[3]);
        foreach (var file in new[] { "/probe", "/run/polydev/node.sock", "/etc/hosts", "/etc/resolv.conf" })
        {
            await inside.CannotAsync("unlink " + file);
        }

        foreach (var setting in new[] { "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/sys/kernel/uevent_helper", "/proc/self/oom_score_adj_of_others" })
        {
            await inside.CannotAsync("write " + setting);
        }

        await inside.CannotAsync("call message-queue");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task There_are_no_privileges_and_none_to_gain(bool ownFilter)
    {
        engine.Require();
        await using var host = new ProbeHost(engine, ownFilter);
        var inside = await host.StartAsync("w-caps");
        var status = (await inside.AskAsync("read /proc/self/status")).Split(';').Select(l => l.Split(":\t", 2)).Where(l => l.Length == 2).ToDictionary(l => l[0], l => l[1], StringComparer.Ordinal);

        foreach (var set in new[] { "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb" })
        {
            Assert.Equal(0UL, ulong.Parse(status[set], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        }

        Assert.Equal(("1", "2"), (status["NoNewPrivs"], status["Seccomp"]));
        var users = status["Uid"].Split('\t');
        Assert.All(users, u => Assert.Equal(users[0], u));
        Assert.NotEqual("0", users[0]);

        if (ownFilter)
        {
            await inside.CannotAsync("setuid /setuid");
        }
        else
        {
            // The program has the bit, or this would show nothing; and it runs.
            Assert.Equal($"uid={users[0]} euid={users[0]} bit=1", await inside.AskAsync("setuid /setuid"));
        }

        foreach (var call in new[]
        {
            "mount", "remount", "unshare-user", "unshare-net", "unshare-mount", "setuid", "setgid", "mknod", "chroot", "bpf", "perf", "keyctl", "add-key",
            "init-module", "kexec", "reboot", "settime", "open-by-handle", "userfaultfd",
        })
        {
            await inside.CannotAsync("call " + call);
        }
    }

    [Fact]
    public async Task The_kernel_answers_only_what_a_worker_needs()
    {
        engine.Require();
        await using var host = new ProbeHost(engine);
        var (inside, outside) = (await host.StartAsync("w-calls"), await host.StartOutsideAsync());

        await inside.AskAsync("call unix");
        foreach (var call in new[] { "inet", "inet6", "netlink", "listen-unix", "fork", "memory-file", "personality", "read-memory", "pidfd", "ptrace" })
        {
            // Outside it works, and would in a container with the engine's own filter, for most of them.
            await outside.AskAsync("call " + call);
            await inside.CannotAsync("call " + call);
        }

        foreach (var call in new[] { "vsock", "inet", "netlink" })
        {
            Assert.Contains("Address family not supported", (await inside.TryAsync("call " + call)).Detail, StringComparison.Ordinal);
        }

        Assert.Contains("Function not implemented", (await inside.TryAsync("call io-uring")).Detail, StringComparison.Ordinal);
        await inside.CannotAsync("call setns");
    }

    [Fact]
    public async Task Nobody_else_is_to_be_seen()
    {
        engine.Require();
        await using var host = new ProbeHost(engine);
        var (one, other) = (await host.StartAsync("w-one"), await host.StartAsync("w-other"));

        Assert.Equal(["1"], (await one.AskAsync("list /proc")).Split(' ').Where(n => int.TryParse(n, CultureInfo.InvariantCulture, out _)));
        var pid = await engine.DockerAsync("inspect", "--format", "{{.State.Pid}}", host.Placed(other).ExternalId);
        Assert.Contains("No such process", (await one.TryAsync("kill x " + pid.Trim())).Detail, StringComparison.Ordinal);

        // Two sockets it may dial, and cannot even list what else lies there.
        await one.CannotAsync("list /run/polydev");
        await one.AskAsync("unix /run/polydev/node.sock");
        Assert.Equal("polydev", await one.AskAsync("list /run"));
        Assert.NotEqual(await UserOf(one), await UserOf(other));
        Assert.Equal("", string.Concat((await one.AskAsync("read /proc/self/mountinfo")).Split(';').Where(m => m.Contains("w-other", StringComparison.Ordinal))));
    }

    /// <summary>With our own filter only threads can be made; the engine's lets processes be made.</summary>
    [Theory]
    [InlineData("threads", true)]
    [InlineData("forks", false)]
    public async Task A_fork_bomb_ends_its_own_container_and_the_reason_is_told(string bombs, bool ownFilter)
    {
        engine.Require();
        await using var host = new ProbeHost(engine, ownFilter);
        var (bomb, neighbour) = (await host.StartAsync("w-forks"), await host.StartAsync("w-neighbour"));

        // It may be ended before it can say how far it came.
        var (worked, detail) = await bomb.TryAsync(bombs);
        if (worked)
        {
            var made = detail.Split(' ').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToList();
            Assert.InRange(made[0], 10, 127);
            Assert.Equal(11, made[1]);
        }

        var end = await host.EndOfAsync(bomb);
        Assert.Equal(("out of processes and threads: it may have 128", 137), (end.Reason, end.ExitCode));
        await neighbour.AskAsync("read /proc/self/status");
        await PolydevProcess.UntilAsync(async () => (await engine.ContainersAsync("polydev.worker=w-forks")).Count == 0, "the container was removed with all its processes");
    }

    [Fact]
    public async Task A_memory_bomb_ends_its_own_container_and_the_reason_is_told()
    {
        engine.Require();
        await using var host = new ProbeHost(engine);
        var (bomb, neighbour) = (await host.StartAsync("w-memory", memoryMegabytes: 32), await host.StartAsync("w-neighbour"));

        Assert.Equal((false, "gone"), await bomb.TryAsync("memory 256"));

        var end = await host.EndOfAsync(bomb);
        Assert.Equal(("out of memory", 137), (end.Reason, end.ExitCode));
        await neighbour.AskAsync("memory 16");
    }

    private static async Task<string> UserOf(Probe probe) => (await probe.AskAsync("read /proc/self/status")).Split(';').Single(l => l.StartsWith("Uid:", StringComparison.Ordinal));

    /// <summary>Addresses of this machine that the network answers at; none in a machine without one.</summary>
    private static IEnumerable<string> OwnAddresses() => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(i => i.GetIPProperties().UnicastAddresses)
        .Select(a => a.Address)
        .Where(a => !IPAddress.IsLoopback(a) && a is { IsIPv6LinkLocal: false })
        .Select(a => a.ToString());
}
