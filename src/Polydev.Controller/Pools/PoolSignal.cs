using System.Threading.Channels;

namespace Polydev.Controller.Pools;

/// <summary>Wakes the supervisor of the pools. However often it is rung while the supervisor works, one more round follows.</summary>
internal sealed class PoolSignal
{
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Rings.</summary>
    public void Wake() => _bell.Writer.TryWrite(true);

    /// <summary>Waits for a ring.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _bell.Reader.ReadAsync(cancellationToken);
}
