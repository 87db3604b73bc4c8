using Microsoft.AspNetCore.Connections;

namespace Polydev.Controller.Cluster.Join;

/// <summary>Connections that have not proved yet which node they are: few at a time, and each for a short time, so that nobody outside can fill the controller.</summary>
internal sealed class Strangers(ControllerOptions options, TimeProvider time)
{
    private int _count;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes a connection in as a stranger; it is cut when it stays one for too long. Null when there are too many.</summary>
    public Stranger? TryEnter(ConnectionContext connection)
    {
        if (Interlocked.Increment(ref _count) > options.Nodes.MaxUnknownConnections)
        {
            Leave();
            return null;
        }

        return new Stranger(this, connection, options.Nodes.HelloTimeout, time);
    }

    /// <summary>Counts one less.</summary>
    internal void Leave() => Interlocked.Decrement(ref _count);
}
