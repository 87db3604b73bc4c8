using Microsoft.AspNetCore.Connections;

namespace Polydev.Controller.Cluster.Join;

/// <summary>A connection while nobody knows who it is. Disposing ends that, by its end or because it is known now.</summary>
internal sealed class Stranger : IDisposable
{
    private readonly Strangers _all;
    private readonly ITimer _patience;
    private bool _left;

    /// <summary>Begins to count.</summary>
    public Stranger(Strangers all, ConnectionContext connection, TimeSpan patience, TimeProvider time)
    {
        _all = all;
        _patience = time.CreateTimer(
            static c => ((ConnectionContext)c!).Abort(new ConnectionAbortedException("it did not say in time who it is")), connection, patience, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _left, true))
        {
            _patience.Dispose();
            _all.Leave();
        }
    }
}
