using System.IO.Pipelines;
using System.Threading.Channels;
using Polydev.Controller.Cluster;

namespace Polydev.Tests.Controller.Cluster.Join;

/// <summary>Stands for the driver of nodes: notes who is served, and echoes.</summary>
internal sealed class RecordingControl : INodeControl
{
    private readonly Channel<string> _served = Channel.CreateUnbounded<string>();
    private int _now;

    /// <summary>Names of nodes in the order in which they were served.</summary>
    public ChannelReader<string> Served => _served.Reader;

    /// <summary>Nodes that were put out.</summary>
    public List<string> PutOut { get; } = [];

    /// <summary>Connections that are served now.</summary>
    public int Now => Volatile.Read(ref _now);

    public async Task ServeAsync(string node, IDuplexPipe control, CancellationToken closed)
    {
        Interlocked.Increment(ref _now);
        _served.Writer.TryWrite(node);
        try
        {
            await control.Input.CopyToAsync(control.Output, closed);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
        }

        Interlocked.Decrement(ref _now);
    }

    public void Revoked(string node) => PutOut.Add(node);
}
