using System.Net.Sockets;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Hosts;

/// <summary>The hosts themselves: a fault that a test asks for is there, and nothing else.</summary>
[Collection(HostTests.Name)]
public sealed class LabTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_has_a_name_an_address_and_processes_of_its_own()
    {
        await using var lab = await Lab.StartAsync("left", "right");

        Assert.Equal("left", (await lab["left"].RunAsync("hostname")).Trim());
        Assert.Contains(lab["right"].Address, await lab["right"].RunAsync("ip", "-brief", "address"), StringComparison.Ordinal);
        Assert.Empty(lab["left"].Processes());
        Assert.DoesNotContain("lan0", await Containers.Commands.RunAsync("ip", "-brief", "link"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_way_carries_nothing_until_it_is_healed_and_a_delayed_one_is_late()
    {
        await using var lab = await Lab.StartAsync("left", "right");
        using var conversation = await Conversation.StartAsync(lab["left"], lab["right"]);
        Assert.Equal("one", await conversation.SendAsync("one"));

        lab.OneWay("left", "right", LinkFault.Severed);
        var late = conversation.SendAsync("two");
        await conversation.BackAsync("right can still speak");
        Assert.False(late.IsCompleted);

        lab.Lan.Heal();
        Assert.Equal("two", await late);
        lab.Between("left", "right", new LinkFault(Delay: TimeSpan.FromMilliseconds(100), Loss: 0.02));
        Assert.Equal("three", await conversation.SendAsync("three"));
    }

    [Fact]
    public async Task A_crashed_host_takes_all_its_processes_along_and_starts_again_empty()
    {
        await using var lab = await Lab.StartAsync("left", "right");
        await lab["left"].RunAsync("sh", "-c", "setsid sleep 4711 >/dev/null 2>&1 & unshare --pid --fork sleep 4712 >/dev/null 2>&1 &");
        await PolydevProcess.UntilAsync(() => Task.FromResult(Sleepers(lab) == 2), "both were there");

        await lab["left"].CrashAsync();
        Assert.DoesNotContain(Containers.HostProcesses.All("cmdline"), p => p.Words.Any(w => w is "4711" or "4712"));

        await lab["left"].BootAsync();
        Assert.Empty(lab["left"].Processes());
        using var conversation = await Conversation.StartAsync(lab["left"], lab["right"]);
        Assert.Equal("again", await conversation.SendAsync("again"));
    }

    [Fact]
    public async Task A_frozen_host_stands_still_until_it_is_thawed()
    {
        await using var lab = await Lab.StartAsync("left");
        await lab["left"].RunAsync("sh", "-c", "sleep 4713 >/dev/null 2>&1 &");
        await lab["left"].FreezeAsync();
        Assert.Contains(States(lab), s => s == 'T');
        await lab["left"].ThawAsync();
        Assert.DoesNotContain(States(lab), s => s == 'T');
    }

    private static int Sleepers(Lab lab) => lab["left"].Processes().Count(p => p.Command.StartsWith("sleep 471", StringComparison.Ordinal));

    private static IEnumerable<char> States(Lab lab) => lab["left"].Processes()
        .Select(p => File.ReadAllText($"/proc/{lab["left"].FirstProcess}/root/proc/{p.Id}/stat")).Select(s => s[s.LastIndexOf(')') + 2]);

    /// <summary>A connection from one host to another.</summary>
    private sealed class Conversation(Socket near, Socket far) : IDisposable
    {
        private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

        public static async Task<Conversation> StartAsync(LabHost from, LabHost to)
        {
            using var listener = await Kernel.OpenSocketAsync(to.FirstProcess);
            listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Parse(to.Address), 4000));
            listener.Listen();
            var near = await Kernel.OpenSocketAsync(from.FirstProcess);
            await near.ConnectAsync(to.Address, 4000, Token);
            return new Conversation(near, await listener.AcceptAsync(Token));
        }

        public Task<string> SendAsync(string text) => PassAsync(near, far, text);

        public Task<string> BackAsync(string text) => PassAsync(far, near, text);

        public void Dispose()
        {
            near.Dispose();
            far.Dispose();
        }

        private static async Task<string> PassAsync(Socket from, Socket to, string text)
        {
            await from.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), Token);
            var buffer = new byte[100];
            var length = await to.ReceiveAsync(buffer, Token).AsTask().WaitAsync(s_patience, Token);
            return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
        }
    }
}
