namespace Polydev.Controller.Cluster;

/// <summary>How nodes of other hosts are let in.</summary>
public sealed class NodesOptions
{
    /// <summary>Address and port that nodes dial, <c>10.0.0.1:4443</c>; null to let none in.</summary>
    public string? Listen { get; set; }

    /// <summary>Life of a node's certificate. The node renews it when two thirds are over.</summary>
    public TimeSpan CertificateLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long executions that had output wait for a node that is away; those without are tried elsewhere after ten seconds. A worker that nobody lets in ends itself after a minute.</summary>
    public TimeSpan AwayWindow { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>Time a connection has for its TLS handshake and its first line.</summary>
    public TimeSpan HelloTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections that have not said yet who they are; more are closed at once.</summary>
    public int MaxUnknownConnections { get; set; } = 256;
}
