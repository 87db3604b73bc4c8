using Polydev.Drivers.Nomad.Client;

namespace Polydev.Controller.Cluster;

/// <summary>The line to the cluster, where there is one. Nothing is sent before it is used.</summary>
public sealed class ClusterLine : IDisposable
{
    private readonly ClusterTarget? _target;
    private readonly Lazy<NomadClient> _client;

    /// <summary>Makes one.</summary>
    /// <param name="target">The cluster; null for none.</param>
    /// <param name="time">The clock.</param>
    public ClusterLine(ClusterTarget? target, TimeProvider time)
    {
        (_target, Time) = (target, time);
        _client = new Lazy<NomadClient>(() => new NomadClient(Target.Nomad, time));
    }

    /// <summary>Whether there is a cluster.</summary>
    public bool IsConfigured => _target is not null;

    /// <summary>The cluster.</summary>
    public ClusterTarget Target => _target ?? throw new InvalidOperationException("there is no cluster, which the caller has to look at first");

    /// <summary>A client of it.</summary>
    /// <exception cref="NomadException">A certificate file cannot be used.</exception>
    public NomadClient Client => _client.Value;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Version of the agent; the oldest that is supported when the token may not ask, as what that one understands all do.</summary>
    /// <exception cref="NomadException">The cluster refused, or did not answer.</exception>
    public async Task<NomadVersion> VersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Client.Agent.VersionAsync(cancellationToken) ?? NomadVersion.Oldest;
        }
        catch (NomadException e) when (e.Error == NomadError.Forbidden)
        {
            return NomadVersion.Oldest;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }
}
