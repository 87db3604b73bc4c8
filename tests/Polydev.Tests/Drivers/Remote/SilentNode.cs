using System.IO.Pipelines;
using System.Text;
using static Polydev.Tests.Drivers.Remote.RemoteRig;

namespace Polydev.Tests.Drivers.Remote;

/// <summary>A node that says hello and then only what the test says.</summary>
internal sealed class SilentNode
{
    /// <summary>Figures of a node, as JSON.</summary>
    public const string Figures =
        """{"driver":"fake","os":"Linux","version":"1","cpus":1,"memory_bytes":8589934592,"memory_available_bytes":1,"reserve_memory_bytes":0,"usable":true,"isolation":{"mechanism":"none","network":false,"filesystem":true,"processes":true,"memory_limit":"none","cpu_limit":"cgroup v2"}}""";

    private readonly IDuplexPipe _pipe;

    private SilentNode(IDuplexPipe pipe, Task serving) => (_pipe, Serving) = (pipe, serving);

    /// <summary>Completes when the controller has closed the connection.</summary>
    public Task Serving { get; }

    /// <summary>Dials, and waits until it is ready.</summary>
    public static async Task<SilentNode> DialAsync(RemoteRig rig, string name)
    {
        var pair = new PipePair();
        var serving = PipePair.ServeAsync(pair.Controller, end => rig.Driver.ServeAsync(name, end, CancellationToken.None));
        await SayAsync(pair.Node, "{\"type\":\"hello\",\"instance\":\"i\",\"figures\":" + Figures + "}");
        await Until(() => rig[name].State == "ready");
        return new SilentNode(pair.Node, serving);
    }

    /// <summary>Says a line over any connection.</summary>
    public static async Task SayAsync(IDuplexPipe pipe, string line) => await pipe.Output.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), Soon);

    /// <summary>All that was said over any connection before it closed.</summary>
    public static async Task<string> ReadAsync(IDuplexPipe pipe)
    {
        using var all = new MemoryStream();
        await pipe.Input.CopyToAsync(all, Soon);
        return Encoding.UTF8.GetString(all.ToArray());
    }

    /// <summary>Says a line.</summary>
    public Task SayAsync(string line) => SayAsync(_pipe, line);

    /// <summary>Says much at a time without an end of the line, until the controller has enough.</summary>
    public async Task SayWithoutEndAsync(int bytes)
    {
        var much = new byte[bytes];
        Array.Fill(much, (byte)'x');
        while (!Serving.IsCompleted && !(await _pipe.Output.WriteAsync(much, Soon)).IsCompleted)
        {
        }
    }

    /// <summary>Waits until the controller has said something, and takes it.</summary>
    public async Task HearAsync()
    {
        var read = await _pipe.Input.ReadAsync(Soon);
        _pipe.Input.AdvanceTo(read.Buffer.End);
    }

    /// <summary>All that the controller said before it closed.</summary>
    public Task<string> ReadAsync() => ReadAsync(_pipe);
}
