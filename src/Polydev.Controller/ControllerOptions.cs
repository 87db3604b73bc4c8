namespace Polydev.Controller;

/// <summary>How a controller is set up. Bound from configuration and command line, checked whole at start.</summary>
public sealed class ControllerOptions
{
    /// <summary>Port of the API on <see cref="BindAddress"/>; 0 takes a free one.</summary>
    public int Port { get; set; } = 4000;

    /// <summary>Address the API listens on.</summary>
    public string BindAddress { get; set; } = "127.0.0.1";

    /// <summary>Directory of the database, the keys and <c>admin.key</c>.</summary>
    public string DataDirectory { get; set; } = "";

    /// <summary>Directory of <c>node.sock</c> and <c>egress.sock</c>.</summary>
    public string SocketDirectory { get; set; } = "";

    /// <summary>Where the providers are, by provider name; what is missing has the provider's public address.</summary>
    public Dictionary<string, string> Providers { get; } = new(StringComparer.Ordinal);

    /// <summary>Executions: limits and defaults.</summary>
    public Executions.ExecutionOptions Executions { get; } = new();

    /// <summary>Pools by name; <c>default</c> is always there.</summary>
    public Dictionary<string, Pools.PoolOptions> Pools { get; } = new(StringComparer.Ordinal);

    /// <summary>Nodes of other hosts: where and how they are let in.</summary>
    public Cluster.NodesOptions Nodes { get; } = new();

    /// <summary>Storage: how long what is kept.</summary>
    public Storage.StorageOptions Storage { get; } = new();

    /// <summary>Price list that replaces the built-in one; null for the built-in one.</summary>
    public string? PriceFile { get; set; }
}
